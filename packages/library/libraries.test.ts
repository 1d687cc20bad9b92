import { expect, test } from '@jest/globals';
import { readLibraries } from './libraries.ts';

const wanted = { packages: [], prefix: 'v', paths: [], repository: 'org/orders' };

test('a repository is one library, or holds several', () => {
  expect(readLibraries(wanted)).toEqual([{ name: 'orders', prefix: 'v', paths: [] }]);
  expect(readLibraries({ ...wanted, prefix: '', paths: ['src'] })).toEqual([
    { name: 'orders', prefix: '', paths: ['src'] },
  ]);
  expect(readLibraries({ ...wanted, packages: ['client: packages/client', 'server:a  b/*.py'] })).toEqual([
    { name: 'client', prefix: 'client-v', paths: ['packages/client'] },
    { name: 'server', prefix: 'server-v', paths: ['a', 'b/*.py'] },
  ]);
});

test.each([
  '..',
  'a..b',
  '-v',
  '/v',
  'a//b',
  'a b',
  'a~',
  'v^',
  'v:',
  'v?',
  'v*',
  'v[',
  'v\\',
  'v@{',
  '.v',
  'x/.y',
  'a\u0007',
])('no tag can begin with %j', (prefix) => {
  expect(() => readLibraries({ ...wanted, prefix })).toThrow(/^The input `prefix` gives tags that begin with/);
});

test.each(['/etc', '../other', 'a/../b', ':(top)x'])('a path that leads elsewhere: %j', (path) => {
  expect(() => readLibraries({ ...wanted, paths: [path] })).toThrow(/^The input `path` names/);
  expect(() => readLibraries({ ...wanted, packages: [`a: ${path}`] })).toThrow(/^The input `packages` names/);
});
