import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createHttp, type Http, type HttpOptions } from './exchange.ts';
import { type Script, scriptedServer } from './testing.ts';
import { ConnectionError, isWeather } from './transient.ts';

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

const get = (origin: URL) => ({ method: 'GET', origin, path: '/', headers: {} });

async function collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Sends chunks as fast as they are taken, and counts them. */
function endless(): { script: Script; sent(): number; closed: Promise<void> } {
  let sent = 0;
  let close: () => void;
  const closed = new Promise<void>((resolve) => {
    close = resolve;
  });
  return {
    sent: () => sent,
    closed,
    script: (_request, response) => {
      response.on('close', () => close());
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed) {
          sent += 1 << 16;
          if (!response.write(Buffer.alloc(1 << 16))) return;
        }
      };
      response.on('drain', more);
      more();
    },
  };
}

describe('a streamed reply', () => {
  test.each([0, 1, 3_000_000])('of %i bytes comes whole, and its connection is kept', async (size) => {
    const ports = new Set<number | undefined>();
    const { origin } = await server((request, response) => {
      ports.add(request.socket.remotePort);
      response.writeHead(200, { 'x-one': 'two', 'content-length': String(size) }).end(Buffer.alloc(size, 'x'));
    });
    const http = client();
    for (let i = 0; i < 3; i++) {
      const reply = await http.stream(get(origin));
      expect(reply).toMatchObject({ status: 200, headers: { 'x-one': 'two' } });
      expect((await collect(reply.body)).equals(Buffer.alloc(size, 'x'))).toBe(true);
    }
    expect(ports.size).toBe(1);
  });

  test('is not read ahead of its reader', async () => {
    const source = endless();
    const { origin } = await server(source.script);
    const reply = await client().stream(get(origin));
    let read = 0;
    for await (const chunk of reply.body) {
      read += chunk.length;
      await delay(20);
      if (read > 200_000) break;
    }
    // What the two sockets hold of it is the system's choice: some MB.
    expect(source.sent()).toBeLessThan(32 << 20);
  });

  test('that is left early ends its connection, and the next request works', async () => {
    const source = endless();
    const { origin } = await server(source.script, { status: 200, body: 'next' });
    const http = client({ connections: 1 });
    const reply = await http.stream(get(origin));
    for await (const _chunk of reply.body) break;
    await source.closed;
    expect((await http.exchange(get(origin))).body.toString()).toBe('next');
  });

  test('that nobody reads ends its connection after a while', async () => {
    const source = endless();
    const { origin } = await server(source.script, { status: 200, body: 'next' });
    const http = client({ connections: 1, idleTimeoutMs: 50 });
    await http.stream(get(origin));
    expect((await http.exchange(get(origin))).body.toString()).toBe('next');
    await source.closed;
  });

  test('whose reader is slower than the timeout is no silence', async () => {
    const size = 2_000_000;
    const { origin } = await server((_request, response) => response.end(Buffer.alloc(size)));
    const reply = await client({ idleTimeoutMs: 40 }).stream(get(origin));
    let read = 0;
    let slow = 3;
    for await (const chunk of reply.body) {
      read += chunk.length;
      if (slow-- > 0) await delay(100);
    }
    expect(read).toBe(size);
  });

  test('whose reader was slow, and whose host falls silent then, ends', async () => {
    const { origin } = await server((_request, response) => {
      response.writeHead(200, { 'content-length': '3000000' });
      response.write(Buffer.alloc(2_000_000));
    });
    const reply = await client({ idleTimeoutMs: 60 }).stream(get(origin));
    const reading = (async () => {
      let slow = 3;
      for await (const _ of reply.body) if (slow-- > 0) await delay(150);
    })();
    await expect(reading).rejects.toThrow(/was silent for 0\.06 s\.$/);
  });

  test.each([
    {
      name: 'cut',
      after: (response: { destroy(): void }) => response.destroy(),
      sentence: /cut the connection in the middle of its reply\.$/,
    },
    { name: 'silent', after: () => {}, sentence: /was silent for 0\.05 s\.$/ },
  ])('that is $name in the middle is weather', async ({ after, sentence }) => {
    const { origin } = await server((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => setTimeout(() => after(response), 10));
    });
    const reply = await client({ idleTimeoutMs: 50 }).stream(get(origin));
    const error = await collect(reply.body).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toMatch(sentence);
    expect(isWeather(error)).toBe(true);
  });

  test('that does not begin is a ConnectionError', async () => {
    const { origin } = await server('reset');
    await expect(client().stream(get(origin))).rejects.toThrow(`${origin.host} cut the connection (ECONNRESET).`);
  });
});

test('a collected reply that is larger than it can be is refused, and not read', async () => {
  const source = endless();
  const { origin } = await server(source.script);
  await expect(client().exchange({ ...get(origin), maxBytes: 100_000 })).rejects.toThrow(
    `${origin.host} sent more than 100000 bytes, which is more than this reply can have.`,
  );
  await source.closed;
});

test('a server that does not answer Expect is asked once only', async () => {
  const asked: (string | undefined)[] = [];
  const { origin } = await server((request, response) => {
    request.resume();
    request.on('end', () => response.end());
  });
  const body = Buffer.alloc(1 << 20);
  // A server of Node answers Expect by itself; this front keeps that answer to itself.
  const { createServer, connect } = await import('node:net');
  const front = createServer((socket) => {
    const behind = connect(Number(origin.port), '127.0.0.1');
    socket.on('data', (data) => {
      if (data.includes('PUT / ')) asked.push(/expect: \S+/i.exec(data.toString('latin1'))?.[0]);
      behind.write(data);
    });
    behind.on('data', (data) => {
      const rest = data.toString('latin1').replace('HTTP/1.1 100 Continue\r\n\r\n', '');
      if (rest) socket.write(rest, 'latin1');
    });
    socket.on('close', () => behind.destroy());
    socket.on('error', () => {});
    behind.on('error', () => {});
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  open.push(front);
  const http = client();
  const to = new URL(`http://127.0.0.1:${(front.address() as { port: number }).port}`);
  for (let i = 0; i < 2; i++) await http.exchange({ method: 'PUT', origin: to, path: '/', headers: {}, body });
  expect(asked).toEqual(['expect: 100-continue', undefined]);
});
