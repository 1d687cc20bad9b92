import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reportIn } from './test-tools.ts';

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(path.join(os.tmpdir(), 'test-report-'));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const passing =
  '<testsuite name="s"><testcase name="a" time="1.5"/><testcase name="b"><skipped/></testcase></testsuite>';
const failing =
  '<testsuite name="f"><testcase name="c" file="src/c.py" line="4"><failure message="no">why</failure></testcase></testsuite>';

/** Runs the action in a workspace with the files. @returns what it did, and the error that it ended with */
async function report(files: Record<string, string>, inputs: Record<string, string> = {}) {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
    await writeFile(path.join(workspace, name), content);
  }
  return reportIn(workspace, inputs);
}

test('passing tests', async () => {
  const { outputs, error, summary, annotations } = await report({ 'build/TEST-s.xml': passing });
  expect(error).toBeUndefined();
  expect(outputs).toEqual({
    conclusion: 'success',
    tests: '2',
    passed: '1',
    failed: '0',
    skipped: '1',
    flaky: '0',
    'new-failures': '',
    duration: '1.500',
    coverage: '',
    html: '',
    json: '',
    markdown: '',
    summary: '/tmp/summary.md',
  });
  expect(summary).toContain('## ✅ Tests: 1 test passed');
  expect(annotations).toEqual([]);
});

test('a failed test fails the step, after summary, outputs and annotations', async () => {
  const { outputs, error, summary, annotations, lines } = await report(
    { 'api/junit.xml': failing, 'api/TEST-s.xml': passing },
    { 'working-directory': 'api', title: 'API' },
  );
  expect(error).toBe('1 of 3 tests failed; the summary of this step has the details.');
  expect(outputs).toMatchObject({ conclusion: 'failure', tests: '3', failed: '1' });
  expect(summary).toContain('## ❌ API: 1 of 3 tests failed');
  expect(summary).toContain('[`api/src/c.py:4`](https://github.com/org/repo/blob/abc/api/src/c.py#L4)');
  expect(annotations).toEqual([
    { level: 'error', title: 'f › c', message: 'no\n\nwhy', file: 'api/src/c.py', line: 4 },
  ]);
  expect(lines).toContain('f › c: no');
});

describe('whether the step fails', () => {
  const broken = '<testsuite><testcase>';
  test.each([
    ['failures, fail-on never', { 'junit.xml': failing }, { 'fail-on': 'never' }, 'failure', undefined],
    [
      'a broken file',
      { 'junit.xml': broken, 'TEST-a.xml': passing },
      {},
      'incomplete',
      '1 file of test results could not be read;',
    ],
    ['a broken file, fail-on never', { 'junit.xml': broken }, { 'fail-on': 'never' }, 'incomplete', undefined],
    [
      'a broken file beside failures',
      { 'junit.xml': broken, 'TEST-a.xml': failing },
      {},
      'failure',
      '1 of 1 test failed, and some',
    ],
    ['no files', {}, {}, 'empty', 'No tests were found;'],
    [
      'no tests, fail-on never',
      { 'junit.xml': '<testsuites/>' },
      { 'fail-on': 'never' },
      'empty',
      'No tests were found;',
    ],
    ['no files, none required', {}, { 'require-tests': 'false' }, 'empty', undefined],
    [
      'no tests in the files, none required',
      { 'junit.xml': '<testsuites/>' },
      { 'require-tests': 'false' },
      'empty',
      undefined,
    ],
    [
      'tests are required and there: nothing to say',
      { 'junit.xml': passing },
      { 'require-tests': 'true' },
      'success',
      undefined,
    ],
    [
      'failures, no tests required: they fail all the same',
      { 'junit.xml': failing },
      { 'require-tests': 'false' },
      'failure',
      '1 of 1 test failed;',
    ],
    [
      'a broken file alone, no tests required: it is not taken for none',
      { 'junit.xml': broken },
      { 'require-tests': 'false' },
      'incomplete',
      '1 file of test results could not be read;',
    ],
    [
      'a file that is no XML at all',
      { 'junit.xml': '\u0000\u0001binary', 'TEST-a.xml': passing },
      {},
      'incomplete',
      '1 file of test results could not be read;',
    ],
    [
      'a file of another format',
      { 'junit.xml': '<html/>', 'TEST-a.xml': passing },
      { 'fail-on': 'never', files: '*.xml' },
      'incomplete',
      undefined,
    ],
  ])('%s', async (_what, files, inputs, conclusion, expected) => {
    const { outputs, error, summary } = await report(files as Record<string, string>, inputs as Record<string, string>);
    expect(outputs.conclusion).toBe(conclusion);
    expect(error?.slice(0, expected?.length)).toBe(expected);
    expect(summary).toContain('## ');
  });
});

test('an unreadable file is named in the log and the summary, and the other files still count', async () => {
  const { outputs, lines, summary } = await report({ 'junit.xml': '<testsuite><testcase>', 'TEST-a.xml': passing });
  expect(outputs).toMatchObject({ conclusion: 'incomplete', tests: '2', passed: '1', skipped: '1' });
  expect(lines.filter((line) => line.includes('junit.xml') && !line.includes('TEST-a'))).not.toEqual([]);
  expect(summary).toContain('junit.xml');
});

test('with fail-on never the failures are still shown', async () => {
  const { annotations, error, outputs, summary } = await report({ 'junit.xml': failing }, { 'fail-on': 'never' });
  expect([error, outputs.failed, annotations.length]).toEqual([undefined, '1', 1]);
  expect(summary).toContain('❌');
});

test.each([
  [{ files: '../*.xml' }, 'The pattern "../*.xml" of `files` leads out of the workspace'],
  [{ 'working-directory': '..' }, 'The input `working-directory` is "..", which is no folder of the checkout'],
  [{ 'working-directory': 'nowhere' }, 'The input `working-directory` is "nowhere", which is no folder'],
  [{ 'working-directory': 'junit.xml' }, 'The input `working-directory` is "junit.xml", which is no folder'],
  [{ 'working-directory': '/' }, 'The input `working-directory` is "/", which is no folder of the checkout'],
  [{ 'require-tests': 'maybe' }, 'The input `require-tests` is "maybe"; set it to true or false.'],
  [{ 'fail-on': 'always' }, 'The input `fail-on` is "always"; set it to one of: failures, new-failures, never.'],
])('bad input %j writes nothing', async (inputs, message) => {
  const { error, outputs, summary } = await report({ 'junit.xml': passing }, inputs);
  expect(error).toContain(message);
  expect([outputs, summary]).toEqual([{}, '']);
});
