import { expect, test } from '@jest/globals';
import { keepLogin } from './login.ts';

const minute = 60_000;

/** A login that holds for so long by AWS's clock, and how often it was made after each wait. */
async function made(holdsMs: number | undefined, waits: readonly number[]): Promise<number[]> {
  let time = 1_000_000;
  let count = 0;
  const login = keepLogin(
    async () => {
      count += 1;
      return {
        login: { password: `p${count}` },
        expiresAt: holdsMs === undefined ? undefined : new Date(time + holdsMs),
      };
    },
    () => time,
  );
  const counts: number[] = [];
  for (const wait of waits) {
    time += wait;
    await login();
    counts.push(count);
  }
  return counts;
}

test.each<[name: string, holdsMs: number | undefined, waits: number[], counts: number[]]>([
  ['kept while it holds for five minutes more', 12 * 60 * minute, [0, 715 * minute], [1, 1]],
  ['renewed within five minutes of its end', 12 * 60 * minute, [0, 715 * minute + 1], [1, 2]],
  ['kept where nothing says when it ends', undefined, [0, 10_000 * minute], [1, 1]],
  ['one that has just been made is good for a minute, whatever it says', -minute, [0, 59_000, 1_000], [1, 1, 2]],
])('%s', async (_name, holdsMs, waits, counts) => {
  expect(await made(holdsMs, waits)).toEqual(counts);
});

test('a login that could not be made is tried again by the next who asks', async () => {
  const outcomes: (Error | string)[] = [new Error('No.'), 'pw'];
  const login = keepLogin(
    async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return { login: { password: outcome ?? '' }, expiresAt: undefined };
    },
    () => 0,
  );
  await expect(Promise.all([login(), login()])).rejects.toThrow('No.');
  expect(await login()).toEqual({ password: 'pw' });
});
