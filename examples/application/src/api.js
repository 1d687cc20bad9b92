import { randomUUID } from 'node:crypto';
import { readJson, send } from './http.js';
import { Problem } from './problem.js';
import { quote } from './quote.js';
import { readOrder } from './read-order.js';

/**
 * The API as a request handler of `node:http`.
 *
 * @param store see order-store.js
 * @param isStopping whether the service has been told to stop: then it is no longer healthy, and takes what still comes
 */
export function createApi({ store, log, environment, isStopping = () => false, now = () => new Date() }) {
  const routes = [
    ['GET', /^\/health$/, () => health()],
    ['POST', /^\/quotes$/, async ({ request }) => priced(readOrder(await readJson(request)))],
    ['POST', /^\/orders$/, ({ request }) => place(request)],
    ['GET', /^\/orders$/, ({ query }) => list(query.get('customer'))],
    ['GET', /^\/orders\/([\w-]+)$/, ({ id }) => ({ status: 200, body: found(id) })],
    ['POST', /^\/orders\/([\w-]+)\/cancel$/, ({ id }) => cancel(id)],
  ];

  function health() {
    return isStopping()
      ? { status: 503, body: { status: 'stopping', environment } }
      : { status: 200, body: { status: 'ok', environment } };
  }

  function priced({ country, lines }) {
    return { status: 200, body: quote(lines, country) };
  }

  async function place(request) {
    const { customer, country, lines } = readOrder(await readJson(request));
    const key = request.headers['idempotency-key'];
    const before = key === undefined ? undefined : store.findByKey(customer, key);
    if (before) return { status: 200, body: withoutKey(before) };
    const order = {
      id: randomUUID(),
      customer,
      status: 'placed',
      placedAt: now().toISOString(),
      ...quote(lines, country),
    };
    await store.save(key === undefined ? order : { ...order, key });
    return { status: 201, body: order, headers: { location: `/orders/${order.id}` } };
  }

  function list(customer) {
    if (!customer) throw new Problem(400, 'Say whose orders: ?customer=ID.');
    return { status: 200, body: { orders: store.listOf(customer).map(withoutKey) } };
  }

  async function cancel(id) {
    const order = found(id);
    if (order.status === 'cancelled') return { status: 200, body: order };
    const cancelled = { ...store.find(id), status: 'cancelled', cancelledAt: now().toISOString() };
    await store.save(cancelled);
    return { status: 200, body: withoutKey(cancelled) };
  }

  function found(id) {
    const order = store.find(id);
    if (!order) throw new Problem(404, `There is no order ${id}.`);
    return withoutKey(order);
  }

  async function answer(request) {
    const { pathname, searchParams } = new URL(request.url, 'http://service');
    const here = routes.filter(([, pattern]) => pattern.test(pathname));
    if (here.length === 0) throw new Problem(404, `There is nothing at ${pathname}.`);
    const route = here.find(([method]) => method === request.method);
    if (!route) {
      const allow = here.map(([method]) => method).join(', ');
      throw new Problem(405, `${pathname} takes ${allow}.`, { headers: { allow } });
    }
    const [, pattern, handle] = route;
    return handle({ request, query: searchParams, id: pattern.exec(pathname)[1] });
  }

  return async (request, response) => {
    const started = performance.now();
    const { status, body, headers } = await answer(request).catch((error) => failure(error, log));
    // Nothing more comes on a connection of a service that stops.
    send(response, status, body, isStopping() ? { ...headers, connection: 'close' } : headers);
    const milliseconds = Math.round(performance.now() - started);
    log('info', 'request', { method: request.method, path: request.url, status, milliseconds });
  };
}

function withoutKey({ key: _, ...order }) {
  return order;
}

function failure(error, log) {
  if (error instanceof Problem) return { status: error.status, body: error.body, headers: error.headers };
  log('error', 'request failed', { reason: error.stack });
  return { status: 500, body: { title: 'Something is wrong here; it has been noted.', status: 500 } };
}
