import { directLimit } from '@ci-actions/aws/lambda/limits';
import type { ZipEntry } from '@ci-actions/zip/entry';
import { describe, expect, test } from '@jest/globals';
import { checkDirectSize, checkUnzippedSize, largest, mostUnzipped } from './check-sizes.ts';
import { entry } from './test-tools.ts';

const file = (path: string, size: number): ZipEntry => ({
  path,
  kind: 'file',
  file: '/nowhere',
  size,
  mtimeMs: 0,
  executable: false,
});

describe('unpacked', () => {
  test('250 MiB to the byte are taken, one more is not', () => {
    expect(checkUnzippedSize([file('a', mostUnzipped - 3), entry('b', '123')])).toBeUndefined();
    expect(checkUnzippedSize([file('a', mostUnzipped - 3), entry('b', '1234')])).toMatch(
      /^The archive unpacks to 262\.1 MB, and Lambda takes 262\.1 MB \(250 MiB\)/,
    );
  });

  test('5 GB are refused without being read', () => {
    expect(checkUnzippedSize([file('zeros.bin', 5e9)])).toContain('5.0 GB "zeros.bin"');
  });
});

test('sent directly, an archive may have as much as the client sends with the request', () => {
  expect(checkDirectSize(directLimit, [])).toBeUndefined();
  expect(checkDirectSize(directLimit + 1, [file('a', 60e6)])).toContain(
    'set the input `bucket`, or leave out what the function does not need by `exclude`. The largest, unpacked:\n60.0 MB "a"',
  );
});

describe('the largest', () => {
  test('are files and folders together, and a folder that is one thing is that thing', () => {
    const entries = [
      file('vendor/numpy/core/a.so', 30e6),
      file('vendor/numpy/core/b.so', 20e6),
      file('vendor/numpy/c.py', 1e3),
      file('vendor/boto/data.json', 10e6),
      file('app.py', 500),
      { path: 'link', kind: 'link', target: 'app.py' } as const,
    ];
    expect(largest(entries).split('\n')).toEqual([
      '60.0 MB "vendor/"',
      '50.0 MB "vendor/numpy/core/"',
      '30.0 MB "vendor/numpy/core/a.so"',
      '20.0 MB "vendor/numpy/core/b.so"',
      '10.0 MB "vendor/boto/data.json"',
      '1.0 kB "vendor/numpy/c.py"',
      '500 B "app.py"',
      '6 B "link"',
    ]);
  });

  test('are ten, and a name stays on its line', () => {
    const lines = largest(Array.from({ length: 30 }, (_, index) => file(`f${index}\n::error::x`, 100 + index))).split(
      '\n',
    );
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('129 B "f29\\n::error::x"');
  });
});
