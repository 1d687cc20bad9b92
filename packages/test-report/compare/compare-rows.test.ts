import type { Case } from '@ci-actions/test-results/model';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '../row.ts';
import { failed } from '../test-tools.ts';
import { Baseline } from './baseline.ts';
import { compareRows } from './compare-rows.ts';

/** A test by its state and name: `p a` passed, `f` failed, `s` skipped, `k` is flaky. */
type Short = string | [short: string, over: Partial<Row>];

function row(short: Short): Row {
  const [text, over] = typeof short === 'string' ? [short, {}] : short;
  const [letter = '', name = ''] = text.split(' ');
  const state = ({ f: 'failed', s: 'skipped' } as const)[letter] ?? 'passed';
  const flaky = letter === 'k';
  const place = { report: 'junit.xml', suite: ['suite'], className: 'Class', file: '', line: undefined };
  const times = { attempts: flaky ? 2 : 1, durationMs: 10 };
  return { name, state, flaky, message: '', details: '', ...place, ...times, ...over };
}

function baseline(shorts: readonly Short[]): Baseline {
  const base = new Baseline();
  for (const { suite, ...rest } of shorts.map(row)) {
    base.testCase(failed({ ...rest, suite: { path: suite, declaredMs: 0 } } satisfies Partial<Case>));
  }
  return base;
}

async function* each(shorts: readonly Short[]): AsyncGenerator<Row> {
  for (const short of shorts) yield row(short);
}

const compare = (base: readonly Short[], now: readonly Short[]) => compareRows(each(now), baseline(base));

/** What a comparison counted, without what is zero. */
async function counted(base: readonly Short[], now: readonly Short[]): Promise<Record<string, number>> {
  const { newFailures, stillFailing, fixed, added, removed, slower } = await compare(base, now);
  const counts = { newFailures, stillFailing, fixed, added, removed, slower };
  return Object.fromEntries(
    Object.entries(counts).flatMap(([key, { count }]): [string, number][] => (count > 0 ? [[key, count]] : [])),
  );
}

const took = (durationMs: number) => ({ durationMs });

test.each<[string, Short[], Short[], Record<string, number>]>([
  ['passed, failed', ['p a'], ['f a'], { newFailures: 1 }],
  ['flaky, failed', ['k a'], ['f a'], { newFailures: 1 }],
  ['skipped, failed', ['s a'], ['f a'], { newFailures: 1 }],
  ['not there, failed', ['p b'], ['p b', 'f a'], { newFailures: 1, added: 1 }],
  ['failed, failed', ['f a'], ['f a'], { stillFailing: 1 }],
  ['failed, passed', ['f a'], ['p a'], { fixed: 1 }],
  ['failed, flaky', ['f a'], ['k a'], { fixed: 1 }],
  ['failed, skipped', ['f a'], ['s a'], {}],
  ['failed, gone', ['f a', 'p b'], ['p b'], { removed: 1 }],
  ['the same', ['p a', 's b', 'k c'], ['p a', 's b', 'k c'], {}],
  ['nothing before', [], ['p a', 'f b'], { newFailures: 1, added: 2 }],
  ['nothing now', ['p a', 'f b'], [], { removed: 2 }],
  ['1 s and half as slow again', [['p a', took(2_000)]], [['p a', took(3_000)]], { slower: 1 }],
  ['less than 1 s', [['p a', took(10)]], [['p a', took(1_009)]], {}],
  ['less than half as slow again', [['p a', took(2_100)]], [['p a', took(3_100)]], {}],
  ['slow because it failed', [['f a', took(1)]], [['p a', took(9_000)]], { fixed: 1 }],
  ['another class', [['p a', { className: 'A' }]], [['p a', { className: 'B' }]], { added: 1, removed: 1 }],
  ['another suite', [['p a', { suite: ['A'] }]], [['p a', { suite: ['B'] }]], { added: 1, removed: 1 }],
  ['another file of results', [['p a', { report: 'run-1.xml' }]], [['p a', { report: 'run-2.xml' }]], {}],
  ['suites as one text', [['f a', { suite: ['A > B'] }]], [['f a', { suite: ['A', 'B'] }]], { stillFailing: 1 }],
  ['no name', [['f ', {}]], [['f ', { name: '(no name)' }]], { stillFailing: 1 }],
])('%s', async (_what, base, now, expected) => {
  expect(await counted(base, now)).toEqual(expected);
});

describe('several tests of one name', () => {
  test.each<[string, Short[], Short[], Record<string, number>]>([
    ['the n-th meets the n-th', ['p a', 'f a', 'p a'], ['f a', 'f a', 'p a'], { newFailures: 1, stillFailing: 1 }],
    ['one more', ['p a', 'p a'], ['p a', 'p a', 'f a'], { newFailures: 1, added: 1 }],
    ['two less', ['p a', 'p a', 'p a'], ['p a'], { removed: 2 }],
  ])('%s', async (_what, base, now, expected) => {
    expect(await counted(base, now)).toEqual(expected);
  });

  test('all are marked where one is new', async () => {
    const { isNew } = await compare(['p a', 'f a'], ['f a', 'f a']);
    expect(isNew(row('f a'))).toBe(true);
  });
});

