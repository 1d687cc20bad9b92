import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dart } from './dart.ts';
import { isGreen, keep } from './line-test-tools.ts';

type Event = Record<string, unknown>;
const json = (...events: Event[]) => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const start = { protocolVersion: '0.1.1', runnerVersion: '1.25.3', pid: 1, type: 'start', time: 0 };
const suite = (id: number, path: string, platform = 'vm') => ({
  suite: { id, platform, path },
  type: 'suite',
  time: 0,
});
const group = (id: number, name: string, parentID: number | null = null, suiteID = 0) => ({
  group: { id, suiteID, parentID, name },
  type: 'group',
  time: 1,
});
const begun = (id: number, name: string, over: Event = {}) => ({
  test: { id, name, suiteID: 0, groupIDs: [2], line: 5, column: 3, url: 'file:///w/test/a_test.dart', ...over },
  type: 'testStart',
  time: 10,
});
const ended = (testID: number, result = 'success', over: Event = {}) => ({
  testID,
  result,
  skipped: false,
  hidden: false,
  type: 'testDone',
  time: 25,
  ...over,
});
const error = (testID: number, said: string, stackTrace = '') => ({
  testID,
  error: said,
  stackTrace,
  isFailure: true,
  type: 'error',
  time: 20,
});
const print = (testID: number, message: string) => ({ testID, messageType: 'print', message, type: 'print', time: 1 });
const done = (success: boolean | null = true) => ({ success, type: 'done', time: 30 });
const around = (...events: Event[]) => json(start, suite(0, 'test/a_test.dart'), group(2, ''), ...events);

test('groups, a failure with its place, a reason for skipping', async () => {
  const text = around(
    group(3, 'outer', 2),
    group(4, 'outer inner', 3),
    begun(5, 'outer inner works', { groupIDs: [2, 3, 4] }),
    ended(5),
    begun(6, 'fails'),
    print(6, 'printed'),
    error(6, 'Expected: <2>\n  Actual: <1>\n', 'package:test_api  expect\ntest/a_test.dart 13:9  main.<fn>\n'),
    ended(6, 'failure'),
    begun(7, 'later', { metadata: { skip: true, skipReason: 'not yet' } }),
    ended(7, 'success', { skipped: true }),
    done(false),
  );
  for (const size of [1, 7, 10_000]) {
    const kept = await keep(text, size);
    expect(kept.rows).toEqual([
      'passed test/a_test.dart › outer › inner › works',
      'failed test/a_test.dart › fails: Expected: <2>\n  Actual: <1>',
      'skipped test/a_test.dart › later: not yet',
    ]);
    expect(kept.failures).toEqual([]);
    expect(kept.cases[1]).toMatchObject({
      file: '/w/test/a_test.dart',
      line: 13,
      durationMs: 15,
      details:
        'Expected: <2>\n  Actual: <1>\npackage:test_api  expect\ntest/a_test.dart 13:9  main.<fn>\n\nOutput:\nprinted',
    });
  }
});

test('Flutter prints what is wrong, and calls a helper of its own', async () => {
  const kept = await keep(
    around(
      begun(5, 'a', { url: 'package:flutter_test/x.dart', root_line: 61, root_url: 'file:///w/a%20b_test.dart' }),
      print(5, '══╡ EXCEPTION ╞══\nThe following TestFailure was thrown running a test:\n  Expected: 2\n\nWhen'),
      error(5, 'Test failed. See exception logs above.'),
      ended(5, 'error'),
      done(false),
    ),
  );
  expect(kept.rows).toEqual(['failed test/a_test.dart › a: Expected: 2']);
  expect(kept.cases[0]).toMatchObject({ file: '/w/a b_test.dart', line: 61 });
});

test('hidden events are no rows; one that fails is no success either', async () => {
  const loading = begun(1, 'loading test/a_test.dart', { groupIDs: [] });
  const hidden = { hidden: true };
  const fine = await keep(around(loading, ended(1, 'success', hidden), begun(5, 'a'), ended(5), done()));
  expect([fine.rows, fine.failures]).toEqual([['passed test/a_test.dart › a'], []]);
  const broken = await keep(
    around(begun(5, '(setUpAll)'), error(5, 'no database'), ended(5, 'error', hidden), done(false)),
  );
  expect([broken.rows, broken.failures]).toEqual([[], ['test/a_test.dart: (setUpAll): no database']]);
});

test('tests of one name, and of one file on two platforms, stay apart', async () => {
  const { rows } = await keep(
    json(
      start,
      suite(0, 't.dart'),
      suite(1, 't.dart', 'chrome'),
      ...[3, 4].flatMap((id) => [begun(id, 'a', { groupIDs: [] }), ended(id)]),
      begun(5, 'a', { groupIDs: [], suiteID: 1 }),
      ended(5),
      done(),
    ),
  );
  expect(rows).toEqual(['passed t.dart › a', 'passed t.dart › a (2)', 'passed t.dart [chrome] › a']);
});

describe('is no success', () => {
  test.each<[string, Event[], string[]]>([
    ['without an end', [begun(5, 'a'), ended(5)], [': the run stopped before it was done']],
    ['stopped by hand', [begun(5, 'a'), ended(5), done(null)], [': the run was stopped before all tests had run']],
    ['failed as a whole', [begun(5, 'a'), ended(5), done(false)], [': the run failed outside of its tests']],
    [
      'an error after the end of a test',
      [begun(5, 'a'), ended(5), error(5, 'late'), done(false)],
      [': a test failed after it had ended: late'],
    ],
    [
      'still loading',
      [begun(5, 'loading x', { groupIDs: [] })],
      ['test/a_test.dart: loading x: did not end: the run stopped before', ': the run stopped before it was done'],
    ],
  ])('%s', async (_what, events, failures) => {
    expect((await keep(around(...events))).failures).toEqual(failures);
  });

  test('a test that did not end', async () => {
    const { rows } = await keep(around(begun(5, 'a'), done()));
    expect(rows).toEqual(['failed test/a_test.dart › a: did not end: the run stopped before']);
  });
});

test.each([
  [json(start), true],
  [`Running "flutter pub get"...\n[{"event":"x"}]\n${json(start)}`, true],
  ['{"type":"start","time":0}', false],
  ['{"protocolVersion":"1","type":"end","time":0}', false],
  ['{"stats":{}}', false],
  ['not json', false],
])('%j is claimed: %s', (head, expected) => {
  expect(dart.claims(head)).toBe(expected);
});

describe('whatever comes', () => {
  test('a file that was cut is never green', async () => {
    const whole = around(begun(5, 'a'), ended(5), begun(6, 'b'), ended(6), done());
    expect(await isGreen(whole)).toBe(true);
    for (let length = 0; length < whole.length - 1; length++) expect(await isGreen(whole.slice(0, length))).toBe(false);
  });

  test('events in any order never crash', async () => {
    const id = fc.constantFrom<unknown>(0, 2, 5, 6, null, 'x', {});
    const event = fc.oneof(
      fc.constantFrom<unknown>(suite(0, 'x'), group(2, 'g', 2), begun(5, 'g a'), done(), print(5, 'x')),
      id.map((one) => ended(one as number, 'failure')),
      id.map((one) => error(one as number, 'x')),
      fc.record({
        type: fc.constantFrom('suite', 'group', 'testStart', 'testDone', 'error', 'print'),
        test: fc.jsonValue(),
      }),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const text = `${JSON.stringify(start)}\n${events.map((one) => JSON.stringify(one)).join('\n')}\n`;
        const ends = events.some((one) => (one as Event | null)?.type === 'done');
        expect((await isGreen(text)) && !ends).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
