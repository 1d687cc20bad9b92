import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { isGitWeather, overNetwork } from './over-network.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
afterAll(() => box.remove());

test.each([
  ["fatal: unable to access 'https://x/': The requested URL returned error: 503", true],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 429", true],
  ["fatal: unable to access 'https://x/': Could not resolve host: x", true],
  ["fatal: unable to access 'https://x/': Failed to connect to x port 443: Connection refused", true],
  ['error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: early EOF', true],
  ['error: RPC failed; HTTP 502 curl 22\nsend-pack: unexpected disconnect while reading sideband packet', true],
  ['fatal: the remote end hung up unexpectedly', true],
  ["remote: Permission denied\nfatal: unable to access 'https://x/': The requested URL returned error: 403", false],
  ['error: RPC failed; HTTP 403 curl 22\nfatal: the remote end hung up unexpectedly', false],
  ['error: RPC failed; HTTP 413 curl 22\nfatal: the remote end hung up unexpectedly', false],
  ["fatal: repository 'https://x/' not found", false],
  ['remote: fatal: no commits selected for shallow requests\nfatal: the remote end hung up unexpectedly', false],
  ['fatal: bad object ffff\nfatal: the remote end hung up unexpectedly', false],
  ["fatal: 'origin' does not appear to be a git repository", false],
])('%s', (stderr, expected) => {
  expect(isGitWeather(stderr)).toBe(expected);
});

test('a server that is broken for now is asked again, and one that stays broken is named', async () => {
  let asked = 0;
  const server = createServer((_, response) => response.writeHead(++asked < 3 ? 503 : 404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/o/r`;
    const waits: string[] = [];
    let time = 0;
    const sleep = async (ms: number) => {
      time += ms;
    };
    const clock = { now: () => time, random: () => 0.5, sleep };
    const retry = { ...clock, onRetry: ({ cause }: { cause: string }) => waits.push(cause) };
    const remote = { folder: box.origin, name: url, env: {}, retry };
    const result = await overNetwork(remote, 'Looking', ['ls-remote', '--', url]);
    expect(result).toMatchObject({ code: 128, stderr: expect.stringContaining('not found') });
    expect(waits).toEqual(Array(2).fill(expect.stringContaining('The requested URL returned error: 503')));
    asked = Number.NEGATIVE_INFINITY;
    const late = overNetwork({ ...remote, retry: { ...retry, budgetMs: 500 } }, 'Looking', ['ls-remote', '--', url]);
    await expect(late).rejects.toThrow(/^Looking did not succeed within 0.5 s .* error: 503$/);
  } finally {
    server.close();
  }
});
