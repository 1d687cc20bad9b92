import { expect, test } from '@jest/globals';
import { authFor, basicCredential } from './remote.ts';
import { remoteSaid, withoutSecrets } from './remote-said.ts';

const remote = { env: authFor('https://github.example', 'ghs_secret') };

test.each([
  ['the remote before git', 'remote: no.   \u001b[K\nremote: \nremote: not you\nfatal: bye\n', 'no.\nnot you'],
  ['git where the remote is silent', 'To x\nfatal: no such thing\nhint: look\n', 'fatal: no such thing'],
  ['anything where there is nothing else', 'odd\r\n', 'odd'],
  ['nothing', '', ''],
])('%s', (_, stderr, text) => {
  expect(remoteSaid(stderr, remote)).toBe(text);
});

test('no secret, in none of its forms', () => {
  const text = `a ghs_secret b ${basicCredential('ghs_secret')} c https://user:word@host/x`;
  expect(withoutSecrets(text, remote)).toBe('a *** b *** c https://host/x');
});

test('a remote that talks and talks is cut', () => {
  expect(remoteSaid(`remote: ${'x'.repeat(100_000)}`, remote)).toHaveLength(2_001);
});
