import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startService } from '../../src/service.js';

describe('the API', () => {
  let folder;
  let service;
  const logged = [];
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'orders-api-'));
    const config = { environment: 'staging', host: '127.0.0.1', port: 0, dataFolder: folder, stopWithin: 1_000 };
    service = await startService(config, (level, message, fields) => logged.push({ level, message, ...fields }));
  });
  after(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
  });

  const post = (target, body, headers = {}) =>
    fetch(service.url + target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const order = { customer: 'ada', country: 'DE', lines: [{ sku: 'teapot', quantity: 1 }] };

  test('is healthy, and says where it runs', async () => {
    const answer = await fetch(`${service.url}/health`);
    assert.deepEqual([answer.status, await answer.json()], [200, { status: 'ok', environment: 'staging' }]);
  });

  test('quotes without an order', async () => {
    const answer = await post('/quotes', order);
    assert.equal(answer.status, 200);
    assert.equal((await answer.json()).total, 3940);
    const { orders } = await (await fetch(`${service.url}/orders?customer=ada`)).json();
    assert.deepEqual(orders, []);
  });

  test('takes an order once, however often it is sent with one key', async () => {
    const customer = 'bob';
    const answers = [];
    for (let time = 0; time < 3; time += 1) {
      answers.push(await post('/orders', { ...order, customer }, { 'idempotency-key': 'a-key' }));
    }
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 200, 200],
    );
    const { orders } = await (await fetch(`${service.url}/orders?customer=bob`)).json();
    assert.equal(orders.length, 1);
    assert.equal(orders[0].key, undefined);
    assert.equal(answers[0].headers.get('location'), `/orders/${orders[0].id}`);
  });

  test('cancels an order, again and again', async () => {
    const { id } = await (await post('/orders', order)).json();
    const cancel = async () => (await post(`/orders/${id}/cancel`, '')).json();
    const [first, second] = [await cancel(), await cancel()];
    assert.equal(first.status, 'cancelled');
    assert.deepEqual(second, first);
  });

  for (const [what, status, ask] of [
    ['what is not there', 404, () => fetch(`${service.url}/nothing`)],
    ['an order that is not there', 404, () => fetch(`${service.url}/orders/none`)],
    ['a method that it does not take', 405, () => fetch(`${service.url}/orders/none`, { method: 'DELETE' })],
    ['the orders of nobody', 400, () => fetch(`${service.url}/orders`)],
    ['another type', 415, () => post('/orders', order, { 'content-type': 'text/plain' })],
    ['no JSON', 400, () => post('/orders', '{')],
    ['an order without lines', 422, () => post('/orders', { ...order, lines: [] })],
    ['a body that is too large', 413, () => post('/orders', ' '.repeat(70_000))],
  ]) {
    test(`answers ${what} with the problem`, async () => {
      const answer = await ask();
      const problem = await answer.json();
      assert.deepEqual([answer.status, problem.status], [status, status]);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.match(problem.title, /\.$/);
    });
  }

  test('logs each request', () => {
    const { milliseconds, ...request } = logged.find(({ message }) => message === 'request');
    assert.deepEqual(request, { level: 'info', message: 'request', method: 'GET', path: '/health', status: 200 });
    assert.ok(Number.isInteger(milliseconds));
  });
});
