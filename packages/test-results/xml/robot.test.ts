import { describe, expect, test } from '@jest/globals';
import { robotMessage, robotMilliseconds } from './robot-status.ts';
import { handedOver, inShort } from './test-tools.ts';

const report = (inner: string, rest = '') =>
  `<robot generator="Robot 7.0"><suite id="s1" name="All" source="/src"><suite id="s1-s1" name="Login" source="/src/login.robot">${inner}` +
  `</suite>${rest}</suite><statistics><suite><stat name="Login" fail="0">Login</stat></suite></statistics><errors><msg level="ERROR">hm</msg></errors></robot>`;
const keyword = (name: string, inner: string, status = 'PASS') =>
  `<kw name="${name}">${inner}<status status="${status}"/></kw>`;

describe('what came of a test', () => {
  test.each([
    ['PASS', '', 'passed | a'],
    ['FAIL', 'no', 'failed | a | no'],
    ['SKIP', 'later', 'skipped | a | later'],
    ['NOT RUN', '', 'skipped | a'],
    ['GREEN', '', 'failed | a'],
  ])('%s', async (status, text, expected) => {
    const steps = keyword('Expect', keyword('Inner', '', 'FAIL'));
    expect(await inShort(report(`<test name="a">${steps}<status status="${status}">${text}</status></test>`))).toEqual([
      expected,
    ]);
  });

  test('no status is a failure', async () => {
    expect(await inShort(report('<test name="a"><kw name="k"><status status="PASS"/></kw></test>'))).toEqual([
      'failed | a | the test has no status',
    ]);
  });
});

test('a case has all that the report says', async () => {
  const { cases } = await handedOver(
    report(
      '<test id="t1" name="Logs in" line="7"><kw name="Open"><status status="PASS"/></kw>' +
        '<for><iter><kw name="Submit"><kw name="Click"><arg>x</arg><msg level="INFO">noise</msg><msg level="FAIL">no button</msg><msg level="DEBUG">Traceback: here</msg><status status="FAIL"/></kw><status status="FAIL"/></kw><status status="FAIL"/></iter><status status="FAIL"/></for>' +
        '<tag>smoke</tag><status status="FAIL" start="2024-01-01T00:00:00" elapsed="1.250">no button</status></test>',
    ),
  );
  expect(cases).toEqual([
    {
      suite: { path: ['All', 'Login'], declaredMs: 0 },
      name: 'Logs in',
      className: '',
      state: 'failed',
      attempts: 1,
      flaky: false,
      message: 'no button',
      details: 'Submit > Click\nno button\nTraceback: here',
      file: '/src/login.robot',
      line: 7,
      durationMs: 1_250,
    },
  ]);
});

test('a keyword that failed as it was expected to is no detail', async () => {
  const expecting = keyword(
    'Run Keyword And Expect Error',
    keyword('Fails', '<msg level="FAIL">meant so</msg>', 'FAIL'),
  );
  const { cases } = await handedOver(
    report(
      `<test name="a">${expecting}${keyword('Breaks', '<msg level="FAIL">no</msg>', 'FAIL')}<status status="FAIL">no</status></test>`,
    ),
  );
  expect(cases[0]?.details).toBe('Breaks\nno');
});

describe('setup and teardown of a suite', () => {
  const passed = '<test name="a"><status status="PASS"/></test>';
  test.each([
    [
      'a setup that failed',
      `<kw name="Open" type="setup">${keyword('Connect', '<msg level="FAIL">no host</msg>', 'FAIL')}<status status="FAIL"/></kw>`,
      ['! All > Login | suite setup failed: Open: no host'],
    ],
    [
      'a teardown in version 4',
      `${passed}<kw name="Close" type="TEARDOWN"><status status="FAIL">stuck</status></kw><status status="FAIL">Suite teardown failed</status>`,
      ['! All > Login | suite teardown failed: Close: stuck'],
    ],
    [
      'a setup that passed',
      `<kw name="Open" type="SETUP"><status status="PASS"/></kw>${passed}<status status="PASS"/>`,
      [],
    ],
    [
      'a setup of a test',
      `<test name="a"><kw name="Open" type="SETUP"><status status="FAIL"/></kw><status status="FAIL">Setup failed</status></test><status status="FAIL"/>`,
      [],
    ],
    ['a suite that failed without a reason', `${passed}<status status="FAIL">hm</status>`, ['! All > Login | hm']],
  ])('%s', async (_what, inner, expected) => {
    expect((await inShort(report(inner, '<status status="PASS"/>'))).filter((row) => row.startsWith('!'))).toEqual(
      expected,
    );
  });

  test('fail the suites around it once', async () => {
    const teardown = '<kw name="Close" type="TEARDOWN"><status status="FAIL"/></kw><status status="FAIL"/>';
    const rows = await inShort(report(passed + teardown, '<status status="FAIL"/>'));
    expect(rows).toEqual(['passed | a', '! All > Login | suite teardown failed: Close']);
  });
});

describe('results of two runs that were merged', () => {
  const merged = (oldClass: string) =>
    `*HTML* <span class="merge">Test has been re-executed and results merged.</span><hr><span class="new-status">New status:</span> <span class="pass">PASS</span><br><hr><span class="old-status">Old status:</span> <span class="${oldClass}">X</span><br>broke`;
  test.each([
    ['fail', true],
    ['skip', false],
  ])('the old one was %s', async (oldClass, flaky) => {
    const text = merged(oldClass).replaceAll('<', '&lt;');
    const { cases } = await handedOver(report(`<test name="a"><status status="PASS">${text}</status></test>`));
    expect(cases).toMatchObject([{ state: 'passed', flaky, attempts: 2 }]);
    expect(cases[0]?.message.includes('broke')).toBe(flaky);
    expect(cases[0]?.message).not.toContain('<');
  });

  test('a message without HTML is taken as it is', () => {
    expect(robotMessage('a <b>')).toEqual({ text: 'a <b>', attempts: 1, failedBefore: false });
  });
});

test.each([
  [{ elapsed: '1.25' }, 1_250],
  [{ starttime: '20220623 23:59:59.500', endtime: '20220624 00:00:00.750' }, 1_250],
  [{ starttime: '20220623 12:00:00', endtime: '20220623 12:00:01' }, 1_000],
  [{ starttime: 'N/A', endtime: '20220623 12:00:01.000' }, 0],
  [{ starttime: '20220623 12:00:02.000', endtime: '20220623 12:00:01.000' }, 0],
  [{ elapsed: 'soon' }, 0],
  [{}, 0],
])('a status of %j took %j ms', (status, expected) => {
  expect(robotMilliseconds(status)).toBe(expected);
});

test.each([
  ['<robot>\n<suite name="a">\n<test', 'ends inside', 3],
  ['<robot>\n<suite>\n</robot>', 'not closed', 3],
])('%j is refused', async (xml, reason, line) => {
  await expect(handedOver(xml)).rejects.toMatchObject({ message: expect.stringContaining(reason), line });
});

test('hostile names stay what they are', async () => {
  expect(await inShort(report('<test name="::error::&lt;b&gt;&#10;x"><status status="PASS"/></test>'))).toEqual([
    'passed | ::error::<b>\nx',
  ]);
});
