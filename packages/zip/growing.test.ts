import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { collectGarbage } from './collect-garbage.ts';
import { createGrowing } from './growing.ts';

test('what was added comes back in order, in few parts, whatever the lengths', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(150_000).map((length) => new Uint8Array(length)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const growing = createGrowing();
      for (const one of pieces) growing.add(one);
      expect(Buffer.concat(growing.parts()).equals(Buffer.concat(pieces))).toBe(true);
    }),
    { numRuns: 60, seed: 5 },
  );
  const many = createGrowing();
  for (let index = 0; index < 10_000; index++) many.add(Buffer.alloc(100, index));
  expect(many.parts().length).toBeLessThan(20);
});

test('what very many entries have left behind is given back', () => {
  const litter = () => Array.from({ length: 400_000 }, (_, index) => ({ index, name: `${index}` })).length;
  litter();
  const before = process.memoryUsage().heapUsed;
  collectGarbage(5_000);
  expect(before - process.memoryUsage().heapUsed).toBeGreaterThan(10_000_000);
});
