import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { orderEntries } from './order-entries.ts';

test.each<[string, string[], RegExp]>([
  ['an empty name', [''], /cannot hold "", an empty name; give it one\.$/],
  ['half a character', ['a\ud800'], /a name that UTF-8 cannot hold/],
  ['a NUL', ['a\0b'], /"a\\u0000b", a name that UTF-8 cannot hold/],
  ['a backslash', ['a\\b'], /whose backslash/],
  ['an absolute path', ['/etc/passwd'], /an absolute path/],
  ['a path that leads out', ['a/../../b'], /leads out of the archive/],
  ['a path that leads out and back', ['..'], /leads out of the archive/],
  ['a part that is no name', ['a/./b'], /an empty part/],
  ['an empty part', ['a//b'], /an empty part/],
  ['a folder', ['a/'], /an empty part/],
  ['a name that is too long', ['é'.repeat(32_768)], /more than 65535 bytes; shorten it\.$/],
  ['a name twice', ['b', 'a', 'b'], /would hold "b" twice/],
  ['a file that is a folder', ['a', 'a-b', 'a/b/c'], /"a" both as a file and as the folder of "a\/b\/c"/],
  ['a deeper one', ['x/y', 'x/y/z'], /"x\/y" both as a file/],
])('refuses %s', (_what, paths, message) => {
  const order = () => orderEntries(paths.map((path) => ({ path })));
  expect(order).toThrow(message);
  expect(order).toThrow(InputError);
});

test('sorts by bytes, not by UTF-16 as JavaScript does', () => {
  const paths = ['\u{1f600}', '\uffee', 'b', 'a/c', 'a.b', 'Z', '9', '10'];
  expect(orderEntries(paths.map((path) => ({ path }))).map(({ path }) => path)).toEqual(
    [...paths].reverse().sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
  expect(orderEntries([{ path: '\u{1f600}' }, { path: '\uffee' }])[0]?.path).toBe('\uffee');
});
