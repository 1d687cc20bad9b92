import { expect, test } from '@jest/globals';
import { inOrder } from './in-order.ts';

/** @returns the results, and the most that was started and not taken, by weight */
async function runAll(jobs: readonly number[], ahead: number) {
  let [waiting, most] = [0, 0];
  const taken: number[] = [];
  const run = async (job: number) => {
    waiting += job;
    most = Math.max(most, waiting);
    // The first take longest.
    for (let i = jobs.length - jobs.indexOf(job); i > 0; i--) await null;
    return job;
  };
  for await (const { job, result } of inOrder(jobs, run, ahead, (weight) => weight)) {
    expect(result).toBe(job);
    taken.push(result);
    waiting -= job;
  }
  return { taken, most };
}

const jobs = [5, 1, 2, 3, 9, 4, 6];

test.each([0, 1, 7, 1_000])('results come in the order of the jobs, each once, with %i ahead', async (ahead) => {
  expect((await runAll(jobs, ahead)).taken).toEqual(jobs);
});

test('what is on the way is bounded by what it weighs', async () => {
  expect((await runAll(jobs, 0)).most).toBe(9);
  expect((await runAll(jobs, 10)).most).toBeLessThan(10 + 9);
  expect((await runAll(jobs, 1_000)).most).toBe(30);
});
