import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { encodeKey, showObject } from './key.ts';

test.each([
  ['dags/a.py', 'dags/a.py'],
  ['sp ace+plus.py', 'sp%20ace%2Bplus.py'],
  ['ünï/日本.py', '%C3%BCn%C3%AF/%E6%97%A5%E6%9C%AC.py'],
  ['a//b.py', 'a//b.py'],
  ['/a', '/a'],
  ['a/../b/./c', 'a/../b/./c'],
  ['q?x=1&y#z.py', 'q%3Fx%3D1%26y%23z.py'],
  [`q'uote"<>.py`, 'q%27uote%22%3C%3E.py'],
  ['100%.py', '100%25.py'],
  ['(a)!*~-_.', '%28a%29%21%2A~-_.'],
  ['\u{1F600}', '%F0%9F%98%80'],
])('%p as a path is %p', (key, path) => {
  expect(encodeKey(key)).toBe(path);
});

test('half a surrogate pair is no key', () => {
  expect(() => encodeKey('a\ud800')).toThrow(InputError);
});

test.each([
  ['dags/a b.py', 's3://b/dags/a b.py'],
  [undefined, 's3://b/'],
  ['a\n::error::x', 's3://b/a%0A::error::x'],
  ['a\u001b[31m\u2028', 's3://b/a%1B[31m%E2%80%A8'],
])('%p for a person stays on its line', (key, shown) => {
  expect(showObject('b', key)).toBe(shown);
});
