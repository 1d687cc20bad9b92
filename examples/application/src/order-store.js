import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Keeps orders in a file of JSON lines that only grows: the newest line of an order counts. A line that was half written
 * when the service was killed is no order.
 *
 * @param folder where `orders.jsonl` is, made when it is not there
 */
export async function openOrderStore(folder) {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'orders.jsonl');
  const { orders, whole } = await readOrders(file);
  const handle = await open(file, 'a');
  if (!whole) await handle.write('\n');
  let last = Promise.resolve();
  return {
    find: (id) => orders.get(id),
    /** The order that was placed under a key of the customer; a request that is sent twice is one order. */
    findByKey: (customer, key) =>
      [...orders.values()].find((order) => order.customer === customer && order.key === key),
    listOf: (customer) => [...orders.values()].filter((order) => order.customer === customer),
    /** Is there when this is done, also after a loss of power. */
    save(order) {
      orders.set(order.id, order);
      // One line at a time, in the order of the calls; one that failed does not keep the next from being written.
      last = last
        .catch(() => {})
        .then(async () => {
          await handle.write(`${JSON.stringify(order)}\n`);
          await handle.datasync();
        });
      return last;
    },
    async close() {
      await last.catch(() => {});
      await handle.close();
    },
  };
}

async function readOrders(file) {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const orders = new Map();
  for (const line of text.split('\n')) {
    const order = parse(line);
    if (order) orders.set(order.id, order);
  }
  return { orders, whole: text === '' || text.endsWith('\n') };
}

function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
