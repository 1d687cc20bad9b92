import { describe, expect, test } from '@jest/globals';
import { type Retry, withRetry } from './retry.ts';

/** A clock that only sleeping moves, and a record of the waits. */
function clock(random = 0.5) {
  let time = 1_000;
  const waits: number[] = [];
  const retry: Retry = {
    now: () => time,
    random: () => random,
    sleep: async (ms) => {
      waits.push(ms);
      time += ms;
    },
  };
  return { retry, waits, pass: (ms: number) => (time += ms), elapsed: () => time - 1_000 };
}

const weather = (error: unknown) => ({ retry: true, cause: (error as Error).message });

/** Fails so many times, then answers with the number of the attempt. */
const failing = (times: number) => async (n: number) => {
  if (n <= times) throw new Error(`fault ${n}`);
  return n;
};

describe('withRetry', () => {
  test.each([
    { name: 'no fault: no wait', faults: 0, random: 0.5, waits: [] },
    { name: 'waits double, by the jitter', faults: 4, random: 0.5, waits: [50, 100, 200, 400] },
    { name: 'no wait is nothing', faults: 3, random: 0, waits: [1, 1, 1] },
    {
      name: 'waits are capped',
      faults: 8,
      random: 0.999,
      waits: [99.9, 199.8, 399.6, 799.2, 1598.4, 3196.8, 4995, 4995],
    },
  ])('$name', async ({ faults, random, waits: expected }) => {
    const { retry, waits } = clock(random);
    expect(await withRetry('It', failing(faults), weather, retry)).toBe(faults + 1);
    expect(waits).toHaveLength(expected.length);
    for (const [index, wait] of expected.entries()) expect(waits[index]).toBeCloseTo(wait, 5);
  });

  test.each([
    { name: 'the server asks for longer than our own wait', afterMs: 3_000, random: 0.5, waits: [3_050, 3_050] },
    { name: 'the server asks for nothing', afterMs: 0, random: 0.5, waits: [50, 100] },
    { name: 'our own wait is longer', afterMs: 1, random: 0.999, waits: [100.9, 199.8] },
  ])('Retry-After: $name', async ({ afterMs, random, waits: expected }) => {
    const { retry, waits } = clock(random);
    await withRetry('It', failing(2), (error) => ({ ...weather(error), afterMs }), retry);
    for (const [index, wait] of expected.entries()) expect(waits[index]).toBeCloseTo(wait, 5);
  });

  test('what is no weather is thrown as it is, at once', async () => {
    const { retry, waits } = clock();
    const fault = new Error('denied');
    const denied = async () => {
      throw fault;
    };
    await expect(withRetry('It', denied, () => ({ retry: false, cause: '' }), retry)).rejects.toBe(fault);
    expect(waits).toEqual([]);
  });

  test('the budget is time: it ends with the last cause, and the last try comes at its very end', async () => {
    const { retry, waits, elapsed } = clock(0.999);
    const thrown = await withRetry('Uploading a.py', failing(Number.POSITIVE_INFINITY), weather, retry).catch((e) => e);
    expect(thrown.message).toMatch(
      /^Uploading a\.py did not succeed within 60 s \(\d+ attempts\); last cause: fault \d+$/,
    );
    expect(thrown.message).toContain(`(${waits.length + 1} attempts); last cause: fault ${waits.length + 1}`);
    expect(thrown.cause.message).toBe(`fault ${waits.length + 1}`);
    expect(elapsed()).toBeCloseTo(60_000, 5);
  });

  test('one attempt that uses up the budget is the only one', async () => {
    const { retry, pass } = clock();
    const slow = async () => {
      pass(2_500);
      throw new Error('no answer');
    };
    await expect(withRetry('It', slow, weather, { ...retry, budgetMs: 2_500 })).rejects.toThrow(
      'It did not succeed within 2.5 s (1 attempt); last cause: no answer',
    );
  });

  test('a Retry-After beyond the budget is not waited for', async () => {
    const { retry, waits } = clock();
    const busy = (error: unknown) => ({ ...weather(error), afterMs: 120_000 });
    await expect(withRetry('It', failing(9), busy, retry)).rejects.toThrow(
      'It did not succeed within 60 s (1 attempt); last cause: fault 1 (the server asks to wait 120 s)',
    );
    expect(waits).toEqual([]);
  });

  test('each wait is told before it begins', async () => {
    const { retry } = clock();
    const told: unknown[] = [];
    await withRetry('It', failing(2), weather, { ...retry, onRetry: (info) => told.push(info) });
    expect(told).toEqual([
      { what: 'It', attempt: 1, waitMs: 50, cause: 'fault 1' },
      { what: 'It', attempt: 2, waitMs: 100, cause: 'fault 2' },
    ]);
  });
});
