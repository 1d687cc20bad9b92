import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { goFailure, goFile } from './go-output.ts';
import { goTest } from './go-test.ts';
import { isGreen, keep } from './line-test-tools.ts';

type Event = Record<string, string | number>;
const json = (...events: Event[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const of = (Action: string, Test = '', over: Event = {}): Event => ({
  Action,
  Package: 'example.com/m/p',
  ...(Test === '' ? {} : { Test }),
  ...over,
});
const out = (Test: string, Output: string) => of('output', Test, { Output });
const start = of('start');
const ok = (name: string) => [of('run', name), out(name, `=== RUN   ${name}\n`), of('pass', name, { Elapsed: 0.01 })];
const bad = (name: string, ...output: string[]) => [
  of('run', name),
  out(name, `=== RUN   ${name}\n`),
  ...output.map((line) => out(name, `${line}\n`)),
  out(name, `--- FAIL: ${name} (0.00s)\n`),
  of('fail', name, { Elapsed: 1.5 }),
];

test('a test, one that failed, one that was skipped', async () => {
  const text = json(
    start,
    ...ok('TestA'),
    ...bad('TestB', '    b_test.go:12: expected 1', '        more'),
    of('run', 'TestC'),
    out('TestC', '    c_test.go:5: not on Linux\n'),
    of('skip', 'TestC', { Elapsed: 0 }),
    of('fail', '', { Elapsed: 2 }),
  );
  for (const size of [1, 7, 10_000]) {
    const kept = await keep(text, size);
    expect(kept.rows).toEqual([
      'passed example.com/m/p › TestA',
      'failed example.com/m/p › TestB: expected 1',
      'skipped example.com/m/p › TestC: not on Linux',
    ]);
    expect(kept.failures).toEqual([]);
    expect(kept.cases[1]).toMatchObject({
      file: 'example.com/m/p/b_test.go',
      line: 12,
      durationMs: 1500,
      details: 'b_test.go:12: expected 1\n        more',
    });
    expect(kept.cases[0]).toMatchObject({ file: '', details: '', durationMs: 10 });
  }
});

test('a parent is a row, and says how many of its subtests failed', async () => {
  const kept = await keep(
    json(
      start,
      of('run', 'TestA'),
      ...ok('TestA/x'),
      ...bad('TestA/y/z', '    a_test.go:3: no'),
      of('fail', 'TestA'),
      of('fail'),
    ),
  );
  expect(kept.rows).toEqual([
    'passed example.com/m/p › TestA/x',
    'failed example.com/m/p › TestA/y/z: no',
    'failed example.com/m/p › TestA: 1 of its subtests failed',
  ]);
});

describe('a package that failed outside of its tests', () => {
  test.each<[string, string, string, string]>([
    [
      'TestMain',
      json(start, out('', 'no database\n'), out('', 'FAIL\texample.com/m/p\t0.01s\n'), of('fail')),
      'example.com/m/p: no database',
      'no database\nFAIL\texample.com/m/p\t0.01s',
    ],
    [
      'a build, since Go 1.24',
      json(
        { ImportPath: 'example.com/m/p [p.test]', Action: 'build-output', Output: './a.go:3: undefined: x\n' },
        { ImportPath: 'example.com/m/p [p.test]', Action: 'build-fail' },
        start,
        out('', 'FAIL\texample.com/m/p [build failed]\n'),
        of('fail', '', { Elapsed: 0, FailedBuild: 'example.com/m/p [p.test]' }),
      ),
      'example.com/m/p: build failed',
      './a.go:3: undefined: x\n\nFAIL\texample.com/m/p [build failed]',
    ],
    [
      'a build before, with what the compiler said between the events',
      `# example.com/m/p\n./a.go:3: undefined: x\n${json(start, out('', 'FAIL\texample.com/m/p [build failed]\n'), of('fail'))}`,
      'example.com/m/p: build failed',
      '# example.com/m/p\n./a.go:3: undefined: x\n\nFAIL\texample.com/m/p [build failed]',
    ],
    [
      'a build before, said by no event at all',
      `${json(start, ...ok('TestA'), of('pass'))}# x\nx.go:1: bad\nFAIL\tx [build failed]\n`,
      'x: the package failed',
      '# x\nx.go:1: bad\nFAIL\tx [build failed]',
    ],
    [
      'a build whose package says nothing',
      json(
        { ImportPath: 'dep', Action: 'build-output', Output: 'bad\n' },
        { ImportPath: 'dep', Action: 'build-fail' },
        start,
        ...ok('TestA'),
        of('pass'),
      ),
      'dep: build failed',
      'bad',
    ],
  ])('%s', async (_what, text, message, details) => {
    const kept = await keep(text);
    expect(kept.failures).toEqual([message]);
    expect(kept.suiteFailures[0]?.details).toBe(details);
  });

  test('one with a failed test is said once', async () => {
    expect((await keep(json(start, ...bad('TestA', 'x'), out('', 'FAIL\n'), of('fail')))).failures).toEqual([]);
  });
});

describe('a test that did not end', () => {
  test('panicked', async () => {
    const kept = await keep(
      json(
        start,
        ...ok('TestA'),
        of('run', 'TestB'),
        ...[
          'panic: boom\n',
          '\n',
          'goroutine 7 [running]:\n',
          'example.com/m/p.TestB()\n',
          '\t/src/p/lib.go:3 +0x1d\n',
          '\t/src/p/b_test.go:9 +0x1d\n',
        ].map((line) => out('TestB', line)),
        of('fail'),
      ),
    );
    expect(kept.rows).toEqual(['passed example.com/m/p › TestA', 'failed example.com/m/p › TestB: panic: boom']);
    expect(kept.cases[1]).toMatchObject({ file: '/src/p/b_test.go', line: 9 });
    expect(kept.failures).toEqual([]);
  });

  test('ran into the time limit of its package', async () => {
    const { rows } = await keep(
      json(start, of('run', 'TestB'), out('', 'panic: test timed out after 1s\n'), of('fail')),
    );
    expect(rows).toEqual(['failed example.com/m/p › TestB: panic: test timed out after 1s']);
  });

  test('was running when the process was killed', async () => {
    const kept = await keep(json(start, ...ok('TestA'), of('run', 'TestB'), of('run', 'TestB/x')));
    expect(kept.rows).toEqual([
      'passed example.com/m/p › TestA',
      'failed example.com/m/p › TestB/x: did not end: the run stopped before',
      'failed example.com/m/p › TestB: did not end: the run stopped before',
    ]);
    expect(kept.failures).toEqual(['example.com/m/p: the run stopped before the package was done']);
  });

  test('in a package that passed: only with proof that it did too', async () => {
    const { rows } = await keep(
      json(
        start,
        of('run', 'TestA'),
        out('TestA', 'no end of line--- PASS: TestA (0.00s)\n'),
        of('run', 'TestB'),
        of('run', 'TestB/x'),
        of('pass', 'TestB'),
        of('run', 'TestC'),
        of('run', 'BenchmarkD'),
        of('pass'),
      ),
    );
    expect(rows.sort()).toEqual([
      'failed example.com/m/p › TestC: did not end: the run stopped before',
      'passed example.com/m/p › BenchmarkD',
      'passed example.com/m/p › TestA',
      'passed example.com/m/p › TestB',
      'passed example.com/m/p › TestB/x',
    ]);
  });
});

test('-count=2 makes two rows of two names, a new run of the package the same name', async () => {
  const once = [...bad('TestA', 'x'), ...ok('TestA'), of('fail')];
  expect((await keep(json(start, ...once))).rows.map((row) => row.split(' › ')[1])).toEqual(['TestA: x', 'TestA (2)']);
  const again = await keep(json(start, ...bad('TestA', 'x'), of('fail'), start, ...ok('TestA'), of('pass')));
  expect(again.rows).toEqual(['failed example.com/m/p › TestA: x', 'passed example.com/m/p › TestA']);
  expect(again.cases[0]?.suite).toBe(again.cases[1]?.suite);
});

test('packages side by side, one without tests', async () => {
  const other = (event: Event): Event => ({ ...event, Package: 'q' });
  const kept = await keep(
    json(
      start,
      other(start),
      of('run', 'TestA'),
      other(of('run', 'TestA')),
      { Action: 'output', Package: 'r', Output: '?   \tr\t[no test files]\n' },
      { Action: 'skip', Package: 'r', Elapsed: 0 },
      other(of('pass', 'TestA')),
      of('pass', 'TestA'),
      other(of('pass')),
      of('pass'),
    ),
  );
  expect(kept.rows).toEqual(['passed q › TestA', 'passed example.com/m/p › TestA']);
  expect(kept.failures).toEqual([]);
});

test('go tool test2json names no package', async () => {
  const kept = await keep(
    json({ Action: 'run', Test: 'TestA' }, { Action: 'pass', Test: 'TestA' }, { Action: 'pass' }),
  );
  expect([kept.rows, kept.failures]).toEqual([['passed TestA'], []]);
});

test('what a test prints after its end is its package’s', async () => {
  const kept = await keep(json(start, ...ok('TestA'), out('TestA', 'late\n'), of('pass')));
  expect([kept.rows, kept.failures]).toEqual([['passed example.com/m/p › TestA'], []]);
});

test('output is bounded, with its beginning and its end', async () => {
  const noise = Array.from({ length: 3_000 }, (_, index) => out('TestA', `${index} ${'x'.repeat(90)}\n`));
  const { cases } = await keep(json(start, of('run', 'TestA'), ...noise, of('fail', 'TestA'), of('fail')), 65_536);
  const details = cases[0]?.details ?? '';
  expect(details.length).toBeLessThan(64_200);
  expect(details).toMatch(/^0 x/);
  expect(details).toMatch(/\n2999 x+$/);
  expect(details).toMatch(/\n… \(\d+ characters are left out\) …\n/);
});

describe('is claimed', () => {
  test.each([
    [json(start), true],
    [`go: downloading x v1\n# x\n${json(start)}`, true],
    ['{"Time":"2025-01-01T00:00:00Z","Action":"run","Package":"p","Test":"T"}', true],
    ['{"Action":"run","Package":"p","Other":1}', false],
    ['{"Action":"jump","Package":"p"}', false],
    ['{\n  "Action": "run"\n}', false],
    ['[{"Action":"run","Package":"p"}]', false],
    ['{"results":{"tests":[]}}', false],
    ['ok  \texample.com/m\t0.1s\n', false],
    ['{"Action":"run","Pack', false],
  ])('%j: %s', (head, expected) => {
    expect(goTest.claims(head)).toBe(expected);
  });
});

describe('what the output says', () => {
  test.each([
    ['', '', '', undefined],
    ['just this\nand that', 'just this', '', undefined],
    ['    a_test.go:1: log\n    a_test.go:7: wrong', 'wrong', 'a_test.go', 7],
    ['    C:\\x\\a_test.go:7: wrong', 'wrong', 'C:\\x\\a_test.go', 7],
    [
      '    a_test.go:7: \n        \tError Trace:\t/x/a_test.go:7\n        \tError:      \tNot equal:\n',
      'Not equal:',
      'a_test.go',
      7,
    ],
    ['panic: boom [recovered]\n\n\t/x/a.go:1 +0x1\n', 'panic: boom [recovered]', '', undefined],
    [`${' '.repeat(60_000)}x\u2028`, 'x', '', undefined],
  ])('%#', (output, message, file, line) => {
    expect(goFailure(output)).toEqual({ message, file, line });
  });

  test.each([
    ['m/p', 'a_test.go', 'm/p/a_test.go'],
    ['_/home/me/p', 'a_test.go', '/home/me/p/a_test.go'],
    ['command-line-arguments', 'a_test.go', 'a_test.go'],
    ['m/p', '/home/me/a_test.go', '/home/me/a_test.go'],
    ['', 'a_test.go', 'a_test.go'],
    ['m/p', '', ''],
  ])('%j and %j: %j', (importPath, file, expected) => {
    expect(goFile(importPath, file)).toBe(expected);
  });
});

describe('whatever comes', () => {
  const whole = json(start, ...ok('TestA'), of('run', 'TestB'), ...ok('TestB/x'), of('pass', 'TestB'), of('pass'));

  test('a file that was cut is never green', async () => {
    expect(await isGreen(whole)).toBe(true);
    // Only the end of the last line may be missing.
    for (let length = 0; length < whole.length - 1; length++) expect(await isGreen(whole.slice(0, length))).toBe(false);
  });

  test('events in any order never crash, and a failed one is never green', async () => {
    const event = fc.record({
      Action: fc.constantFrom('start', 'run', 'pause', 'cont', 'pass', 'fail', 'skip', 'output', 'bench', 'build-fail'),
      Package: fc.constantFrom('p', 'q', ''),
      Test: fc.constantFrom('', 'T', 'T/a', 'T/a/b', '/', '__proto__'),
      Output: fc.oneof(fc.string(), fc.constantFrom('--- PASS: T (', 'a_test.go:1: x\n', 'panic: \n')),
      Elapsed: fc.constantFrom<unknown>(0, -1, 'x', null, 1e308),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(event, fc.jsonValue()), { maxLength: 30 }), async (events) => {
        const text = `${JSON.stringify(start)}\n${events.map((one) => JSON.stringify(one)).join('\n')}\n`;
        const green = await isGreen(text);
        const failed = events.some((one) => (one as Event | null)?.Action === 'fail' && 'Test' in (one as Event));
        expect(green && failed).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
