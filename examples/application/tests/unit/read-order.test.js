import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readOrder } from '../../src/read-order.js';

const good = { customer: 'ada@example.com', country: 'DE', lines: [{ sku: 'mug', quantity: 1 }] };

describe('what a customer wants', () => {
  test('is taken, and lines of one article are one', () => {
    const { sku } = good.lines[0];
    assert.deepEqual(readOrder({ ...good, lines: [...good.lines, { sku, quantity: 2 }], more: 'ignored' }), {
      ...good,
      lines: [{ sku: 'mug', quantity: 3 }],
    });
  });

  for (const [what, body, errors] of [
    ['nothing', null, ['customer: an id or an address.', 'country: one of AT, DE, FR, NL.', 'lines: 1 to 50 of them.']],
    ['no lines', { ...good, lines: [] }, ['lines: 1 to 50 of them.']],
    ['another country', { ...good, country: 'US' }, ['country: one of AT, DE, FR, NL.']],
    [
      'an article that is not sold',
      { ...good, lines: [{ sku: 'cup', quantity: 1 }] },
      ['lines[0].sku: not in the catalogue.'],
    ],
    ['half a mug', { ...good, lines: [{ sku: 'mug', quantity: 0.5 }] }, ['lines[0].quantity: 1 or more.']],
    [
      'too many',
      {
        ...good,
        lines: [
          { sku: 'mug', quantity: 60 },
          { sku: 'mug', quantity: 40 },
        ],
      },
      ['mug: 99 at most.'],
    ],
    [
      'a name of the prototype',
      { ...good, lines: [{ sku: '__proto__', quantity: 1 }] },
      ['lines[0].sku: not in the catalogue.'],
    ],
  ]) {
    test(`is refused: ${what}`, () => {
      assert.throws(
        () => readOrder(body),
        (problem) => {
          assert.equal(problem.status, 422);
          assert.deepEqual(problem.body.errors, errors);
          return true;
        },
      );
    });
  }
});
