import { describe, expect, test } from '@jest/globals';
import { readText as readAny } from '../recognise.ts';
import { pieces, readText, totals } from '../test-tools.ts';
import { milliseconds } from './junit-case.ts';

const suite = (inner: string) => `<testsuites><testsuite name="s">${inner}</testsuite></testsuites>`;

describe('counts rows', () => {
  test.each([
    ['a plain case passes', suite('<testcase name="a"/>'), '1/1/0/0'],
    ['failure and error fail', suite('<testcase><failure/></testcase><testcase><error/></testcase>'), '2/0/2/0'],
    ['failure wins over skipped', suite('<testcase><skipped/><failure/></testcase>'), '1/0/1/0'],
    ['failure wins over skipped, in the other order', suite('<testcase><failure/><skipped/></testcase>'), '1/0/1/0'],
    ['several failures of a case count once', suite('<testcase><failure/><error/><failure/></testcase>'), '1/0/1/0'],
    ['disabled is skipped', suite('<testcase status="disabled"/><testcase status="notrun"/>'), '2/0/0/2'],
    ['googletest skips by its result', suite('<testcase status="run" result="skipped"/>'), '1/0/0/1'],
    ['a failure wins over disabled', suite('<testcase status="disabled"><failure/></testcase>'), '1/0/1/0'],
    ['a failed status without an element fails', suite('<testcase status="failed"/>'), '1/0/1/0'],
    ['ignored is skipped', suite('<testcase><ignored/></testcase>'), '1/0/0/1'],
    ['flaky passes', suite('<testcase><flakyFailure/><flakyError/></testcase>'), '1/1/0/0'],
    ['a re-run beside a failure fails', suite('<testcase><failure/><rerunFailure/></testcase>'), '1/0/1/0'],
    [
      'a failure quoted in output counts not',
      suite('<testcase><system-out><failure/></system-out></testcase>'),
      '1/1/0/0',
    ],
    [
      'nested suites count',
      suite('<testsuite><testsuite><testcase><failure/></testcase></testsuite></testsuite>'),
      '1/0/1/0',
    ],
    ['the same name twice is two rows', suite('<testcase name="a"/><testcase name="a"/>'), '2/2/0/0'],
    ['declared numbers are not believed', '<testsuite tests="9" failures="3"><testcase/></testsuite>', '1/1/0/0'],
    ['a case without a suite', '<testsuites><testcase/></testsuites>', '1/1/0/0'],
    ['no cases', '<testsuites/>', '0/0/0/0'],
    ['two documents in one file', '<testsuite><testcase/></testsuite>\n<testsuite><testcase/></testsuite>', '2/2/0/0'],
    ['namespaces', '<j:testsuite xmlns:j="x"><j:testcase><j:failure/></j:testcase></j:testsuite>', '1/0/1/0'],
    ['a raw < in an attribute', suite('<testcase name="a<b"><failure message="1 < 2"/></testcase>'), '1/0/1/0'],
    ['a bare & and an unknown entity', suite('<testcase name="a & b &nbsp; c"/>'), '1/1/0/0'],
    ['control characters', suite('<testcase name="a\u001b[31m&#x1b;&#0;\u0000">\u0007</testcase>'), '1/1/0/0'],
    ['a document type without entities', `<!DOCTYPE testsuites>${suite('<testcase/>')}`, '1/1/0/0'],
    ['a document type without declarations', `<!DOCTYPE testsuites [ ]>${suite('<testcase/>')}`, '1/1/0/0'],
    [
      'comments and CDATA hold no rows',
      suite('<!-- <testcase/> --><system-out><![CDATA[<testcase>]]></system-out>'),
      '0/0/0/0',
    ],
  ])('%s', async (_what, xml, expected) => {
    for (const size of [1, 7, 10_000]) expect(totals(await readText(xml, size))).toBe(expected);
  });
});

