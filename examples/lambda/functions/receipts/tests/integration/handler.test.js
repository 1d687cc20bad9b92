import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { handler } from '../../index.js';

const post = (body, more = {}) =>
  handler({ rawPath: '/receipts', requestContext: { http: { method: 'POST' } }, body, ...more });
const priced = JSON.stringify({ lines: [{ name: 'Mug', quantity: 1, total: 1250 }], total: 1250, vat: 200 });

afterEach(() => {
  delete process.env.ENVIRONMENT;
});

test('is healthy by the event of the workflow, and says where it runs', async () => {
  process.env.ENVIRONMENT = 'production';
  const { statusCode, body } = await handler({ rawPath: '/health' });
  assert.deepEqual([statusCode, JSON.parse(body)], [200, { status: 'ok', environment: 'production' }]);
});

test('answers with a receipt, of a body in base64 too', async () => {
  const plain = await post(priced);
  assert.deepEqual([plain.statusCode, plain.headers['content-type']], [200, 'text/plain; charset=utf-8']);
  assert.match(plain.body, /^Total +12\.50 EUR$/m);
  assert.deepEqual(await post(Buffer.from(priced).toString('base64'), { isBase64Encoded: true }), plain);
});

for (const [what, event, status, title] of [
  ['another path', { rawPath: '/' }, 404, 'There is no GET /.'],
  ['no JSON', { body: '{' }, 400, 'The body is no JSON.'],
  ['no body', { body: undefined }, 400, 'The body is no JSON.'],
  ['no order', { body: '{}' }, 422, 'This is not what the function orders says that an order costs.'],
]) {
  test(`refuses ${what} with a problem`, async () => {
    const { statusCode, headers, body } = event.rawPath ? await handler(event) : await post(event.body);
    assert.deepEqual([statusCode, headers['content-type']], [status, 'application/problem+json']);
    assert.deepEqual(JSON.parse(body), { title, status });
  });
}

test('with a wrong configuration every call fails', async () => {
  process.env.ENVIRONMENT = 'prod';
  await assert.rejects(handler({ rawPath: '/health' }), /^Error: ENVIRONMENT is "prod"/);
});
