import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quote } from '../../src/quote.js';

const of = (lines, country = 'DE') =>
  quote(
    Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
    country,
  );

describe('a quote', () => {
  test('has the price of each line and of all', () => {
    assert.deepEqual(of({ mug: 2, 'tea-green': 1 }), {
      country: 'DE',
      lines: [
        { sku: 'mug', name: 'Mug', quantity: 2, unitPrice: 1250, total: 2500 },
        { sku: 'tea-green', name: 'Green tea, 100 g', quantity: 1, unitPrice: 790, total: 790 },
      ],
      goods: 3290,
      discount: 0,
      shipping: 490,
      total: 3780,
      tax: 604,
    });
  });

  for (const [what, lines, country, expected] of [
    ['1,000 g at most', { mug: 2 }, 'DE', 490],
    ['more than 1,000 g', { 'tea-black': 1, mug: 3 }, 'AT', 790],
    ['more than 5,000 g', { mug: 15 }, 'AT', 1290],
    ['50.00 and more, at home', { kettle: 1, 'tea-black': 1 }, 'DE', 0],
    ['50.00 and more, abroad', { kettle: 1, 'tea-black': 1 }, 'FR', 790],
  ]) {
    test(`ships ${what} for ${expected}`, () => assert.equal(of(lines, country).shipping, expected));
  }

  test('is 10 % off from 100.00 on', () => {
    assert.equal(of({ mug: 7 }).discount, 0);
    assert.deepEqual([of({ mug: 8 }).goods, of({ mug: 8 }).discount], [10_000, 1_000]);
  });

  for (const [country, tax] of [
    ['AT', 537],
    ['DE', 514],
    ['FR', 537],
    ['NL', 559],
  ]) {
    test(`has the VAT of ${country} in its total`, () =>
      assert.equal(of({ mug: 1, 'tea-green': 1, 'tea-black': 1 }, country).tax, tax));
  }
});
