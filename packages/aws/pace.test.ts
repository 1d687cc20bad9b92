import { expect, test } from '@jest/globals';
import { createPace } from './pace.ts';

/** Ends a work every so many milliseconds, while the process is as busy as the function says. */
function run(most: number, everyMs: number, busyAt: readonly number[]) {
  let time = 0;
  let look = 0;
  const pace = createPace(most, { now: () => time, busy: () => busyAt[look++] ?? busyAt.at(-1) ?? 0 });
  const seen = [pace.places];
  for (let works = 0; works < 200; works++) {
    time += everyMs;
    pace.ended();
    if (pace.places !== seen.at(-1)) seen.push(pace.places);
  }
  return { seen, looks: look };
}

test.each([
  { name: 'waiting: doubled up to the most', most: 64, busy: [0.1], seen: [8, 16, 32, 64] },
  { name: 'busy: as it began', most: 64, busy: [0.99], seen: [8] },
  { name: 'busy after the first look', most: 64, busy: [0.2, 0.95], seen: [8, 16] },
  { name: 'waiting after a busy start', most: 40, busy: [1, 1, 0.3], seen: [8, 16, 32, 40] },
  { name: 'never more than the most', most: 3, busy: [0], seen: [3] },
])('$name', ({ most, busy, seen }) => {
  expect(run(most, 7, busy).seen).toEqual(seen);
});

test('it does not look at every work, and no more once all places are there', () => {
  expect(run(64, 1, [0.99]).looks).toBe(10);
  expect(run(64, 25, [0.1]).looks).toBe(3);
});

test('by itself it looks at the event loop', async () => {
  const pace = createPace(64);
  const start = performance.now();
  while (performance.now() - start < 50);
  pace.ended();
  expect(pace.places).toBe(8);
  // On a machine that has much else to do, not every wait is an idle one.
  for (let waits = 0; waits < 100 && pace.places === 8; waits++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    pace.ended();
  }
  expect(pace.places).toBe(16);
});
