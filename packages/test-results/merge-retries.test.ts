import { describe, expect, test } from '@jest/globals';
import { MergeRetries } from './merge-retries.ts';
import type { Case, Sink, State, SuiteRef } from './model.ts';

const suites: Record<string, SuiteRef> = Object.fromEntries(
  ['1', '2'].map((name) => [name, { path: [name], declaredMs: 0 }]),
);
const states: Record<string, State> = { F: 'failed', P: 'passed', S: 'skipped' };

/** `a:F` is a failed row of the test `a`; `2/a:P` one of suite 2, `a(C):P` of class C, `a@f.py:3:P` of a place. */
function row(text: string): Case {
  const { suite, name, className, file, line, state } =
    /^(?:(?<suite>\d)\/)?(?<name>[^(@:]+)(?:\((?<className>\w+)\))?(?:@(?<file>[\w.]+):(?<line>\d+))?:(?<state>[FPS])$/.exec(
      text,
    )?.groups ?? {};
  return {
    suite: suites[suite ?? '1'] as SuiteRef,
    name: name as string,
    className: className ?? '',
    state: states[state as string] as State,
    attempts: 1,
    flaky: false,
    message: state === 'P' ? '' : `why ${text}`,
    details: state === 'F' ? 'at a' : '',
    file: file ?? '',
    line: line === undefined ? undefined : Number(line),
    durationMs: 10,
  };
}

function merge(rows: readonly Case[], end = true): readonly Case[] {
  const out: Case[] = [];
  const sink: Sink = { testCase: (one) => void out.push(one), suiteFailure: () => {} };
  const merging = new MergeRetries(sink);
  for (const one of rows) merging.testCase(one);
  if (end) merging.end();
  return out;
}

const short = ({ name, state, flaky, attempts }: Case) => `${name}:${flaky ? 'flaky' : state}${attempts}`;

describe('one flaky case', () => {
  test.each([
    ['failed, then passed', 'a:F a:P', 'a:flaky2'],
    ['failed twice, then passed', 'a:F a:F a:P', 'a:flaky3'],
    ['with others in between', 'a:F b:P a:P c:P', 'b:passed1 c:passed1 a:flaky2'],
    ['among failed ones, which keep their order', 'x:F a:F y:F a:P', 'x:failed1 a:flaky2 y:failed1'],
    ['of the same class and place', 'a(C)@f.py:3:F a(C)@f.py:3:P', 'a:flaky2'],
    ['of two tests', 'a:F b:F a:P b:P', 'a:flaky2 b:flaky2'],
  ])('%s', (_what, rows, expected) => {
    expect(merge(rows.split(' ').map(row)).map(short).join(' ')).toBe(expected);
  });

  test('has the time of all attempts and says why the first one failed', () => {
    expect(merge([row('a:F'), { ...row('a:F'), message: 'later' }, row('a:P')])).toEqual([
      { ...row('a:P'), flaky: true, attempts: 3, durationMs: 30, message: 'why a:F', details: 'at a' },
    ]);
  });
});

describe('rows stay as they are', () => {
  test.each([
    ['in another suite', '1/a:F 2/a:P'],
    ['of another class', 'a(C):F a(D):P'],
    ['of another source file', 'a@f.py:3:F a@g.py:3:P'],
    ['of another line', 'a@f.py:3:F a@f.py:4:P'],
    ['of another name', 'a:F b:P'],
    ['where all failed', 'a:F a:F'],
    ['where the last one failed', 'a:P a:F'],
    ['where two passed', 'a:F a:P a:P'],
    ['where it failed again', 'a:F a:P a:F'],
    ['where one was skipped', 'a:F a:S a:P'],
    ['where one was skipped first', 'a:S a:F a:P'],
    ['in a file in which another test passed twice, later', 'a:F a:P b:P b:P'],
    ['in a file in which another test passed twice, before', 'b:P b:P a:F a:P'],
    ['in a file in which another test failed after it passed', 'a:F a:P 2/b:P 2/b:F'],
  ])('%s', (_what, rows) => {
    const before = rows.split(' ').map(row);
    const after = merge(before);
    expect(after.map(short).sort()).toEqual(before.map(short).sort());
  });

  test('where more failed than can be held', () => {
    const rows = [...Array.from({ length: 2_001 }, (_, index) => row(`t${index}:F`)), row('t0:P')];
    expect(merge(rows).length).toBe(rows.length);
    const long = { details: 'x'.repeat(2_500_000) };
    expect(merge([{ ...row('a:F'), ...long }, { ...row('b:F'), ...long }, row('a:P')]).length).toBe(3);
  });
});

test('what did not fail is handed on at once, what failed is held', () => {
  expect(merge(['a:P', 'b:F', 'c:S', 'd:P'].map(row), false).map(short)).toEqual([
    'a:passed1',
    'c:skipped1',
    'd:passed1',
  ]);
});

test('many names are told apart', () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => row(`${index % 2 === 0 ? '1' : '2'}/test ${index >> 1}:P`));
  const out = merge([row('a:F'), ...rows, row('a:P')]);
  expect(out.length).toBe(30_001);
  expect(out.at(-1)).toMatchObject({ name: 'a', flaky: true });
});

test('a failure of a suite is handed on', () => {
  const failures: unknown[] = [];
  const merging = new MergeRetries({ testCase: () => {}, suiteFailure: (failure) => void failures.push(failure) });
  merging.suiteFailure({ suite: suites[1] as SuiteRef, message: 'm', details: '' });
  expect(failures).toHaveLength(1);
});
