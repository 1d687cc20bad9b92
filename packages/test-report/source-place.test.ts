import { expect, test } from '@jest/globals';
import { sourceFile, sourceUrl } from './source-place.ts';

test.each([
  ['src/a.py', 'src/a.py'],
  ['./src/../a.py', 'a.py'],
  ['/ws/src/a.py', 'src/a.py'],
  ['src\\a.cs', 'src/a.cs'],
  ['', undefined],
  ['.', undefined],
  ['../a.py', undefined],
  ['/etc/passwd', undefined],
  ['a/../../ws2/x', undefined],
  ['a\nb', undefined],
  ['x'.repeat(2000), undefined],
  ['::error::X', '::error::X'],
])('%j is %j', (file, expected) => {
  expect(sourceFile(file, '/ws', '/ws')).toBe(expected);
});

test('a name is relative to the folder where the tests ran', () => {
  expect(sourceFile('src/a.py', '/ws', '/ws/api')).toBe('api/src/a.py');
  expect(sourceFile('../lib/a.py', '/ws', '/ws/api')).toBe('lib/a.py');
});

const run = { serverUrl: 'https://github.com', repository: 'org/repo', sha: 'abc' };

test.each([
  ['a b/c.py', 7, 'https://github.com/org/repo/blob/abc/a%20b/c.py#L7'],
  ['x)](http://evil', undefined, 'https://github.com/org/repo/blob/abc/x%29%5D%28http%3A//evil'],
])('the page of %j', (file, line, url) => {
  expect(sourceUrl(file, line, run)).toEqual({ file, url });
});

test('no page where the run says nothing of a repository', () => {
  expect(sourceUrl('a.py', 1, { ...run, repository: '' })).toEqual({ file: 'a.py' });
  expect(sourceUrl(undefined, 1, run)).toBeUndefined();
});
