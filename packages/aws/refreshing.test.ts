import { expect, test } from '@jest/globals';
import { refreshing } from './refreshing.ts';

const minute = 60_000;

/** Credentials that are numbered in the order of their fetching, and hold for so many minutes. */
function source(minutes: number | undefined) {
  const state = { time: 0, fetched: 0, again: [] as boolean[], fail: false };
  const provider = refreshing(
    async (again) => {
      state.again.push(again);
      state.fetched += 1;
      if (state.fail) throw new Error('STS is away');
      const expiration = minutes === undefined ? {} : { expiration: new Date(state.time + minutes * minute) };
      return { accessKeyId: String(state.fetched), secretAccessKey: 's', ...expiration };
    },
    () => state.time,
  );
  return {
    state,
    provider,
    id: async (refused?: Parameters<typeof provider>[0]) => (await provider(refused)).accessKeyId,
  };
}

test('one fetch, however many ask', async () => {
  const { id, state } = source(60);
  expect(await Promise.all([id(), id(), id()])).toEqual(['1', '1', '1']);
  state.time = 54 * minute;
  expect(await id()).toBe('1');
  expect(state.again).toEqual([false]);
});

test('renewed five minutes before they expire', async () => {
  const { id, state } = source(60);
  await id();
  state.time = 56 * minute;
  expect(await Promise.all([id(), id()])).toEqual(['2', '2']);
  expect(state.again).toEqual([false, true]);
});

test('those without an end are never renewed', async () => {
  const { id, state } = source(undefined);
  await id();
  state.time = 1e12;
  expect(await id()).toBe('1');
});

test('refused ones are renewed once for all who were refused', async () => {
  const { id, provider } = source(60);
  const refused = await provider();
  expect(await Promise.all([id({ refused }), id({ refused })])).toEqual(['2', '2']);
  expect(await id({ refused })).toBe('2');
});

test('where renewing fails, those that still hold go on; those that do not, do not', async () => {
  const { id, provider, state } = source(60);
  const first = await provider();
  state.fail = true;
  state.time = 57 * minute;
  expect(await id()).toBe('1');
  await expect(id({ refused: first })).rejects.toThrow('STS is away');
  state.time = 61 * minute;
  await expect(id()).rejects.toThrow('STS is away');
});

test.each([-60, -2, 0])(
  'that expire %i minutes from now, by a clock that is wrong: one fetch a minute',
  async (minutes) => {
    const { id, state } = source(minutes);
    for (let i = 0; i < 20; i++) expect(await id()).toBe('1');
    state.time = minute;
    expect([await id(), await id()]).toEqual(['2', '2']);
  },
);

test('those that were refused are renewed in their first minute too', async () => {
  const { id, provider } = source(-60);
  const refused = await provider();
  expect(await id({ refused })).toBe('2');
});
