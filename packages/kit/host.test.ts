import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runAction, runnerHost } from './host.ts';

// The real toolkit, against the files that the runner gives and the log that it reads.
const before = { ...process.env };
const write = process.stdout.write;
let folder = '';
let log = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'host-'));
  log = '';
  for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) {
    process.env[name] = path.join(folder, name);
    writeFileSync(path.join(folder, name), '');
  }
  Object.assign(process.env, { RUNNER_TEMP: folder, 'INPUT_DRY-RUN': ' true ' });
  process.stdout.write = ((text: string) => {
    log += text;
    return true;
  }) as typeof process.stdout.write;
});
afterEach(() => {
  process.stdout.write = write;
  process.env = { ...before };
  process.exitCode = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

test('an input is trimmed; one that is not set is empty', () => {
  expect(runnerHost().input('dry-run')).toBe('true');
  expect(runnerHost().input('nothing')).toBe('');
});

test('an output may hold line ends without becoming two', () => {
  runnerHost().output('digest', 'a\nb=c');
  expect(read('GITHUB_OUTPUT')).toMatch(/^digest<<(ghadelimiter_[\w-]+)\na\nb=c\n\1\n$/);
});

test('a summary is appended for the runner and kept whole as a file', async () => {
  const host = runnerHost();
  const file = await host.summarise('dags to ../../staging', '# One\n');
  await host.summarise('another', '# Two\n');
  expect(path.dirname(file)).toBe(path.join(folder, 'summaries'));
  expect(readFileSync(file, 'utf8')).toBe('# One\n');
  expect(read('GITHUB_STEP_SUMMARY')).toBe('# One\n# Two\n');
});

test('two steps of one name in a job keep a file each', async () => {
  const files = [];
  for (const text of ['one', 'two', 'three']) files.push(await runnerHost().summarise('dags', text));
  expect(files.map((file) => path.basename(file))).toEqual(['dags.md', 'dags-2.md', 'dags-3.md']);
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(['one', 'two', 'three']);
});

test('a summary that cannot be written as a file is an error, not another name', async () => {
  writeFileSync(path.join(folder, 'summaries'), 'a file where the folder should be');
  await expect(runnerHost().summarise('dags', 'text')).rejects.toThrow(/EEXIST|ENOTDIR/);
  rmSync(path.join(folder, 'summaries'));
  await expect(runnerHost().summarise('x'.repeat(300), 'text')).rejects.toThrow(/ENAMETOOLONG/);
});

test('a secret is masked whole and line by line', () => {
  runnerHost().mask('first\nsecond');
  expect(log).toBe('::add-mask::first%0Asecond\n::add-mask::first\n::add-mask::second\n');
});

test('a line of untrusted text is no command, a warning keeps its text', () => {
  const host = runnerHost();
  host.log.info('::error::not one');
  host.log.warning('a\n::error::b');
  expect(log).toBe(':\u200b:error::not one\n::warning::a%0A::error::b\n');
});

test('a group ends also when the work throws', async () => {
  const work = runnerHost().log.group('Apply', () => Promise.reject(new Error('no')));
  await expect(work).rejects.toThrow('no');
  expect(log).toBe('::group::Apply\n::endgroup::\n');
});

test('an annotation names its place', () => {
  runnerHost().annotate({ level: 'error', message: 'Expected 1, got 2', title: 'adds, up', file: 'a,b.py', line: 7 });
  expect(log).toBe('::error title=adds%2C up,file=a%2Cb.py,line=7::Expected 1, got 2\n');
});

test.each([
  ['bad input', new InputError('The input `x` is empty; set it.'), '::error::The input `x` is empty; set it.\n'],
  [
    'a fault with its cause',
    new Error('The upload failed.', { cause: new Error('socket hang up') }),
    '::error::The upload failed.%0ACause: socket hang up\n',
  ],
  ['what is no error', 'a string', '::error::a string\n'],
])('a throw becomes one failed line without a stack: %s', async (_what, thrown, expected) => {
  await runAction(() => Promise.reject(thrown));
  expect(log).toBe(expected);
  expect(process.exitCode).toBe(1);
});

test('with debugging on, the stack is there', async () => {
  process.env.RUNNER_DEBUG = '1';
  await runAction(() => Promise.reject(new Error('no')));
  expect(log).toMatch(/::debug::Error: no%0A {4}at /);
});
