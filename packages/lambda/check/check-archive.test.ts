import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { readRuntime } from '../platform.ts';
import { checkArchive } from './check-archive.ts';
import { elf, entry } from './test-tools.ts';

const options = {
  handler: 'app.handler',
  runtime: readRuntime('python3.12'),
  architecture: 'x86_64',
  layer: undefined,
} as const;

test('everything that is wrong is in one error', () => {
  const entries = [
    entry('app.py', 'def main(): ...'),
    entry('.env', 'A=1'),
    entry('x.so', elf({ machine: 183 })),
    { path: 'zeros', kind: 'file', file: '/nowhere', size: 5e9, mtimeMs: 0, executable: false } as const,
  ];
  let message = '';
  try {
    checkArchive(entries, options);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(InputError);
    message = (thrown as Error).message;
  }
  for (const part of ['The handler "app.handler"', '".env" holds', '"x.so" is built for arm64', '5.0 GB "zeros"']) {
    expect(message).toContain(part);
  }
});

test('what is right passes, and a layer has no handler', () => {
  const app = entry('app.py', 'def handler(event, context): ...');
  expect(() => checkArchive([app, entry('x.so', elf())], options)).not.toThrow();
  const layer = (path: string) => checkArchive([entry('x.py')], { ...options, layer: [entry(path)] });
  expect(() => layer('python/x.py')).not.toThrow();
  expect(() => layer('python3.12/x.py')).toThrow('should be "python/"');
  expect(() => checkArchive([app], { ...options, handler: '', runtime: undefined })).not.toThrow();
});
