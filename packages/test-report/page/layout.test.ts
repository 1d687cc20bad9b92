import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Layout } from './layout.ts';

test('rows of one height, and open ones', () => {
  const layout = new Layout(5, 10, [
    { position: 1, extra: 100 },
    { position: 3, extra: 7 },
  ]);
  expect([0, 1, 2, 3, 4, 5].map((position) => layout.top(position))).toEqual([0, 10, 120, 130, 147, 157]);
  expect([-5, 0, 9, 10, 119, 120, 146, 147, 9999].map((distance) => layout.at(distance))).toEqual([
    0, 0, 0, 1, 1, 2, 3, 4, 4,
  ]);
});

test('an empty list', () => {
  const layout = new Layout(0, 10, []);
  expect([layout.top(0), layout.at(0), layout.at(50)]).toEqual([0, 0, 0]);
});

test('the row at a distance is the one whose place it is', () => {
  const open = fc.uniqueArray(fc.record({ position: fc.nat(99), extra: fc.nat(500) }), {
    selector: ({ position }) => position,
  });
  fc.assert(
    fc.property(open, fc.nat(60_000), (opened, distance) => {
      const layout = new Layout(
        100,
        20,
        opened.toSorted((a, b) => a.position - b.position),
      );
      const inside = Math.min(distance, layout.top(100) - 1);
      const position = layout.at(inside);
      expect(layout.top(position)).toBeLessThanOrEqual(inside);
      expect(layout.top(position + 1)).toBeGreaterThan(inside);
    }),
  );
});
