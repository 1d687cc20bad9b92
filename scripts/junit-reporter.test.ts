// What the reporter writes is read back with the reader of `test-report`, which is what it is for.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFile } from '@ci-actions/test-results/read-file';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

interface Suite {
  testFilePath: string;
  testExecError?: { message?: string };
  failureMessage?: string | null;
  testResults: { fullName: string; status: string; duration?: number | null; failureMessages: string[] | null }[];
}
/** The reporter is plain JavaScript, since jest loads it as it is. */
const module: string = './junit-reporter.mjs';
const { default: Reporter } = (await import(module)) as {
  default: new (config: {
    rootDir: string;
  }) => { onRunComplete(contexts: unknown, results: { testResults: Suite[] }): void };
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'junit-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes the file as jest would have it, and reads it back. */
async function written(...testResults: Suite[]) {
  new Reporter({ rootDir: root }).onRunComplete(new Set(), { testResults });
  const read = await readFile(path.join(root, 'test-results/junit.xml'), 'junit.xml');
  if (!read.readable) throw new Error(read.reason);
  return read;
}
const suite = (...testResults: Suite['testResults']): Suite => ({
  testFilePath: path.join(root, 'packages/a/b.test.ts'),
  testResults,
});

test('what passed, was skipped and failed, with times', async () => {
  const { suites, failures } = await written(
    suite(
      { fullName: 'adds', status: 'passed', duration: 1500, failureMessages: [] },
      { fullName: 'waits', status: 'pending', duration: null, failureMessages: null },
      { fullName: 'is planned', status: 'todo', failureMessages: [] },
      { fullName: 'subtracts', status: 'failed', duration: 3, failureMessages: ['Error: no\n    at b.test.ts:7:3'] },
    ),
  );
  expect(suites).toMatchObject([{ path: ['packages/a/b.test.ts'], tests: 4, passed: 1, skipped: 2, failed: 1 }]);
  expect(suites[0]?.durationMs).toBe(1503);
  expect(failures).toMatchObject([{ name: 'subtracts', file: 'packages/a/b.test.ts', message: 'Error: no' }]);
});

test('a file that could not start is a failure, not nothing', async () => {
  const broken = { ...suite(), testExecError: { message: 'Cannot find module' }, failureMessage: null };
  const { failures } = await written(broken);
  expect(failures).toMatchObject([{ name: 'the file runs', message: 'Cannot find module' }]);
});

test('any text comes back, without colours and control characters', async () => {
  const hostile = '"<a>&amp;\u001b[31mred\u001b[39m\u0000\u0008 \ud800 ü 日本 ]]>';
  const { failures } = await written(
    suite({ fullName: hostile, status: 'failed', duration: 0, failureMessages: [hostile] }),
  );
  const expected = '"<a>&amp;red \ufffd ü 日本 ]]>';
  expect(failures).toMatchObject([{ name: expected, message: expected, details: expected }]);
});
