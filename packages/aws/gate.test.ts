import { expect, test } from '@jest/globals';
import { createGate } from './gate.ts';

const pace = (places: number) => ({ places, ended: () => {} });

/** Runs works of these sizes, all asked for at once; says the most that was inside, and the order of entry. */
async function run(places: number, memory: number, sizes: number[]) {
  const gate = createGate(pace(places), memory);
  const order: number[] = [];
  let inside = 0;
  let bytes = 0;
  const most = { inside: 0, bytes: 0 };
  const work = (size: number, index: number) =>
    gate.run(size, async () => {
      order.push(index);
      inside += 1;
      bytes += size;
      most.inside = Math.max(most.inside, inside);
      most.bytes = Math.max(most.bytes, bytes);
      await new Promise(setImmediate);
      inside -= 1;
      bytes -= size;
      return index;
    });
  const results = await Promise.all(sizes.map(work));
  return { results, order, most };
}

test.each([
  { name: 'places', places: 3, memory: 1_000, sizes: Array(20).fill(1), most: { inside: 3, bytes: 3 } },
  { name: 'memory', places: 64, memory: 10, sizes: Array(9).fill(5), most: { inside: 2, bytes: 10 } },
  {
    name: 'one that is too large goes alone',
    places: 64,
    memory: 10,
    sizes: [1, 50, 1],
    most: { inside: 1, bytes: 50 },
  },
])('$name', async ({ places, memory, sizes, most }) => {
  const result = await run(places, memory, sizes);
  const numbers = [...sizes.keys()];
  expect(result).toEqual({ results: numbers, order: numbers, most });
});

test('a work that fails gives its place back', async () => {
  const gate = createGate(pace(1), 10);
  const failing = gate.run(10, async () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await gate.run(10, async () => 'yes')).toBe('yes');
});

test('a place that is new is taken when a work ends', async () => {
  const growing = {
    places: 1,
    ended() {
      growing.places = 3;
    },
  };
  const gate = createGate(growing, 100);
  const seen: number[] = [];
  let inside = 0;
  const work = () =>
    gate.run(1, async () => {
      seen.push(++inside);
      await new Promise(setImmediate);
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 5 }, work));
  expect(seen).toEqual([1, 1, 2, 3, 3]);
});
