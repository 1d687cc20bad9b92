import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttp, type Http, type HttpOptions } from './exchange.ts';
import { type Script, scriptedServer } from './testing.ts';
import { ConnectionError, isWeather } from './transient.ts';
import { usesProxies } from './unused-proxy.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

function client(options: HttpOptions = {}): Http {
  const http = createHttp({ env: {}, ...options });
  open.push(http);
  return http;
}

async function server(...script: Script[]) {
  const started = await scriptedServer(...script);
  open.push(started);
  return started;
}

/** A server below HTTP, which writes what it likes. */
async function tcp(onConnection: (socket: Socket) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

const stream = (size: number, chunk = 64 << 10) => ({
  size,
  async *open() {
    for (let left = size; left > 0; left -= chunk) yield Buffer.alloc(Math.min(left, chunk), 'x');
  },
});

test('what is closed asks no more, and says that trying again is useless', async () => {
  const { origin, received } = await server({ status: 200 });
  const http = client();
  http.close();
  const failed = await http
    .exchange({ method: 'GET', origin, path: '/', headers: {} })
    .catch((error: unknown) => error);
  expect(failed).toEqual(new Error(`The connections are closed; ${origin.host} is not asked any more.`));
  expect(isWeather(failed)).toBe(false);
  expect(received).toEqual([]);
});

describe('exchange', () => {
  test('sends method, target, headers and body as they are, and reads the reply', async () => {
    const { origin, received } = await server({ status: 201, headers: { 'x-one': 'two' }, body: 'hello' });
    const path = '/a//b/../c%20d?x=%2F';
    const body = Buffer.from('ünï');
    const reply = await client().exchange({ method: 'PUT', origin, path, headers: { 'x-a': 'b' }, body });
    expect(reply).toMatchObject({ status: 201, headers: { 'x-one': 'two' } });
    expect(reply.body.toString()).toBe('hello');
    expect(received).toMatchObject([
      { method: 'PUT', url: path, headers: { 'x-a': 'b', 'content-length': '5' }, body },
    ]);
  });

  test.each([
    ['POST', '0'],
    ['PUT', '0'],
    ['GET', undefined],
    ['DELETE', undefined],
  ])('a %s without a body says that it has none', async (method, length) => {
    const { origin, received } = await server({ status: 200, body: '' });
    await client().exchange({ method, origin, path: '/', headers: {} });
    const headers = received[0]?.headers;
    expect(headers).toMatchObject({ host: origin.host });
    expect([headers?.['content-length'], headers?.['transfer-encoding']]).toEqual([length, undefined]);
  });

  test('a host that is given goes instead of that of the address, and only it', async () => {
    const { origin, received } = await server({ status: 200, body: '' });
    await client().exchange({ method: 'GET', origin, path: '/', headers: { host: 'other.example' } });
    expect(received[0]?.headers.host).toBe('other.example');
  });

  test.each([404, 412, 500, 301])('a reply with status %i is a reply', async (status) => {
    const { origin } = await server({ status, body: 'no' });
    const reply = await client().exchange({ method: 'GET', origin, path: '/', headers: {} });
    expect([reply.status, reply.body.toString()]).toEqual([status, 'no']);
  });

  test('a connection is kept for the next request', async () => {
    const ports: (number | undefined)[] = [];
    const { origin } = await server((request, response) => {
      ports.push(request.socket.remotePort);
      response.end('ok');
    });
    const http = client();
    for (let i = 0; i < 3; i++) await http.exchange({ method: 'GET', origin, path: '/', headers: {} });
    expect(new Set(ports).size).toBe(1);
  });

  test('no more connections than allowed', async () => {
    const ports = new Set<number | undefined>();
    const { origin } = await server((request, response) => {
      ports.add(request.socket.remotePort);
      setImmediate(() => response.end('ok'));
    });
    const http = client({ connections: 3 });
    const get = () => http.exchange({ method: 'GET', origin, path: '/', headers: {} });
    await Promise.all(Array.from({ length: 20 }, get));
    expect(ports.size).toBe(3);
  });

  test.each([0, 1, 70_000, 3_000_000])('a stream of %i bytes arrives whole', async (size) => {
    const { origin, received } = await server({ status: 200 });
    await client().exchange({ method: 'PUT', origin, path: '/', headers: {}, body: stream(size) });
    expect(received[0]?.headers['content-length']).toBe(String(size));
    expect(received[0]?.body.length).toBe(size);
  });

  test('what the stream throws is what the exchange throws', async () => {
    const { origin } = await server({ status: 200 });
    const fault = new Error('the file is gone');
    const body = {
      size: 10,
      async *open() {
        yield Buffer.from('12345');
        throw fault;
      },
    };
    await expect(client().exchange({ method: 'PUT', origin, path: '/', headers: {}, body })).rejects.toBe(fault);
  });

  test('a stream that is shorter than promised is an error', async () => {
    const { origin } = await server({ status: 200 });
    const body = { ...stream(5), size: 10 };
    await expect(client().exchange({ method: 'PUT', origin, path: '/', headers: {}, body })).rejects.toThrow(
      'A body of 10 bytes was promised, but 5 came.',
    );
  });
});

describe('an early reply, while the body is still being sent', () => {
  const refuse = '<Error><Code>AccessDenied</Code></Error>';
  const early: Script = (_request, response) => {
    response.writeHead(403, { connection: 'close', 'content-length': String(refuse.length) });
    response.end(refuse);
  };

  test.each([
    { name: 'a stream', body: stream(50_000_000) },
    { name: 'a buffer', body: Buffer.alloc(8_000_000) },
    { name: 'a buffer that does not ask first', body: Buffer.alloc(1_000_000) },
    { name: 'a stream that does not ask first', body: stream(1_000_000) },
  ])('$name: is read, and is no broken pipe', async ({ body }) => {
    const { origin } = await server(early);
    for (let i = 0; i < 20; i++) {
      const reply = await client().exchange({ method: 'PUT', origin, path: '/', headers: {}, body });
      expect([reply.status, reply.body.toString()]).toEqual([403, refuse]);
    }
  });

  test('from a server that knows Expect: nothing of the body is sent', async () => {
    let read = 0;
    const origin = await tcp((socket) => {
      let head = '';
      socket.on('data', (data) => {
        read += data.length;
        head += data;
        if (head.includes('\r\n\r\n')) {
          socket.end(`HTTP/1.1 301 Moved\r\ncontent-length: ${refuse.length}\r\nconnection: close\r\n\r\n${refuse}`);
        }
      });
    });
    const reply = await client().exchange({ method: 'PUT', origin, path: '/', headers: {}, body: stream(20_000_000) });
    expect(reply.status).toBe(301);
    expect(read).toBeLessThan(1_000);
  });

  test('from a server that does not know Expect: the body is sent after a while', async () => {
    const size = 2_000_000;
    const origin = await tcp((socket) => {
      let read = 0;
      socket.on('data', (data) => {
        read += data.length;
        if (read > size) socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const reply = await client().exchange({ method: 'PUT', origin, path: '/', headers: {}, body: stream(size) });
    expect(reply.body.toString()).toBe('ok');
  });

  test('a connection that hangs up in the middle of an early refusal: the status counts', async () => {
    const origin = await tcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 500\r\n\r\n<Error>'));
    });
    const reply = await client().exchange({ method: 'PUT', origin, path: '/', headers: {}, body: stream(20_000_000) });
    expect([reply.status, reply.body.toString()]).toEqual([403, '<Error>']);
  });
});

describe('a reply that does not come is a ConnectionError, and weather', () => {
  const get = (origin: URL, options: HttpOptions = {}) =>
    client(options)
      .exchange({ method: 'GET', origin, path: '/', headers: {} })
      .catch((error) => error);

  test('reset', async () => {
    const { origin } = await server('reset');
    const error = await get(origin);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toBe(`${origin.host} cut the connection (ECONNRESET).`);
    expect(isWeather(error)).toBe(true);
  });

  test('refused', async () => {
    const gone = await scriptedServer({ status: 200 });
    await gone.close();
    const error = await get(gone.origin);
    expect(error.message).toBe(`${gone.origin.host} refuses connections (ECONNREFUSED).`);
    expect(isWeather(error)).toBe(true);
  });

  test('silent', async () => {
    const { origin } = await server('silence');
    const error = await get(origin, { idleTimeoutMs: 50 });
    expect(error.message).toBe(`${origin.host} was silent for 0.05 s.`);
    expect(isWeather(error)).toBe(true);
  });

  test('cut in the middle', async () => {
    const { origin } = await server((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.socket?.destroy());
    });
    const error = await get(origin);
    expect(error.message).toBe(`${origin.host} cut the connection in the middle of its reply.`);
    expect(isWeather(error)).toBe(true);
  });

  test('silent in the middle', async () => {
    const { origin } = await server((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half');
    });
    const error = await get(origin, { idleTimeoutMs: 50 });
    expect(error.message).toBe(`${origin.host} was silent for 0.05 s.`);
  });

  test('no HTTP', async () => {
    const origin = await tcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const error = await get(origin);
    expect(error.message).toMatch(/sent something that is not HTTP \(HPE_/);
    expect(isWeather(error)).toBe(true);
  });
});

describe('a proxy', () => {
  test('is not asked for a host of this machine', async () => {
    const proxy = await server({ status: 502 });
    const { origin } = await server({ status: 200 });
    const env = { HTTP_PROXY: proxy.origin.href, HTTPS_PROXY: proxy.origin.href };
    const reply = await client({ env }).exchange({ method: 'GET', origin, path: '/', headers: {} });
    expect(reply.status).toBe(200);
    expect(proxy.received).toEqual([]);
  });

  if (usesProxies()) {
    test('is asked for any other', async () => {
      const proxy = await server({ status: 200, body: 'by the proxy' });
      const env = { HTTP_PROXY: proxy.origin.href };
      const origin = new URL('http://s3.invalid');
      const reply = await client({ env }).exchange({ method: 'GET', origin, path: '/a', headers: {} });
      expect(reply.body.toString()).toBe('by the proxy');
      expect(proxy.received).toMatchObject([{ url: 'http://s3.invalid/a' }]);
    });
  } else {
    process.stderr.write(`Proxies are not tested: Node ${process.versions.node} does not know them, 24.5 does.\n`);
  }
});
