import { describe, expect, test } from '@jest/globals';
import { handedOver, inShort } from './test-tools.ts';

const v2 = (inner: string) =>
  `<test-results name="/out/My.dll"><test-suite type="Assembly" name="/out/My.dll" executed="True"><results>` +
  `<test-suite type="Namespace" name="My"><results><test-suite type="TestFixture" name="Calc" time="2"><results>` +
  `${inner}</results></test-suite></results></test-suite></results></test-suite></test-results>`;
const v3 = (inner: string, fixture = '') =>
  `<test-run><test-suite type="Assembly" name="My.dll"><test-suite type="TestSuite" name="My" fullname="My">` +
  `<test-suite type="TestFixture" name="Calc" fullname="My.Calc" duration="2"${fixture}>` +
  `${inner}</test-suite></test-suite></test-suite></test-run>`;
const failure = (message: string) => `<failure><message>${message}</message></failure>`;

describe('what came of a case in NUnit 2', () => {
  test.each([
    ['result="Success"', '', 'passed | a'],
    ['result="Success" success="False"', '', 'passed | a'],
    ['result="Failure"', failure('no'), 'failed | a | no'],
    ['result="Error"', failure('no'), 'failed | a | no'],
    ['result="Cancelled"', '', 'failed | a'],
    ['result="Ignored"', '<reason><message>later</message></reason>', 'skipped | a | later'],
    ['result="Skipped"', '', 'skipped | a'],
    ['result="Inconclusive"', '', 'skipped | a'],
    ['result="NotRunnable"', '', 'skipped | a'],
    ['result="Green"', '', 'failed | a'],
    ['executed="False"', '<reason><message>later</message></reason>', 'skipped | a | later'],
    ['executed="True" success="True"', '', 'passed | a'],
    ['executed="True" success="False"', failure('no'), 'failed | a | no'],
    ['executed="True" success="Turue"', '', 'failed | a'],
    ['executed="True"', failure('no'), 'failed | a | no'],
    ['executed="True"', '', 'passed | a'],
    ['', '', 'skipped | a'],
    ['result="Success"', failure('worse'), 'failed | a | worse'],
  ])('%s %s', async (attributes, inner, expected) => {
    const [row] = await inShort(v2(`<test-case name="My.Calc.a" ${attributes}>${inner}</test-case>`));
    expect(row).toBe(expected);
  });
});

describe('what came of a case in NUnit 3', () => {
  test.each([
    ['result="Passed"', '', 'passed | a'],
    ['result="Warning"', '<assertions><assertion><message>hm</message></assertion></assertions>', 'passed | a'],
    ['result="Failed"', failure('no'), 'failed | a | no'],
    ['result="Failed" label="Error"', '', 'failed | a | Error'],
    ['result="Failed:Error"', '', 'failed | a'],
    ['result="Skipped" label="Ignored"', '<reason><message>later</message></reason>', 'skipped | a | later'],
    ['result="Inconclusive"', '', 'skipped | a'],
    ['result="?"', '', 'failed | a'],
    ['runstate="Runnable"', '', 'skipped | a'],
    ['result="Failed"', `<output>&lt;message&gt;</output>${failure('no')}`, 'failed | a | no'],
  ])('%s %s', async (attributes, inner, expected) => {
    const [row] = await inShort(v3(`<test-case name="a" fullname="My.Calc.a" ${attributes}>${inner}</test-case>`));
    expect(row).toBe(expected);
  });
});

describe('a case has all that the report says', () => {
  const stack = '<stack-trace><![CDATA[   at My.Calc.Adds() in C:\\src\\Calc.cs:line 7\r\n]]></stack-trace>';
  const expected = {
    suite: { path: ['My.dll', 'My.Calc'], declaredMs: 2_000 },
    name: 'Adds(1, "a.b")',
    className: 'My.Calc',
    state: 'failed',
    attempts: 1,
    flaky: false,
    message: 'no <b>',
    details: 'at My.Calc.Adds() in C:\\src\\Calc.cs:line 7',
    file: 'C:\\src\\Calc.cs',
    line: 7,
    durationMs: 125,
  };
  const inner = `<failure><message>no &lt;b&gt;</message>${stack}</failure>`;

  test.each([
    [
      'NUnit 2',
      v2(`<test-case name="My.Calc.Adds(1, &quot;a.b&quot;)" time="0.125" result="Failure">${inner}</test-case>`),
    ],
    [
      'NUnit 3',
      v3(
        `<test-suite type="ParameterizedMethod" name="Adds" fullname="My.Calc.Adds"><test-case name="Adds(1, &quot;a.b&quot;)" classname="My.Calc" duration="0.125" result="Failed">${inner}</test-case></test-suite>`,
      ),
    ],
  ])('%s', async (_what, xml) => {
    expect((await handedOver(xml)).cases).toEqual([expected]);
  });
});

