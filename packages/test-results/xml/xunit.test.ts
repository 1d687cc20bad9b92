import { describe, expect, test } from '@jest/globals';
import { handedOver, inShort } from './test-tools.ts';

const report = (inner: string) =>
  `<assemblies><assembly name="C:\\out\\My.Tests.dll" total="1"><errors/><collection name="Test collection for My.Calc" time="2">${inner}</collection></assembly></assemblies>`;

describe('what came of a test', () => {
  test.each([
    ['result="Pass"', '', 'passed | a'],
    ['result="Fail"', '<failure exception-type="E"><message>no</message></failure>', 'failed | a | no'],
    ['result="Fail"', '<failure exception-type="E"/>', 'failed | a | E'],
    ['result="Fail"', '', 'failed | a'],
    ['result="Skip"', '<reason>later</reason>', 'skipped | a | later'],
    ['result="Skip"', '<reason><message>later</message></reason>', 'skipped | a | later'],
    ['result="NotRun"', '', 'skipped | a'],
    ['result="Pass"', '<failure><message>worse</message></failure>', 'failed | a | worse'],
    ['result="Pass"', '<output>no</output><warnings><warning>hm</warning></warnings>', 'passed | a'],
    ['result="Green"', '', 'failed | a'],
    ['', '', 'failed | a'],
  ])('%s %s', async (attributes, inner, expected) => {
    expect(await inShort(report(`<test name="My.Calc.a" type="My.Calc" ${attributes}>${inner}</test>`))).toEqual([
      expected,
    ]);
  });
});

test('a case has all that the report says', async () => {
  const { cases } = await handedOver(
    report(
      '<test name="My.Calc.Adds(x: 1)" type="My.Calc" method="Adds" time="0.014" result="Fail" source-file="C:\\src\\Calc.cs" source-line="5">' +
        '<failure exception-type="E"><message><![CDATA[no]]></message><stack-trace>at My.Calc.Adds(Int32 x) in C:\\src\\Calc.cs:line 7</stack-trace></failure></test>' +
        '<test name="Shown so" type="My.Calc" time="1" result="Pass" source-file="C:\\src\\Calc.cs" source-line="9"/>',
    ),
  );
  const suite = { path: ['My.Tests.dll', 'My.Calc'], declaredMs: 2_000 };
  expect(cases).toMatchObject([
    {
      suite,
      name: 'Adds(x: 1)',
      className: 'My.Calc',
      file: 'C:\\src\\Calc.cs',
      line: 7,
      durationMs: 14,
      message: 'no',
      details: 'at My.Calc.Adds(Int32 x) in C:\\src\\Calc.cs:line 7',
    },
    { suite, name: 'Shown so', file: 'C:\\src\\Calc.cs', line: 9, durationMs: 1_000, message: '', details: '' },
  ]);
  expect(cases[0]?.suite).toBe(cases[1]?.suite);
});

test('a suite is the assembly and the class, and without a class the collection', async () => {
  const { cases } = await handedOver(
    '<assemblies><assembly name="a.dll"><collection name="shared" time="3"><test name="1" type="A" result="Pass"/><test name="2" type="B" result="Pass"/>' +
      '<test name="3" type="" result="Pass"/></collection><collection name="other" time="4"><test name="4" type="A" result="Pass"/></collection></assembly>' +
      '<assembly name="b.dll"><collection name="x"><test name="5" type="A" result="Pass"/></collection></assembly></assemblies>',
  );
  expect(cases.map(({ suite }) => `${suite.path.join(' > ')} ${suite.declaredMs}`)).toEqual([
    'a.dll > A 3000',
    'a.dll > B 0',
    'a.dll > shared 3000',
    'a.dll > A 3000',
    'b.dll > A 0',
  ]);
});

test('errors of the run, of a fixture and of version 1 are failures of a suite', async () => {
  expect(
    await inShort(
      '<assemblies><assembly name="a.dll"><errors><error type="assembly-cleanup" name="Db"><failure exception-type="E"><message>no</message></failure></error></errors></assembly></assemblies>',
    ),
  ).toEqual(['! a.dll | assembly-cleanup Db: no']);
  expect(
    await inShort(
      '<assembly name="a.dll" run-date="2012-01-14"><class name="C"><failure exception-type="E"/><test name="C.t" type="C" result="Pass"/></class></assembly>',
    ),
  ).toEqual(['passed | t', '! a.dll > C | E']);
});

test.each([
  ['<assemblies/>', []],
  ['<assemblies timestamp="x"><assembly name="a.dll"/></assemblies>', []],
])('%s holds no tests', async (xml, expected) => {
  expect(await inShort(xml)).toEqual(expected);
});

test.each([
  ['<assembly xmlns="urn:schemas-microsoft-com:asm.v1"/>', 'is XML, but no', 1],
  ['<assemblies>\n<assembly>\n<test name="a"', 'ends inside', 3],
  ['<assemblies>\n<assembly>\n<test></assembly></assemblies>', 'not closed', 3],
])('%j is refused', async (xml, reason, line) => {
  await expect(handedOver(xml)).rejects.toMatchObject({ message: expect.stringContaining(reason), line });
});
