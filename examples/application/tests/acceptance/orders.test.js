import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startProcess } from './running-service.js';

describe('a customer', () => {
  let folder;
  let service;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'orders-acceptance-'));
    service = await startProcess({ DATA_FOLDER: folder, ENVIRONMENT: 'production' });
  });
  after(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
  });

  const post = async (target, body) =>
    (
      await fetch(service.url + target, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json();
  const order = {
    customer: 'grace',
    country: 'NL',
    lines: [
      { sku: 'kettle', quantity: 2 },
      { sku: 'tea-green', quantity: 3 },
    ],
  };

  test('pays what was quoted, and finds the order again after a restart', async () => {
    const quoted = await post('/quotes', order);
    const placed = await post('/orders', order);
    assert.deepEqual([placed.total, placed.tax], [quoted.total, quoted.tax]);
    assert.equal(placed.total, 12_350 - 1_235 + 790);

    assert.equal(await service.stop(), 0);
    service = await startProcess({ DATA_FOLDER: folder, ENVIRONMENT: 'production' });
    const { orders } = await (await fetch(`${service.url}/orders?customer=grace`)).json();
    assert.deepEqual(orders, [placed]);
  });

  test('changes her mind', async () => {
    const { id } = await post('/orders', { ...order, customer: 'joan' });
    await post(`/orders/${id}/cancel`, {});
    const { status } = await (await fetch(`${service.url}/orders/${id}`)).json();
    assert.equal(status, 'cancelled');
  });
});

describe('a deployment', () => {
  test('lets a request that has begun come to its end, then stops', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'orders-stop-'));
    const service = await startProcess({ DATA_FOLDER: folder });
    const body = JSON.stringify({ customer: 'ada', country: 'DE', lines: [{ sku: 'mug', quantity: 1 }] });
    const request = http.request(`${service.url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
    });
    // By then the service has the request, and waits for its body.
    await new Promise((resolve) => {
      request.once('continue', resolve);
      request.flushHeaders();
    });
    const stopped = service.stop();
    while (!service.log.some(({ message }) => message === 'stopping')) await new Promise(setImmediate);
    const answered = new Promise((resolve) => request.once('response', resolve));
    request.end(body);
    const response = await answered;
    response.resume();
    assert.deepEqual([response.statusCode, await stopped], [201, 0]);
    await rm(folder, { recursive: true });
  });

  test('with a wrong configuration does not start, and says why', async () => {
    await assert.rejects(startProcess({ ENVIRONMENT: 'prod' }), {
      message: 'ENVIRONMENT is "prod"; it takes development, staging, production.',
    });
  });
});
