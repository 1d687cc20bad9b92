import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tryGit } from './git-command.ts';
import { authFor, basicCredential } from './remote.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const seen: string[][] = [];
const server = createServer(({ rawHeaders }, response) => {
  seen.push(rawHeaders.filter((_, i) => rawHeaders[i - 1]?.toLowerCase() === 'authorization'));
  response.writeHead(404).end();
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  box.git(box.origin, 'remote', 'add', 'origin', `${url}/o/r`);
  box.git(box.origin, 'config', `http.${url}/.extraheader`, 'AUTHORIZATION: basic cGVyc2lzdGVk');
});
afterAll(() => {
  server.close();
  box.remove();
});

async function headersOf(env: Record<string, string>) {
  seen.length = 0;
  await tryGit(box.origin, ['ls-remote', '--', 'origin'], { env });
  return seen;
}

test('the token in place of the one that actions/checkout has left behind', async () => {
  expect(await headersOf({})).toEqual([['basic cGVyc2lzdGVk']]);
  expect(await headersOf(authFor(url, 'secret'))).toEqual([[`basic ${basicCredential('secret')}`]]);
  expect(basicCredential('secret')).toBe('eC1hY2Nlc3MtdG9rZW46c2VjcmV0');
});

test('without a token the clone’s own counts', async () => {
  expect(authFor(url, '')).toEqual({});
});

test('settings that the environment carries already stay', () => {
  const env = authFor('https://github.example/', 't', { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b' });
  expect(Object.keys(env).sort()).toEqual([
    'GIT_CONFIG_COUNT',
    'GIT_CONFIG_KEY_1',
    'GIT_CONFIG_KEY_2',
    'GIT_CONFIG_VALUE_1',
    'GIT_CONFIG_VALUE_2',
  ]);
  expect(env).toMatchObject({ GIT_CONFIG_COUNT: '3', GIT_CONFIG_KEY_2: 'http.https://github.example/.extraheader' });
});