describe('suites', () => {
  const named = (type: string, name: string, inner: string) =>
    `<test-suite${type === '' ? '' : ` type="${type}"`} name="${name}"><results>${inner}</results></test-suite>`;
  const row = (name: string) => `<test-case name="${name}" executed="True" success="True"/>`;

  test.each([
    [
      'without types',
      named('', '/x/a.dll', named('', 'My', named('', 'My.Calc', row('My.Calc.t')))),
      'a.dll > My.Calc',
      't',
      'My.Calc',
    ],
    ['of an inherited test', named('TestFixture', 'Calc', row('Base.Calc.t(1.5)')), 'Calc', 't(1.5)', 'Base.Calc'],
    [
      'of sentences',
      named('TestFixture', 'Get-X', named('TestFixture', 'Get-X.when it rains', row('Get-X.when it rains.is wet'))),
      'Get-X.when it rains',
      'is wet',
      'Get-X.when it rains',
    ],
    ['without a name', named('TestFixture', '', row('t')), '', 't', ''],
  ])('%s', async (_what, inner, path, name, className) => {
    const { cases } = await handedOver(`<test-results>${inner}</test-results>`);
    expect(cases.map(({ suite, ...rest }) => [suite.path.join(' > '), rest.name, rest.className])).toEqual([
      [path, name, className],
    ]);
  });

  test('cases of one suite share it', async () => {
    const { cases } = await handedOver(v3('<test-case name="a"/><test-case name="b"/>'));
    expect(cases[0]?.suite).toBe(cases[1]?.suite);
  });
});

describe('a suite that failed by itself', () => {
  const childFailed = failure('One or more child tests had errors');
  const red = '<test-case name="a" result="Failed"/>';
  const green = '<test-case name="a" result="Passed"/>';
  test.each([
    ['only its cases failed', red + childFailed, ' result="Failed" site="Child"', []],
    [
      'a teardown',
      green + failure('TearDown : no'),
      ' result="Failed" site="TearDown"',
      ['! My.dll > My.Calc | TearDown : no'],
    ],
    [
      'a setup, and its cases with it',
      red + failure('SetUp : no'),
      ' result="Failed" site="SetUp"',
      ['! My.dll > My.Calc | SetUp : no'],
    ],
    ['the suite around it', red + failure('OneTimeSetUp: no'), ' result="Failed" site="Parent"', []],
    ['nothing in it', green, ' result="Failed"', ['! My.dll > My.Calc | the suite failed']],
    [
      'nothing in it, with the message of its children',
      green + childFailed,
      ' result="Failed" site="Child"',
      ['! My.dll > My.Calc | One or more child tests had errors'],
    ],
    ['it passed', green, ' result="Passed"', []],
  ])('%s', async (_what, inner, attributes, expected) => {
    const rows = await inShort(v3(inner, attributes));
    expect(rows.filter((row) => row.startsWith('!'))).toEqual(expected);
  });

  test.each([
    [
      'NUnit 3',
      '<test-run result="Failed"><test-suite type="Assembly" name="a.dll" result="Failed" label="Invalid"><reason><message>not found</message></reason></test-suite></test-run>',
      ['! a.dll | not found'],
    ],
    ['a run', '<test-run result="Failed"/>', ['!  | the suite failed']],
    [
      'NUnit 2',
      '<test-results><test-suite name="F" executed="True" success="False"><failure><message>no</message></failure></test-suite></test-results>',
      ['! F | no'],
    ],
    ['NUnit 2, not run', '<test-results><test-suite name="F" executed="False" success="False"/></test-results>', []],
  ])('%s without a case', async (_what, xml, expected) => {
    expect(await inShort(xml)).toEqual(expected);
  });
});

describe('refuses', () => {
  test.each([
    ['<test-run>\n<test-suite>\n<test-case name="a"', 'ends inside', 3],
    ['<test-results>\n<test-suite name="a">\n</test-results>', 'not closed', 3],
    ['<test-suite executed="True">\n<test-case name="A.b("x","y")" result="Success"/></test-suite>', 'a bare quote', 2],
  ])('%j', async (xml, reason, line) => {
    await expect(handedOver(xml)).rejects.toMatchObject({ message: expect.stringContaining(reason), line });
    await expect(handedOver(xml, 1)).rejects.toMatchObject({ message: expect.stringContaining(reason) });
  });
});

test('a part of a report may have a suite as its root', async () => {
  expect(
    await inShort('<test-suite executed="True" name="F"><test-case name="F.a" success="True"/></test-suite>'),
  ).toEqual(['passed | a']);
  expect(
    await inShort('<test-suite type="TestFixture" name="F"><test-case name="a" result="Passed"/></test-suite>'),
  ).toEqual(['passed | a']);
});

test('hostile names stay what they are, at the length of their limit', async () => {
  const [first, second] = (
    await handedOver(
      v3(
        `<test-case name="::error::&lt;b&gt;&#10;x" result="Failed"/><test-case name="${'n'.repeat(5_000)}" result="Failed"><failure><message>${'m'.repeat(20_000)}</message></failure></test-case>`,
      ),
    )
  ).cases;
  expect(first?.name).toBe('::error::<b>\nx');
  expect(second?.name).toHaveLength(1_000);
  expect(second?.message).toMatch(/^m{8000}\n… \(the rest is left out\)$/);
});