describe('refuses what is not whole JUnit XML, with the line', () => {
  test.each([
    ['', 'is empty', undefined],
    ['just\ntext', 'is no format of test results that is known', 1],
    ['   \n', 'holds nothing but blanks', undefined],
    [' '.repeat(70_000), 'begins with too many blanks', undefined],
    ['> jest\n<?xml version="1.0"?><testsuite/>', 'has other text before its XML', 1],
    ['<!-- nothing -->', 'holds no XML element', undefined],
    ['<testsuite>\n<testcase>\n<failure>\nboom', 'ends inside <failure>', 4],
    ['<testsuite>\n<testcase name="a', 'ends inside <testcase>', 2],
    ['<testsuite><testcase/></testsuite', 'ends inside <testsuite>', 1],
    ['<testsuite>\n<testcase>\n</testsuite>', 'has a <testcase> that is not closed', 3],
    ['<testsuite>\n<testcase><failure>\n</testcase></testsuite>', 'has a <failure> that is not closed', 3],
    ['\n<beans/>', 'is XML, but no format of test results that is known: its root is <beans>', 2],
    ['<html><testsuite/></html>', 'is XML, but no format of test results that is known: its root is <html>', 1],
    ['<testsuite/>\n<testsui', 'ends inside a tag or a comment', 2],
    ['<testsuite/>\n<testsuite name="', 'ends inside <testsuite>', 2],
    ['<testsuite/>\n<!-- no end', 'ends inside a tag or a comment', 2],
    ['<testsuite/>\nSegmentation fault', 'has text after its root element', 1],
    ['<testsuite/>\n<coverage/>', 'is XML, but no format of test results that is known: its root is <coverage>', 2],
    [`${'<testsuite>'.repeat(300)}`, 'nests elements deeper than 200', 1],
  ])('%j', async (xml, reason, line) => {
    await expect(readText(xml, 10_000)).rejects.toMatchObject({ message: reason, line });
    await expect(readText(xml, 3)).rejects.toMatchObject({ message: reason });
  });

  test('the line is right in a later piece', async () => {
    const xml = `<testsuite>${'\n<testcase/>'.repeat(100)}\n<testcase></testsuite>`;
    await expect(readText(xml, 50)).rejects.toMatchObject({ line: 102 });
  });
});

describe('a document type', () => {
  const bomb = ['<!DOCTYPE t [', '<!ENTITY a "aaaaaaaaaa">', '<!ENTITY b "&a;&a;&a;&a;">', ']>'].join('\n');
  test.each([
    ['entities that expand', `${bomb}<testsuite><testcase name="&b;"/></testsuite>`],
    [
      'external entities',
      '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/hostname">]><testsuite name="&x;"><testcase/></testsuite>',
    ],
    [
      'rows hidden in an entity',
      '<!DOCTYPE t [<!ENTITY f "<failure/>">]><testsuite><testcase>&f;</testcase></testsuite>',
    ],
    ['rows hidden behind another', `${bomb}<testsuite>&b;<testcase/></testsuite>`],
    ['a state in an entity', '<!DOCTYPE t [<!ENTITY f "failed">]><testsuite><testcase status="&f;"/></testsuite>'],
    ['rows among the declarations', '<!DOCTYPE t [<!ENTITY f "<a><testsuite/></a>">]><testsuite/>'],
  ])('with %s is refused', async (_what, xml) => {
    for (const size of [1, 10_000]) {
      await expect(readText(xml, size)).rejects.toThrow('declares a document type of its own (DTD)');
    }
  });

  test('whose entities stand only in words is read; they are not expanded', async () => {
    const xml =
      '<!DOCTYPE t [\n<!ENTITY x SYSTEM "secret.txt">\n]>\n<testsuite><testcase><failure>&x; &lt;</failure></testcase></testsuite>';
    for (const size of [1, 10_000]) {
      const results = await readText(xml, size);
      expect(totals(results)).toBe('1/0/1/0');
      expect(results.failures[0]?.details).toBe('&x; <');
    }
  });
});