describe('a renamed suite', () => {
  const was = { suite: ['old'], className: 'Old' };

  test.each<[string, Short[], Short[], Record<string, number>]>([
    [
      'its failures are not new',
      [
        ['f a', was],
        ['p b', was],
      ],
      ['f a', 'p b'],
      { stillFailing: 1, added: 1, removed: 1 },
    ],
    [
      'but what is not gone is no other',
      [['f a', was]],
      [['f a', was], 'f a'],
      { stillFailing: 1, newFailures: 1, added: 1 },
    ],
    [
      'nor one of two',
      [
        ['f a', was],
        ['f a', { suite: ['x'] }],
      ],
      ['f a'],
      { newFailures: 1, added: 1, removed: 2 },
    ],
    ['nor for two', [['f a', was]], ['f a', ['f a', { suite: ['x'] }]], { newFailures: 2, added: 2, removed: 1 }],
    [
      'nor for three',
      [['f a', was]],
      ['f a', ['f a', { suite: ['x'] }], ['f a', { suite: ['y'] }]],
      { newFailures: 3, added: 3, removed: 1 },
    ],
    ['nor one that passed', [['p a', was]], ['f a'], { newFailures: 1, added: 1, removed: 1 }],
  ])('%s', async (_what, base, now, expected) => {
    expect(await counted(base, now)).toEqual(expected);
  });

  test('its failures are not marked', async () => {
    const { isNew } = await compare([['f a', was]], ['f a', 'f b']);
    expect([isNew(row('f a')), isNew(row('f b'))]).toEqual([false, true]);
  });
});

test('a base of another tool, without classes or suites', async () => {
  const bare = { suite: [], className: '' };
  expect(
    await counted(
      [
        ['f a', bare],
        ['p b', bare],
      ],
      ['f a', 'f b'],
    ),
  ).toEqual({ stillFailing: 1, newFailures: 1 });
  expect(await counted([['f a', { className: '' }]], ['f a'])).toEqual({ stillFailing: 1 });
});

test('suites that fail by themselves', async () => {
  const base = baseline([]);
  base.suiteFailure({ suite: { path: ['a'], declaredMs: 0 }, message: '', details: '' });
  const found = await compareRows(each([]), base, [{ suite: ['a'] }, { suite: ['b'] }]);
  expect([found.stillFailing.names, found.newFailures.names]).toEqual([
    ['a › the suite itself'],
    ['b › the suite itself'],
  ]);
  const isNew = (suite: string) => found.isNew({ suite: [suite], className: '', name: '' });
  expect([isNew('a'), isNew('b')]).toEqual([false, true]);
});

test('names are kept up to a number, of slower tests the worst', async () => {
  const many = (short: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${short} ${short}${index}`);
  const slow = Array.from({ length: 1_000 }, (_, index): Short => [`p t${index}`, took(1_000 + index * 10)]);
  const fast = slow.map((short): Short => [short[0] ?? '', took(0)]);
  const found = await compare([...many('p', 300), ...fast], [...many('f', 1_200), ...slow]);
  expect(found.newFailures).toMatchObject({ count: 1_200 });
  expect(found.newFailures.names).toHaveLength(1_000);
  expect(found.newFailures.names[0]).toBe('suite › Class › f0');
  expect(found.removed).toMatchObject({ count: 300, names: expect.arrayContaining(['suite › Class › p99']) });
  expect(found.removed.names).toHaveLength(100);
  expect(found.slower.count).toBe(1_000);
  expect(found.slower.tests.map(({ afterMs }) => afterMs)).toEqual(
    Array.from({ length: 100 }, (_, index) => 1_000 + (999 - index) * 10),
  );
  expect([found.baseTests, found.common]).toEqual([1_300, 1_000]);
});

test('states, flakiness and durations are given out as they came in', () => {
  const base = baseline([
    ['f a', took(1_234.6)],
    ['k a', took(1e15)],
    ['s a', took(-5)],
    ['p a', took(Number.NaN)],
  ]);
  const key = base.keyOf(row('p a'));
  expect(Array.from({ length: 5 }, () => base.take(key))).toEqual([
    { state: 'failed', flaky: false, durationMs: 1_235 },
    { state: 'passed', flaky: true, durationMs: 2 ** 28 - 1 },
    { state: 'skipped', flaky: false, durationMs: 0 },
    { state: 'passed', flaky: false, durationMs: 0 },
    undefined,
  ]);
});

test('every test is counted once, as a plain comparison of lists has it', async () => {
  const short = fc
    .tuple(fc.constantFrom('p', 'f', 's', 'k'), fc.constantFrom('a', 'b', 'c'))
    .map((parts) => parts.join(' '));
  const list = fc.array(short, { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(list, list, async (base, now) => {
      const [left, expected] = [[...base], { new: 0, still: 0, fixed: 0, added: 0 }];
      for (const test of now) {
        const at = left.findIndex((other) => other.slice(2) === test.slice(2));
        const before = at < 0 ? '' : (left.splice(at, 1)[0] ?? '').slice(0, 1);
        if (before === '') expected.added++;
        if (test.startsWith('f')) expected[before === 'f' ? 'still' : 'new']++;
        else if (!test.startsWith('s') && before === 'f') expected.fixed++;
      }
      const { newFailures, stillFailing, fixed, added, removed } = await compare(base, now);
      const found = { new: newFailures.count, still: stillFailing.count, fixed: fixed.count, added: added.count };
      expect({ ...found, removed: removed.count }).toEqual({ ...expected, removed: left.length });
      expect(removed.names).toHaveLength(left.length);
    }),
  );
});
