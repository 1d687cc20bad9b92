import { once } from 'node:events';
import { createServer } from 'node:http';
import { createApi } from './api.js';
import { openOrderStore } from './order-store.js';

/**
 * Starts the service.
 *
 * @param config see config.js
 * @returns its address, and `stop`, which lets requests that have begun come to their end
 */
export async function startService({ environment, host, port, dataFolder, stopWithin }, log) {
  const store = await openOrderStore(dataFolder);
  let stopping = false;
  const server = createServer(createApi({ store, log, environment, isStopping: () => stopping }));
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    await store.close();
    throw error;
  }
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${server.address().port}`;
  log('info', 'listening', { url, environment });
  return {
    url,
    async stop() {
      if (stopping) return;
      stopping = true;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      // A client that keeps its connection busy does not keep the service.
      const late = setTimeout(() => server.closeAllConnections(), stopWithin);
      await closed;
      clearTimeout(late);
      await store.close();
    },
  };
}
