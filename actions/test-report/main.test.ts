import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readContext } from '@ci-actions/kit/context';
import type { Annotation, Host } from '@ci-actions/kit/host';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from './main.ts';

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
  const outputs: Record<string, unknown> = {};
  const annotations: Annotation[] = [];
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  let summary = '';
  const env = { GITHUB_WORKSPACE: workspace, GITHUB_REPOSITORY: 'org/repo', GITHUB_SHA: 'abc' };
  const host: Host = {
    input: (name) => inputs[name] ?? '',
    output: (name, value) => {
      outputs[name] = String(value);
    },
    log: { info: say, notice: say, warning: say, debug: say, group: (_title, work) => work() },
    annotate: (annotation) => void annotations.push(annotation),
    mask() {},
    summarise: async (_name, markdown) => {
      summary += markdown;
      return '/tmp/summary.md';
    },
    idToken: () => Promise.reject(new Error('not offered')),
    context: readContext(env),
    env,
  };
  const error = await run(host).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  return { outputs, annotations, lines, summary, error };
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
    duration: '1.500',
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
  ])('%s', async (_what, files, inputs, conclusion, expected) => {
    const { outputs, error, summary } = await report(files as Record<string, string>, inputs as Record<string, string>);
    expect(outputs.conclusion).toBe(conclusion);
    expect(error?.slice(0, expected?.length)).toBe(expected);
    expect(summary).toContain('## ');
  });
});

test.each([
  [{ files: '../*.xml' }, 'The pattern "../*.xml" of `files` leads out of the workspace'],
  [{ 'working-directory': '..' }, 'The input `working-directory` is "..", which is no folder of the checkout'],
  [{ 'working-directory': 'nowhere' }, 'The input `working-directory` is "nowhere", which is no folder'],
  [{ 'fail-on': 'always' }, 'The input `fail-on` is "always"; set it to one of: failures, never.'],
])('bad input %j writes nothing', async (inputs, message) => {
  const { error, outputs, summary } = await report({ 'junit.xml': passing }, inputs);
  expect(error).toContain(message);
  expect([outputs, summary]).toEqual([{}, '']);
});
