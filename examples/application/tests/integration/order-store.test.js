import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openOrderStore } from '../../src/order-store.js';

describe('the store', () => {
  let folder;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'orders-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const order = (id, more = {}) => ({ id, customer: 'ada', status: 'placed', ...more });
  const reopened = async (work) => {
    const store = await openOrderStore(path.join(folder, 'data'));
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };

  test('has the newest of each order after a restart', async () => {
    await reopened(async (store) => {
      await Promise.all([store.save(order('1')), store.save(order('2', { customer: 'bob' }))]);
      await store.save(order('1', { status: 'cancelled' }));
    });
    await reopened((store) => {
      assert.deepEqual(store.listOf('ada'), [order('1', { status: 'cancelled' })]);
      assert.deepEqual(store.find('2'), order('2', { customer: 'bob' }));
      assert.equal(store.find('3'), undefined);
    });
  });

  test('finds an order by its key, of the same customer only', async () => {
    await reopened((store) => store.save(order('1', { key: 'k' })));
    await reopened((store) => {
      assert.equal(store.findByKey('ada', 'k').id, '1');
      assert.equal(store.findByKey('bob', 'k'), undefined);
    });
  });

  test('survives a line that was half written', async () => {
    await reopened((store) => store.save(order('1')));
    await appendFile(path.join(folder, 'data/orders.jsonl'), '{"id":"2","cust');
    await reopened((store) => store.save(order('3')));
    await reopened((store) => {
      assert.deepEqual(
        store.listOf('ada').map(({ id }) => id),
        ['1', '3'],
      );
    });
  });
});
