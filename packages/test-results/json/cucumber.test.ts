import { describe, expect, test } from '@jest/globals';
import { lineOf, read } from './test-tools.ts';

const uri = 'features/calc.feature';
const feature = (...elements: unknown[]) => ({ keyword: 'Feature', name: 'Calc', uri, line: 1, elements });
const scenario = (fields: object) => ({ keyword: 'Scenario', name: 'a', type: 'scenario', line: 4, ...fields });
const step = (status: unknown, fields: object = {}) => ({
  keyword: 'Given ',
  name: 'x',
  line: 5,
  result: { status, duration: 2_000_000 },
  ...fields,
});
const hook = (status: string) => ({ match: { location: 'hooks.rb:1' }, result: { status, error_message: 'no\nway' } });

test('every field of a failed scenario', async () => {
  const result = { status: 'failed', duration: 1_500_000, error_message: 'Error: 13 == 14\n    at steps.js:18:12' };
  const { cases } = await read([feature(scenario({ steps: [step('passed'), step('', { result }), step('skipped')] }))]);
  expect(cases).toEqual([
    {
      suite: { path: ['Calc'], declaredMs: 0 },
      name: 'a',
      className: '',
      state: 'failed',
      attempts: 1,
      flaky: false,
      message: 'Error: 13 == 14',
      details: 'Given x\nError: 13 == 14\n    at steps.js:18:12',
      file: uri,
      line: 4,
      durationMs: 5.5,
    },
  ]);
});

describe('a scenario', () => {
  test.each([
    [{ steps: [step('passed'), step('passed')] }, 'passed', ''],
    [{ steps: [step('passed'), step('failed')] }, 'failed', 'Given x: failed'],
    [{ steps: [step('skipped'), step('failed')] }, 'failed', 'Given x: failed'],
    [{ steps: [step('passed'), step('undefined'), step('skipped')] }, 'skipped', 'Given x: undefined'],
    [{ steps: [step('pending')] }, 'skipped', 'Given x: pending'],
    [{ steps: [step('ambiguous')] }, 'failed', 'Given x: ambiguous'],
    [{ steps: [step('unknown')] }, 'failed', 'Given x: unknown'],
    [{ steps: [step(7)] }, 'failed', 'Given x: no state'],
    [{ steps: [{ keyword: 'When', name: 'x' }] }, 'skipped', 'When x: skipped'],
    [{ steps: [null] }, 'skipped', 'A hook: skipped'],
    [{ steps: [] }, 'skipped', 'It has no steps.'],
    [{}, 'skipped', 'It has no steps.'],
    [{ before: [hook('failed')], steps: [step('skipped')] }, 'failed', 'no'],
    [{ after: [hook('failed')], steps: [step('passed')] }, 'failed', 'no'],
    [{ steps: [step('passed', { after: [hook('failed')] })] }, 'failed', 'no'],
    [{ before: [{ result: { status: 'passed' } }], steps: [step('passed')] }, 'passed', ''],
    [{ steps: [step('passed', { keyword: 'Before', hidden: true, name: undefined }), step('passed')] }, 'passed', ''],
  ])('%j is %s', async (fields, expected, message) => {
    const { cases } = await read([feature(scenario(fields))]);
    expect(cases.map(lineOf)).toEqual([`Calc > a: ${expected}`]);
    expect(cases[0]?.message).toBe(message);
  });

  test('fails by its background, which is no row', async () => {
    const background = (status: string) => ({ keyword: 'Background', type: 'background', steps: [step(status)] });
    const { cases } = await read([
      feature(
        background('failed'),
        scenario({ name: 'one', steps: [step('skipped')] }),
        background('passed'),
        scenario({ name: 'two', steps: [step('passed')] }),
        scenario({ name: 'three', steps: [step('passed')] }),
      ),
    ]);
    expect(cases.map(lineOf)).toEqual(['Calc > one: failed', 'Calc > two: passed', 'Calc > three: passed']);
    expect(cases.map(({ durationMs }) => durationMs)).toEqual([4, 4, 2]);
  });
});

test('behave: seconds, locations, states of its own', async () => {
  const behave = (line: number, fields: object) =>
    scenario({ location: `features/calc.feature:${line}`, line: undefined, ...fields });
  const failed = {
    keyword: 'Then',
    name: 'x',
    result: { status: 'failed', duration: 0.25, error_message: ['a', 'b'] },
  };
  const document = {
    keyword: 'Feature',
    name: 'Calc',
    location: 'features/calc.feature:1',
    status: 'failed',
    elements: [
      behave(3, { status: 'failed', steps: [failed, { keyword: 'And', name: 'y' }] }),
      behave(9, { status: 'hook_error', steps: [step('passed')] }),
    ],
  };
  const { cases, suiteFailures } = await read([document]);
  expect(cases).toMatchObject([
    { file: uri, line: 3, message: 'a', details: 'Then x\na\nb', durationMs: 250, state: 'failed' },
    { file: uri, line: 9, message: 'The scenario is hook_error.', state: 'failed' },
  ]);
  expect(suiteFailures).toEqual([]);
  const untested = behave(3, { status: 'untested', steps: [{ keyword: 'And', name: 'y' }] });
  expect(await read([{ ...document, elements: [untested] }])).toMatchObject({
    cases: [{ state: 'skipped' }],
    suiteFailures: [{ message: 'The feature failed, though no scenario of it did.' }],
  });
});

test.each([
  [null, 'has a Cucumber feature without a keyword, a name and a file'],
  [{ keyword: 'Feature', name: 'x' }, 'has a Cucumber feature without a keyword, a name and a file'],
  [{ ...feature(), elements: 'none' }, 'has something else where a list of tests should be'],
  [feature(null), 'has something else where a test should be'],
])('a feature that is %j is refused', async (one, message) => {
  await expect(read([feature(), one])).rejects.toThrow(message);
});
