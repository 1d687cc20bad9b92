import { describe, expect, test } from '@jest/globals';
import type { Case } from '../model.ts';
import { caseOf } from './case-of.ts';
import { handedOver, inShort } from './test-tools.ts';
import { TrxDefinitions } from './trx-definitions.ts';
import { nowhere, trxMilliseconds } from './trx-result.ts';

const run = (results: string, rest = '') =>
  `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>${results}</Results>${rest}</TestRun>`;
const definition = (id: string, className: string) =>
  `<UnitTest name="x" storage="c:\\out\\my.dll" id="${id}"><Execution id="e"/><TestMethod codeBase="C:\\out\\My.dll" className="${className}" name="x"/></UnitTest>`;
const error = (message: string, stack = '') =>
  `<Output><StdOut>noise</StdOut><ErrorInfo><Message>${message}</Message><StackTrace>${stack}</StackTrace></ErrorInfo></Output>`;

describe('what came of a test', () => {
  test.each([
    ['Passed', '', 'passed | a'],
    ['Warning', '', 'passed | a'],
    ['Completed', '', 'passed | a'],
    ['PassedButRunAborted', '', 'passed | a'],
    ['Failed', error('no'), 'failed | a | no'],
    ['Failed', '', 'failed | a'],
    ['Error', error('no'), 'failed | a | no'],
    ['Timeout', '', 'failed | a | outcome Timeout'],
    ['Aborted', '', 'failed | a | outcome Aborted'],
    ['Disconnected', '', 'failed | a | outcome Disconnected'],
    ['InProgress', '', 'failed | a | outcome InProgress'],
    ['Green', '', 'failed | a | outcome Green'],
    ['NotExecuted', error('later'), 'skipped | a | later'],
    ['NotRunnable', '', 'skipped | a'],
    ['Inconclusive', '', 'skipped | a'],
    ['Pending', '', 'skipped | a'],
  ])('%s %s', async (outcome, inner, expected) => {
    expect(await inShort(run(`<UnitTestResult testName="a" outcome="${outcome}">${inner}</UnitTestResult>`))).toEqual([
      expected,
    ]);
  });

  test('no outcome is a failure', async () => {
    expect(await inShort(run('<UnitTestResult testName="a"/>'))).toEqual(['failed | a | no outcome']);
  });
});

describe('the class comes from the definitions', () => {
  const result = `<UnitTestResult testId="1" testName="Adds(1)" outcome="Failed" duration="00:00:01.5">${error('no', '   at My.Calc.Adds(Int32 x) in C:\\src\\Calc.cs:line 7')}</UnitTestResult>`;
  const definitions = `<TestDefinitions>${definition('1', 'My.Calc, My, Version=1.0.0.0')}${definition('2', 'Other')}</TestDefinitions>`;
  const expected = {
    suite: { path: ['My.dll', 'My.Calc'], declaredMs: 0 },
    name: 'Adds(1)',
    className: 'My.Calc',
    state: 'failed',
    attempts: 1,
    flaky: false,
    message: 'no',
    details: 'at My.Calc.Adds(Int32 x) in C:\\src\\Calc.cs:line 7',
    file: 'C:\\src\\Calc.cs',
    line: 7,
    durationMs: 1_500,
  };

  test.each([
    ['after the results', `<TestRun><Results>${result}</Results>${definitions}</TestRun>`],
    ['before the results', `<TestRun>${definitions}<Results>${result}</Results></TestRun>`],
  ])('%s', async (_what, xml) => {
    for (const size of [1, 7, 10_000]) expect((await handedOver(xml, size)).cases).toEqual([expected]);
  });

  test('or, where there are none, from the name', async () => {
    const { cases } = await handedOver(
      run(
        '<UnitTestResult testName="My.Calc.Adds(x: 1.5)" outcome="Passed"/><UnitTestResult testName="Adds it." outcome="Passed"/>',
      ),
    );
    expect(cases.map(({ suite, className, name }) => [suite.path, className, name])).toEqual([
      [['My.Calc'], 'My.Calc', 'Adds(x: 1.5)'],
      [[], '', 'Adds it.'],
    ]);
  });

  test('the order of the results stays, and tests of one class share their suite', async () => {
    const one = (id: string, name: string) => `<UnitTestResult testId="${id}" testName="${name}" outcome="Passed"/>`;
    const { cases } = await handedOver(run(one('1', 'a') + one('2', 'b') + one('1', 'c'), definitions));
    expect(cases.map(({ name, className }) => `${className}.${name}`)).toEqual(['My.Calc.a', 'Other.b', 'My.Calc.c']);
    expect(cases[0]?.suite).toBe(cases[2]?.suite);
  });

  test('cases that are too many wait no longer', () => {
    const classes: string[] = [];
    const sink = { testCase: ({ className }: Case) => classes.push(className), suiteFailure: () => undefined };
    const many = new TrxDefinitions(sink, 2);
    const place = () => many.place(caseOf({ suite: nowhere, name: 'A.B.c', state: 'passed', durationMs: 0 }), '1');
    place();
    place();
    expect(classes).toEqual([]);
    place();
    expect(classes).toEqual(['A.B', 'A.B', 'A.B']);
    many.open({ id: '1' });
    many.method({ className: 'Other' });
    many.close();
    place();
    expect(classes.at(-1)).toBe('A.B');
  });

  test('nor do texts that are too long', async () => {
    const long = `<UnitTestResult testId="1" testName="A.B.c" outcome="Failed">${error('m', 's'.repeat(64_000))}</UnitTestResult>`;
    const { cases } = await handedOver(run(long.repeat(130), definitions), 65_536);
    expect(cases).toHaveLength(130);
    expect(cases.at(-1)?.className).toBe('A.B');
  });
});

