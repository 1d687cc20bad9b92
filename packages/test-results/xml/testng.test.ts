import { describe, expect, test } from '@jest/globals';
import { handedOver, inShort } from './test-tools.ts';

const report = (inner: string) =>
  `<testng-results><suite name="S" duration-ms="9"><groups><group name="g"><method signature="m()" name="m" class="C"/></group></groups>` +
  `<test name="T"><class name="com.x.Calc">${inner}</class></test></suite></testng-results>`;
const exception = (message: string) =>
  `<exception class="E"><message><![CDATA[\n ${message} ]]></message><full-stacktrace>E\n\tat com.x.Calc.adds(Calc.java:12)</full-stacktrace></exception>`;

describe('what came of a method', () => {
  test.each([
    ['status="PASS"', '', 'passed | a'],
    ['status="PASS"', exception('expected'), 'passed | a'],
    ['status="FAIL"', exception('no'), 'failed | a | no'],
    ['status="FAIL"', '<exception class="E"/>', 'failed | a | E'],
    ['status="SKIP"', exception('setup broke'), 'skipped | a | setup broke'],
    ['status="SUCCESS_PERCENTAGE_FAILURE"', '', 'passed | a'],
    ['status="STARTED"', '', 'failed | a'],
    ['', '', 'failed | a'],
    ['status="PASS"', '<reporter-output><line>status="FAIL"</line></reporter-output>', 'passed | a'],
  ])('%s %s', async (attributes, inner, expected) => {
    expect(await inShort(report(`<test-method name="a" ${attributes}>${inner}</test-method>`))).toEqual([expected]);
  });
});

test('a case has all that the report says', async () => {
  const { cases } = await handedOver(
    report(
      `<test-method name="adds" signature="adds()" status="FAIL" duration-ms="15">${exception('no')}</test-method>`,
    ),
  );
  expect(cases).toEqual([
    {
      suite: { path: ['S', 'T', 'com.x.Calc'], declaredMs: 0 },
      name: 'adds',
      className: 'com.x.Calc',
      state: 'failed',
      attempts: 1,
      flaky: false,
      message: 'no',
      details: 'E\n\tat com.x.Calc.adds(Calc.java:12)',
      file: 'com/x/Calc.java',
      line: 12,
      durationMs: 15,
    },
  ]);
});

test.each([
  ['<value><![CDATA[ 1 ]]></value>', 'a(1)'],
  ['<value is-null="true"/>', 'a(null)'],
  ['<value>com.x.Data@1f2e3d</value>', 'a(com.x.Data)'],
  ['<value>[Ljava.lang.String;@1f2e3d</value>', 'a([Ljava.lang.String;)'],
  ['<value>joe@fade</value>', 'a(joe@fade)'],
  ['<value>x</value></param><param index="1"><value>y</value>', 'a(x, y)'],
  ['<value/>', 'a()'],
])('a method with the parameter %s is %s', async (value, name) => {
  const inner = `<params><param index="0">${value}</param></params>`;
  expect(await inShort(report(`<test-method name="a" status="PASS">${inner}</test-method>`))).toEqual([
    `passed | ${name}`,
  ]);
});

describe('configuration methods', () => {
  const method = (status: string) =>
    `<test-method name="setUp" is-config="true" status="${status}">${exception('no')}</test-method>`;
  test.each([
    ['PASS', []],
    ['SKIP', []],
    ['FAIL', ['! S > T > com.x.Calc | setUp failed: no']],
  ])('%s: no row', async (status, expected) => {
    expect(await inShort(report(method(status)))).toEqual(expected);
  });
});

describe('attempts that are retried', () => {
  const tried = (name: string, message: string) =>
    `<test-method name="${name}" status="SKIP" retried="true">${exception(message)}</test-method>`;
  const last = (name: string, status: string) =>
    `<test-method name="${name}" status="${status}">${exception('last')}</test-method>`;
  test.each([
    [
      'then passed: flaky',
      tried('a', 'first') + tried('a', 'second') + last('a', 'PASS'),
      ['a passed 3 true first com/x/Calc.java'],
    ],
    ['then failed', tried('a', 'first') + last('a', 'FAIL'), ['a failed 2 false last com/x/Calc.java']],
    ['of another test', tried('a', 'first') + last('b', 'PASS'), ['b passed 1 false  ', 'a skipped 1 false first ']],
    ['and nothing followed', tried('a', 'first'), ['a skipped 1 false first ']],
  ])('%s', async (_what, inner, expected) => {
    const { cases } = await handedOver(report(inner));
    expect(
      cases.map(({ name, state, attempts, flaky, message, file }) =>
        [name, state, attempts, flaky, message, file].join(' '),
      ),
    ).toEqual(expected);
  });
});

test('attempts that are too many are rows', async () => {
  const attempt = '<test-method name="a" status="SKIP" retried="true"/>';
  const { cases } = await handedOver(report(`${attempt.repeat(110)}<test-method name="a" status="PASS"/>`));
  expect(cases).toHaveLength(11);
  expect(cases.at(-1)).toMatchObject({ state: 'passed', flaky: true, attempts: 101 });
});

test('names that nobody chose are left out, and suites without tests are none', async () => {
  const xml =
    '<testng-results><suite name="Empty"><groups/></suite><suite name="Surefire suite"><test name="Surefire test"><class name="A"><test-method name="a" status="PASS"/></class>' +
    '<class name="B"><test-method name="b" status="PASS"/></class></test></suite></testng-results>';
  const { cases } = await handedOver(xml);
  expect(cases.map(({ suite }) => suite.path)).toEqual([['A'], ['B']]);
});

test.each([
  ['<testng-results>\n<suite name="a">\n<test', 'ends inside', 3],
  ['<testng-results>\n<suite>\n</testng-results>', 'not closed', 3],
])('%j is refused', async (xml, reason, line) => {
  await expect(handedOver(xml)).rejects.toMatchObject({ message: expect.stringContaining(reason), line });
});

test('hostile names stay what they are, at the length of their limit', async () => {
  const { cases } = await handedOver(
    report(
      `<test-method name="::error::&lt;b&gt;&#10;" status="PASS"><params>${`<param><value>${'v'.repeat(3_000)}</value></param>`.repeat(200)}</params></test-method>`,
    ),
  );
  expect(cases[0]?.name).toMatch(/^::error::<b>\n\(v+/);
  expect(cases[0]?.name).toHaveLength(1_000);
});