describe('failures', () => {
  test('keep message, details, file and line', async () => {
    const { failures } = await readText(
      suite(`<testcase name="adds" classname="calc.Add" time="1.5" file="src/add.ts" line="12">
        <failure message="1 &lt; 2&#10;here" type="AssertionError"><![CDATA[at <add>
 at b]]></failure></testcase>`),
    );
    expect(failures).toEqual([
      {
        suite: { path: ['s'], declaredMs: 0 },
        name: 'adds',
        className: 'calc.Add',
        state: 'failed',
        attempts: 1,
        flaky: false,
        message: '1 < 2\nhere',
        details: 'at <add>\n at b',
        file: 'src/add.ts',
        line: 12,
        durationMs: 1500,
      },
    ]);
  });

  test.each([
    ['<failure type="T"/>', 'T', ''],
    ['<failure>first\nsecond</failure>', 'first', 'first\nsecond'],
    ['<failure/>', '', ''],
    ['<skipped message="later"/><failure message="now"/>', 'now', ''],
    ['<failure message="now"/><skipped message="later"/>', 'now', ''],
    ['<failure message="a">1</failure><error message="b">2</error>', 'a', 'a\n1\n\nb\n2'],
    ['<failure message="m"><message>in</message> here</failure>', 'm', 'in here'],
    ['<failure message="m"/><system-out>not this</system-out>', 'm', ''],
    ['<failure message="m">kept</failure><rerunFailure><stackTrace>not this</stackTrace></rerunFailure>', 'm', 'kept'],
  ])('%s', async (inner, message, details) => {
    const [failure] = (await readText(suite(`<testcase name="a">${inner}</testcase>`))).failures;
    expect([failure?.message, failure?.details]).toEqual([message, details]);
  });

  test('a case without a name, with a line that is none', async () => {
    const [failure] = (await readText(suite('<testcase line="-1" time="soon"><error/></testcase>'))).failures;
    expect(failure).toMatchObject({ name: 'a case without a name', className: '', line: undefined, durationMs: 0 });
  });

  test('are cut at a limit and say so', async () => {
    const long = 'x'.repeat(200_000);
    const [failure] = (await readText(suite(`<testcase><failure>${long}</failure></testcase>`), 5000)).failures;
    expect(failure?.details.length).toBeLessThanOrEqual(64_000 + 30);
    expect(failure?.details.endsWith('\n… (the rest is left out)')).toBe(true);
  });

  test('of a suite are no rows but are kept', async () => {
    const results = await readText(suite('<error message="setup broke">why</error><testcase/>'));
    expect(totals(results)).toBe('1/1/0/0');
    expect(results.suiteFailures).toMatchObject([{ message: 'setup broke', details: 'why', suite: { path: ['s'] } }]);
  });
});

describe('attempts', () => {
  const flaky = (message: string) =>
    `<flakyFailure message="${message}" type="T"><stackTrace>at ${message}</stackTrace><system-out>noise</system-out></flakyFailure>`;
  test.each([
    ['none', '', 'passed', 1, false, '', ''],
    ['flaky', flaky('one'), 'passed', 2, true, 'one', 'at one'],
    ['flaky twice', flaky('one') + flaky('two'), 'passed', 3, true, 'one', 'one\nat one\n\ntwo\nat two'],
    ['a flaky error', '<flakyError type="T"/>', 'passed', 2, true, 'T', ''],
    [
      'failed again',
      '<failure message="m">at m</failure><rerunFailure message="r"><stackTrace>at r</stackTrace></rerunFailure><rerunError/>',
      'failed',
      3,
      false,
      'm',
      'at m',
    ],
    ['flaky beside a failure', `${flaky('one')}<error message="m"/>`, 'failed', 2, false, 'm', ''],
    ['flaky, then skipped', `${flaky('one')}<skipped message="later"/>`, 'skipped', 2, false, 'later', ''],
  ])('%s', async (_what, inner, state, attempts, isFlaky, message, details) => {
    const cases: unknown[] = [];
    const text = suite(`<testcase name="a">${inner}</testcase>`);
    await readAny(pieces(text, 9), { testCase: (one) => void cases.push(one), suiteFailure: () => {} });
    expect(cases).toMatchObject([{ state, attempts, flaky: isFlaky, message, details }]);
  });

  test('in rows of their own are one flaky case', async () => {
    const results = await readText(suite('<testcase name="a"><failure/></testcase><testcase name="a"/>'));
    expect(totals(results)).toBe('1/1/0/0');
    expect(results.flaky).toMatchObject([{ name: 'a', attempts: 2, flaky: true }]);
    expect(results.failures).toEqual([]);
  });
});

describe('suites', () => {
  test('have the names around them and the time of their cases', async () => {
    const { suites } = await readText(
      '<testsuites><testsuite name="a" time="9"><testcase time="1"/><testsuite name="b" time="3"><testcase/></testsuite><testsuite><testcase time="0.5"/></testsuite></testsuite></testsuites>',
    );
    expect(suites.map(({ path, tests, durationMs }) => [path.join(' > '), tests, durationMs])).toEqual([
      ['a', 1, 1000],
      ['a > b', 1, 3000],
      ['a', 1, 500],
    ]);
  });
});

test.each([
  ['0.012', 12],
  ['1,234.5', 1_234_500],
  ['0,5', 500],
  ['', 0],
  ['-1', 0],
  ['NaN', 0],
  ['1e400', 0],
  ['999638317', 999.638317],
  [undefined, 0],
])('a time of %j is %j ms', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});
