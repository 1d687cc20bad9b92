import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Permissions } from '@ci-actions/local/github/permissions';
import { type LoopbackGitHub, startGitHub } from '@ci-actions/local/github/server';
import { bareRepository } from '@ci-actions/local/github/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reportIn } from './test-tools.ts';

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'test-report-'));
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));

const put = (files: Record<string, string>) => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
    writeFileSync(path.join(workspace, name), content);
  }
};
const read = (name: string) => readFileSync(path.join(workspace, name), 'utf8');
const suite = (...cases: string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`;
const pass = (name: string) => `<testcase name="${name}"/>`;
const fail = (name: string) =>
  `<testcase name="${name}" file="src/a.py" line="4"><failure message="no">why</failure></testcase>`;

describe('the files of a report', () => {
  test('page, CTRF and Markdown, and what is read again is the same', async () => {
    put({ 'junit.xml': suite(pass('a'), fail('b'), '<testcase name="c"><skipped/></testcase>') });
    const { outputs, summary } = await reportIn(workspace, { output: 'out/report' });
    expect(outputs.html).toBe(path.join(workspace, 'out/report/test-report.html'));
    expect(readdirSync(path.join(workspace, 'out/report')).sort()).toEqual([
      'test-report.html',
      'test-report.json',
      'test-report.md',
    ]);
    expect(read('out/report/test-report.md')).toBe(summary);
    expect(read('out/report/test-report.html')).toContain('1 of 3 tests failed');
    writeFileSync(path.join(workspace, 'ctrf.json'), read('out/report/test-report.json'));
    const moved = await reportIn(workspace, { files: 'ctrf.json' });
    expect(moved.outputs).toMatchObject({ tests: '3', passed: '1', failed: '1', skipped: '1' });
  });

  test('the report of the run before is no result of this one', async () => {
    put({ 'test-results/junit.xml': suite(pass('a')) });
    for (let run = 0; run < 2; run++) {
      const { outputs } = await reportIn(workspace, { output: 'test-results/report' });
      expect(outputs.tests).toBe('1');
    }
  });

  test('a link in the place of a file is replaced, not followed', async () => {
    put({ 'junit.xml': suite(pass('a')), 'report/x': '', 'precious.txt': 'precious' });
    for (const name of ['html', 'json', 'md'])
      symlinkSync('../precious.txt', path.join(workspace, `report/test-report.${name}`));
    expect((await reportIn(workspace, { output: 'report' })).error).toBeUndefined();
    expect(read('precious.txt')).toBe('precious');
    expect(read('report/test-report.json')).toContain('CTRF');
  });

  test('nothing is left in the temporary folder', async () => {
    put({ 'junit.xml': suite(pass('a')), 'temp/x': '' });
    await reportIn(workspace, { output: 'report' }, { RUNNER_TEMP: path.join(workspace, 'temp') });
    expect(readdirSync(path.join(workspace, 'temp'))).toEqual(['x']);
  });

  test('in the folder of the results themselves', async () => {
    put({ 'test-results/junit.xml': suite(pass('a')) });
    for (let run = 0; run < 2; run++) {
      const { outputs } = await reportIn(workspace, { output: 'test-results', files: 'test-results' });
      expect(outputs).toMatchObject({ conclusion: 'success', tests: '1' });
    }
  });

  test.each([
    [{ output: '../out' }, 'The input `output` is "../out", which leads out of the checkout'],
    [{ files: '../*.xml' }, 'The pattern "../*.xml" of `files` leads out of the workspace'],
    [{ coverage: '../*.xml' }, 'The pattern "../*.xml" of `coverage` leads out of the workspace'],
    [{ 'compare-with': '../base.json' }, 'The input `compare-with` is "../base.json", which leads out of the checkout'],
  ])('bad input %j writes nothing', async (inputs, message) => {
    put({ 'junit.xml': suite(pass('a')) });
    const done = await reportIn(workspace, { output: 'report', ...inputs });
    expect(done.error).toContain(message);
    expect([done.summary, done.outputs, readdirSync(workspace)]).toEqual(['', {}, ['junit.xml']]);
  });
});

describe('compared with a file', () => {
  test.each([
    ['an old failure does not fail the step', [fail('a'), pass('b')], '0', undefined],
    [
      'a new one does',
      [fail('a'), fail('b')],
      '1',
      '1 new failure since the base; the summary of this step has the details.',
    ],
    ['a mended one', [pass('a'), pass('b')], '0', undefined],
  ])('%s', async (_what, now, newFailures, error) => {
    put({ 'junit.xml': suite(...now), 'base/before.xml': suite(fail('a'), pass('b')) });
    const done = await reportIn(workspace, {
      files: 'junit.xml',
      'compare-with': 'base/before.xml',
      'fail-on': 'new-failures',
    });
    expect([done.outputs['new-failures'], done.error]).toEqual([newFailures, error]);
    expect(done.lines.join('\n')).toContain('Since base/before.xml: ');
  });

  test('a base that cannot be read is a warning, and all failures count', async () => {
    put({ 'junit.xml': suite(fail('a')), 'base.json': '{"cut' });
    const done = await reportIn(workspace, {
      files: 'junit.xml',
      'compare-with': 'base.json',
      'fail-on': 'new-failures',
    });
    expect(
      done.lines.filter((line) => line.startsWith('There is no comparison with the base: base.json ')),
    ).toHaveLength(1);
    expect(done.error).toMatch(/^1 of 1 test failed; .* every failure counts as new\.$/);
    expect(done.outputs['new-failures']).toBe('');
  });
});

describe('coverage', () => {
  const lcov = 'SF:a.py\nDA:1,1\nDA:2,1\nDA:3,0\nend_of_record\n';
  test.each([
    ['', '66.66', undefined],
    ['66.66', '66.66', undefined],
    ['66.67', '66.66', 'The coverage is 66.66% of the lines, and `coverage-threshold` asks for 66.67%.'],
  ])('a threshold of %j', async (threshold, coverage, error) => {
    put({ 'junit.xml': suite(pass('a')), 'lcov.info': lcov });
    const done = await reportIn(workspace, { coverage: 'lcov.info', 'coverage-threshold': threshold });
    expect([done.outputs.coverage, done.error]).toEqual([coverage, error]);
    expect(done.summary).toContain('66.6%');
  });

  test('a folder stands for the files of coverage in it, and without a pattern there are none', async () => {
    put({ 'junit.xml': suite(pass('a')), 'cov/lcov.info': lcov, 'cov/notes.txt': 'x' });
    expect((await reportIn(workspace, { coverage: 'cov' })).outputs.coverage).toBe('66.66');
    const none = await reportIn(workspace, { coverage: '!cov/x' });
    expect(none.error).toBe('No file of coverage was found; correct `coverage`.');
  });

  test('none is found, and one is broken', async () => {
    put({ 'junit.xml': suite(pass('a')), 'coverage.xml': '<coverage><packages>' });
    expect((await reportIn(workspace, { coverage: 'lcov.info' })).error).toBe(
      'No file of coverage was found; correct `coverage`.',
    );
    const broken = await reportIn(workspace, { coverage: 'coverage.xml', 'coverage-threshold': '1' });
    expect(broken.error).toMatch(/^A file of coverage could not be read, so nobody knows/);
    expect(broken.lines.filter((line) => line.startsWith('coverage.xml '))).toHaveLength(1);
  });
});

test('files of other kinds in the usual places are no results; one that is named is', async () => {
  put({
    'test-results/junit.xml': suite(pass('a')),
    'test-results/.last-run.json': '{"status":"passed","failedTests":[]}',
    'test-results/site.xml': '<html/>',
  });
  const found = await reportIn(workspace);
  expect(found.outputs).toMatchObject({ conclusion: 'success', tests: '1' });
  expect(found.lines.filter((line) => line.startsWith('Left out: test-results/'))).toHaveLength(2);
  const named = await reportIn(workspace, { files: 'test-results/*.xml' });
  expect(named.outputs).toMatchObject({ conclusion: 'incomplete', tests: '1' });
});

test('formats mixed in one step, each by its content', async () => {
  put({
    'r/a.txt': 'TAP version 14\n1..2\nok 1 - one\nnot ok 2 - two\n',
    'r/b.json':
      '{"Action":"run","Package":"p","Test":"T"}\n{"Action":"pass","Package":"p","Test":"T","Elapsed":0.1}\n{"Action":"pass","Package":"p","Elapsed":0.1}\n',
    'r/c.xml': suite(pass('a')),
    'r/d.json': '{"results":{"tool":{"name":"t"},"summary":{},"tests":[{"name":"x","status":"passed","duration":1}]}}',
  });
  const { outputs } = await reportIn(workspace, { files: 'r/*' });
  expect(outputs).toMatchObject({ conclusion: 'failure', tests: '5', passed: '4', failed: '1' });
});

test('the slowest, as many as are asked for', async () => {
  const cases = Array.from({ length: 20 }, (_, at) => `<testcase name="t${at}-" time="${at + 1}"/>`);
  put({ 'junit.xml': suite(...cases) });
  const some = (await reportIn(workspace, { slowest: '12' })).summary;
  expect(some.match(/\bt\d+\\-/g)).toEqual(Array.from({ length: 12 }, (_, at) => `t${19 - at}\\-`));
  expect((await reportIn(workspace, { slowest: '0' })).summary).not.toContain('Slowest');
});

describe('on GitHub', () => {
  let repository: Awaited<ReturnType<typeof bareRepository>>;
  let server: LoopbackGitHub;
  beforeAll(async () => {
    repository = await bareRepository(2);
    process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
  });
  beforeEach(async () => {
    server = await startGitHub({ owner: 'acme', repo: 'app', folder: repository.folder });
  });
  afterEach(async () => {
    await server.close();
    expect(server.violations).toEqual([]);
  });
  afterAll(async () => {
    delete process.env.GITHUB_API_URL;
    await repository.remove();
  });

  const head = () => repository.shas[1] ?? '';
  /** A run for a pull request, with a token that may do so much. */
  async function run(permissions: Permissions, inputs: Record<string, string> = {}, fork = false) {
    const repo = (name: string) => ({ full_name: name, fork });
    const event = {
      pull_request: {
        number: 1,
        head: { sha: head(), ref: 'topic', repo: repo(fork ? 'stranger/app' : 'acme/app') },
        base: { sha: repository.shas[0], ref: 'main', repo: { full_name: 'acme/app' } },
      },
      repository: { default_branch: 'main', private: false, full_name: 'acme/app' },
    };
    put({ 'temp/event.json': JSON.stringify(event) });
    return reportIn(
      workspace,
      { files: 'junit.xml', token: server.mintToken({ permissions }).token, ...inputs },
      {
        GITHUB_API_URL: server.apiUrl,
        GITHUB_REPOSITORY: 'acme/app',
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: path.join(workspace, 'temp/event.json'),
        GITHUB_SHA: head(),
        GITHUB_RUN_ID: '77',
        RUNNER_TEMP: path.join(workspace, 'temp'),
      },
    );
  }
  const addPull = () =>
    server.addPull({
      number: 1,
      state: 'open',
      head: { ref: 'topic', sha: head(), owner: 'acme' },
      base: { ref: 'main', sha: repository.shas[0] ?? '' },
    });

  test('a check with all annotations, and a comment that is cleared when all is well', async () => {
    addPull();
    put({ 'junit.xml': suite(...Array.from({ length: 120 }, (_, at) => fail(`f${at}`))), 'src/a.py': '' });
    execFileSync('git', ['init', '-q'], { cwd: workspace });
    execFileSync('git', ['add', 'src/a.py'], { cwd: workspace });
    const red = await run({ checks: 'write', 'pull-requests': 'write', actions: 'read' });
    expect(red.error).toBe('120 of 120 tests failed; the summary of this step has the details.');
    expect(red.annotations).toEqual([]);
    expect(red.lines.some((line) => line.startsWith('The check with 120 annotations: '))).toBe(true);
    expect(red.lines).toContain('The comment of pull request 1: created.');
    put({ 'junit.xml': suite(pass('f0')) });
    const green = await run({ checks: 'write', 'pull-requests': 'write', actions: 'read' });
    expect(green.lines).toContain('The comment of pull request 1: cleared.');
    expect(green.error).toBeUndefined();
  });

  test('a token that may only read: ten annotations, a line for each thing that is left out, and no error', async () => {
    addPull();
    put({ 'junit.xml': suite(...Array.from({ length: 12 }, (_, at) => fail(`f${at}`))) });
    const done = await run({ contents: 'read' }, { 'fail-on': 'never' });
    expect([done.error, done.annotations.length]).toEqual([undefined, 10]);
    expect(done.lines.filter((line) => /^The (check|comment) is left out\. /.test(line))).toHaveLength(2);
    expect(done.lines.filter((line) => line.startsWith('There is no comparison with the base'))).toHaveLength(1);
  });

  test('a pull request from a fork: nothing is tried that cannot work', async () => {
    put({ 'junit.xml': suite(fail('a')) });
    const done = await run({ contents: 'read' }, { 'fail-on': 'never' }, true);
    expect([done.error, done.annotations.length]).toEqual([undefined, 1]);
    expect(done.lines.filter((line) => line.includes('comes from a fork'))).toHaveLength(2);
  });

  test('no check and no comment where none is wanted', async () => {
    addPull();
    put({ 'junit.xml': suite(fail('a')) });
    const done = await run({ checks: 'write', 'pull-requests': 'write' }, { check: 'false', comment: 'never' });
    expect(done.annotations).toHaveLength(1);
    expect(done.lines.filter((line) => /^The (check|comment)/.test(line))).toEqual([]);
  });
});
