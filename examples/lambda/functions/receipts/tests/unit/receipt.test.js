import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { receipt } from '../../src/receipt.js';

const paper = { shop: 'Tea', width: 30 };
const line = { name: 'Mug', quantity: 8, total: 10_000 };

describe('a receipt', () => {
  test('has a line for all that is paid for', () => {
    const priced = { lines: [line], discount: 1_000, shipping: 490, total: 9_490, vat: 1_515 };
    assert.equal(
      receipt(priced, paper),
      `Tea
------------------------------
8 x Mug             100.00 EUR
Discount            -10.00 EUR
Shipping              4.90 EUR
------------------------------
Total                94.90 EUR
VAT in it            15.15 EUR
`,
    );
  });

  test('cuts a name, not a price', () => {
    const long = { ...line, name: 'A mug with a very long name', quantity: 1 };
    const text = receipt({ lines: [long], total: 10_000, vat: 1_597 }, paper);
    assert.match(text, /^1 x A mug with a ve 100\.00 EUR$/m);
  });

  for (const [what, priced, said] of [
    ['nothing', null, /^This is not what/],
    ['no sums', { lines: [line] }, /^This is not what/],
    ['a line without a price', { lines: [{ name: 'Mug' }], total: 0, vat: 0 }, /^This is not what/],
    [
      'a sum of its own',
      { lines: [line], total: 1, vat: 0 },
      /^The lines come to 100\.00 EUR, and not to 0\.01 EUR\.$/,
    ],
  ]) {
    test(`is not made of ${what}`, () => assert.throws(() => receipt(priced, paper), { status: 422, message: said }));
  }
});