describe('rows of a data-driven test', () => {
  const row = (outcome: string) =>
    `<UnitTestResult testName="a (Data Row ${outcome})" outcome="${outcome}" resultType="DataDrivenDataRow"/>`;
  const parent = (outcome: string, inner: string) =>
    `<UnitTestResult testName="a" outcome="${outcome}" resultType="DataDrivenTest">${error('of the test')}<InnerResults>${inner}</InnerResults></UnitTestResult>`;
  test.each([
    [
      'count, their parent does not',
      parent('Passed', row('Passed') + row('NotExecuted')),
      ['passed | a (Data Row Passed)', 'skipped | a (Data Row NotExecuted)'],
    ],
    [
      'fail their parent',
      parent('Failed', row('Passed') + row('Failed')),
      ['passed | a (Data Row Passed)', 'failed | a (Data Row Failed)'],
    ],
    [
      'are not all that can fail',
      parent('Failed', row('Passed')),
      ['passed | a (Data Row Passed)', '! a | of the test'],
    ],
    ['may be none', parent('Failed', ''), ['failed | a | of the test']],
  ])('%s', async (_what, results, expected) => {
    expect(await inShort(run(results))).toEqual(expected);
  });
});

describe('the run', () => {
  const passed = '<UnitTestResult testName="a" outcome="Passed"/>';
  const failed = '<UnitTestResult testName="a" outcome="Failed"/>';
  const info = (outcome: string, text: string) => `<RunInfo outcome="${outcome}"><Text>${text}</Text></RunInfo>`;
  const summary = (outcome: string, infos = '') =>
    `<ResultSummary outcome="${outcome}"><RunInfos>${infos}</RunInfos></ResultSummary>`;
  const echo = '[xUnit.net 00:00:00.51]     My.Calc.a [FAIL]';
  test.each([
    ['is complete', passed, summary('Completed'), []],
    ['warns', passed, summary('Completed', info('Warning', 'hm')), []],
    ['failed as its tests did', failed, summary('Failed'), []],
    ['failed, though no test did', passed, summary('Failed'), ['!  | the run ended with the outcome Failed']],
    [
      'crashed',
      passed,
      summary('Failed', info('Error', 'Test host process crashed')),
      ['!  | Test host process crashed'],
    ],
    ['was aborted', failed, summary('Aborted'), ['!  | the run ended with the outcome Aborted']],
    ['timed out, without tests', '', summary('Timeout'), ['!  | the run ended with the outcome Timeout']],
    ['is of an unknown outcome', passed, summary('Green'), ['!  | the run ended with the outcome Green']],
    ['says a failed test again', failed, summary('Failed', info('Error', echo)), []],
    ['says so of no test', passed, summary('Failed', info('Error', echo)), [`!  | ${echo}`]],
    ['gives no reason', passed, summary('Failed', info('Error', '')), ['!  | the run failed, and does not say why']],
  ])('%s', async (_what, results, rest, expected) => {
    for (const xml of [run(results, rest), `<TestRun>${rest}<Results>${results}</Results></TestRun>`]) {
      expect((await inShort(xml)).filter((row) => row.startsWith('!'))).toEqual(expected);
    }
  });

  test('of many errors says how many more there were', async () => {
    const { suiteFailures } = await handedOver(run('', summary('Failed', info('Error', 'no').repeat(120))));
    expect(suiteFailures).toHaveLength(101);
    expect(suiteFailures.at(-1)?.message).toBe('20 more errors of the run');
  });
});

test.each([
  ['00:00:01.1084258', 1_108.4258],
  ['01:02:03', 3_723_000],
  ['1.00:00:00.5', 86_400_500],
  ['', 0],
  ['1.5', 0],
  ['-00:00:01', 0],
  [undefined, 0],
])('a duration of %j is %j ms', (text, expected) => {
  expect(trxMilliseconds(text)).toBeCloseTo(expected, 6);
});

test.each([
  ['<TestRun>\n<Results>\n<UnitTestResult testName="a"', 'ends inside', 3],
  ['<TestRun>\n<Results>\n<UnitTestResult></Results></TestRun>', 'not closed', 3],
])('%j is refused', async (xml, reason, line) => {
  await expect(handedOver(xml)).rejects.toMatchObject({ message: expect.stringContaining(reason), line });
});

test('hostile names stay what they are', async () => {
  expect(await inShort(run('<UnitTestResult testName="::error::&lt;b&gt;&#10;x" outcome="Passed"/>'))).toEqual([
    'passed | ::error::<b>\nx',
  ]);
});
