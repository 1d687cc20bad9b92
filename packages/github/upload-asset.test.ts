import { expect, test } from '@jest/globals';
import { uploadUrl } from './upload-asset.ts';

const github = 'https://api.github.com';
test.each<[string, string, string | undefined]>([
  [
    'https://uploads.github.com/repos/a/b/releases/1/assets{?name,label}',
    github,
    'https://uploads.github.com/repos/a/b/releases/1/assets?name=a+b',
  ],
  ['http://uploads.github.com/x{?name,label}', github, undefined],
  ['http://127.0.0.1/x', github, undefined],
  ['http://example.org/x', 'http://127.0.0.1:1', undefined],
  ['http://127.0.0.1:2/x{?name,label}', 'http://127.0.0.1:1', 'http://127.0.0.1:2/x?name=a+b'],
  ['file:///etc/passwd', github, undefined],
  ['', github, undefined],
])('the address %s, from %s', (template, apiUrl, expected) => {
  if (expected !== undefined) expect(uploadUrl(template, apiUrl, 'a b').href).toBe(expected);
  else expect(() => uploadUrl(template, apiUrl, 'a b')).toThrow(/^GitHub did not say where to upload a b/);
});
