import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConnectionError, isWeather } from '@ci-actions/http/transient';
import { afterEach, expect, test } from '@jest/globals';
import { sendFile } from './send-file.ts';

let server: http.Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Sends a file to a server that answers so. */
async function send(status: number, text: string): Promise<unknown> {
  server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(status).end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const to = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/assets?name=a`);
  async function* open() {
    yield Buffer.from('abc');
  }
  return sendFile(to, {}, { size: 3, open }).catch((error: unknown) => error);
}

test('what GitHub says of the file', async () => {
  expect(await send(201, '{"id":1}')).toMatchObject({ status: 201, data: { id: 1 } });
});

test.each(['', '<html>', '{"id":'])(
  'a success that says %j is no whole reply, and is asked for again',
  async (text) => {
    const error = await send(200, text);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(isWeather(error)).toBe(true);
    expect((error as Error).message).toMatch(/^127\.0\.0\.1:\d+ answers 200 without a description\.$/);
  },
);

test('a refusal keeps its status and its text', async () => {
  expect(await send(422, 'no')).toMatchObject({ status: 422, response: { data: 'no' } });
});
