// The shipped template that only tests, run for each of its events, and followed by the one that reports for forks.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import type { Access } from '../github/permissions.ts';
import type { RunnerOptions, WorkflowEvent } from '../runner/options.ts';
import type { JobResult, RunResult } from '../runner/result.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { runEvent } from './run-event.ts';
import { happeningOf } from './scenario.ts';
import { whyNoPip } from './serve-libraries.ts';
import { startWorld, type World } from './world.ts';

const root = process.cwd();
const shipped = (name: string) => readFileSync(path.join(root, 'action-templates', name), 'utf8');

const junit = (suite: string, failure = '') =>
  `<testsuite name="${suite}"><testcase name="of ${suite}">${failure && `<failure message="${failure}"/>`}</testcase></testsuite>`;
/** Runs as the tests of a repository do: writes its results, and ends with 1 where one failed. */
const python = (failure = '') => ({
  'requirements.txt': '',
  'scripts/test.py': `import os, sys\nos.makedirs("test-results", exist_ok=True)\nopen("test-results/python.xml", "w").write(${JSON.stringify(junit('python', failure))})\nsys.exit(${failure ? 1 : 0})\n`,
});
const node = (failure = '') => ({
  'package.json': '{ "name": "shop", "private": true, "scripts": { "test": "node test.js" } }\n',
  'package-lock.json':
    '{ "name": "shop", "lockfileVersion": 3, "requires": true, "packages": { "": { "name": "shop" } } }\n',
  'test.js': `const fs = require('node:fs');\nfs.mkdirSync('test-results', { recursive: true });\nfs.writeFileSync('test-results/node.xml', ${JSON.stringify(junit('node', failure))});\nif (fs.existsSync('base.txt')) console.log('base.txt: ' + fs.readFileSync('base.txt', 'utf8'));\nprocess.exitCode = ${failure ? 1 : 0};\n`,
});

let below = '';
let repository: LocalRepository;
let world: World;
let runs = 0;
beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), 'workflow-test-'));
  runs = 0;
});
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
  rmSync(below, { recursive: true, force: true });
});

async function setUp(files: Record<string, string>): Promise<void> {
  const source = path.join(below, 'source', 'shop');
  write(source, {
    ...files,
    'README.md': 'A shop.\n',
    '.github/workflows/test.yml': shipped('test.yml'),
    '.github/workflows/test-report-fork.yml': shipped('test-report-fork.yml'),
  });
  repository = await makeRepository(source, below);
  const faults = createFaults();
  world = await startWorld(repository, [], { dist: path.join(root, 'dist'), state: path.join(below, 'aws'), faults });
}

function write(folder: string, texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** @param more what the runner is told besides */
async function run(
  workflow: string,
  event: WorkflowEvent,
  more: Partial<Pick<RunnerOptions, 'tokens' | 'otherArtifacts'>> = {},
): Promise<RunResult> {
  runs += 1;
  const kept = { runs: path.join(below, 'runs'), listener: {}, onProcess() {}, kills: () => 0, print() {} };
  const told = { ...world, runner: { ...world.runner, ...more } };
  const [outcome] = await runEvent({ repository, world: told, workflow, ...kept }, { title: '', event }, runs);
  const last = outcome?.attempts.at(-1);
  if (!last) throw new Error(outcome?.refused);
  return last;
}

const push = async () => run('test.yml', (await happeningOf(repository, 'push')).event);
const job = (result: RunResult) => result.jobs[0] as JobResult;
/** What came of the steps that are the repository's own matter. */
const stepsOf = (result: RunResult) =>
  Object.fromEntries(
    job(result)
      .steps.filter(({ name }) => /Python|Node|python|node|report/.test(name))
      .map(({ name, outcome }) => [name.replace(/^Run (?:actions|org\/ci-actions)\/|@.*/g, ''), outcome]),
  );
const reportOf = (result: RunResult) => {
  const file = job(result).steps.find(({ summary }) => summary)?.summary ?? '';
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};
const artifactsOf = ({ artifacts }: RunResult) =>
  existsSync(path.join(artifacts, '1')) ? readdirSync(path.join(artifacts, '1')).sort() : [];
const logOf = (result: RunResult) =>
  job(result)
    .steps.flatMap(({ log, annotations }) => [...log.map(({ text }) => text), ...annotations.map((one) => one.message)])
    .join('\n');

/** A pull request of a branch, as GitHub has it: a merge commit that nobody has pushed. @param from whose repository it is */
async function pullRequest(changes: Record<string, string>, from = 'org'): Promise<WorkflowEvent> {
  const { work, name } = repository;
  await git(work, 'checkout', '--quiet', '-b', 'feature/x');
  write(work, changes);
  const head = await commit(work, 'feat: x');
  // The base has gone on: what is tested is the two together.
  await git(work, 'checkout', '--quiet', 'main');
  write(work, { 'base.txt': 'newer\n' });
  const base = await commit(work, 'feat: the base');
  await git(work, 'push', '--quiet', 'origin', 'main');
  await git(work, 'merge', '--quiet', '--no-ff', '--message', 'Merge', 'feature/x');
  const sha = await git(work, 'rev-parse', 'HEAD');
  const ref = 'refs/pull/7/merge';
  await git(work, 'push', '--quiet', 'origin', `HEAD:${ref}`, 'feature/x:refs/pull/7/head');
  world.github.addPull({
    ...{ number: 7, state: 'open' as const },
    head: { sha: head, ref: 'feature/x', owner: from },
    base: { sha: base, ref: 'main' },
  });
  const side = (owner: string, ref: string, sha: string) => ({ ref, sha, repo: { full_name: `${owner}/${name}` } });
  return {
    ...{ name: 'pull_request', ref, sha },
    payload: {
      action: 'opened',
      number: 7,
      pull_request: { number: 7, head: side(from, 'feature/x', head), base: side('org', 'main', base) },
      repository: { name, full_name: `org/${name}`, default_branch: 'main', owner: { login: 'org' } },
    },
  };
}

describe('a push', () => {
  test('to a branch runs the tests of both languages, and reports them together', async () => {
    await setUp({ ...python(), ...node() });
    await git(repository.work, 'checkout', '--quiet', '-b', 'feature/x');
    const result = await push();
    expect(result.conclusion).toBe('success');
    expect(reportOf(result)).toMatch(/2 tests/);
    const sha = await git(repository.work, 'rev-parse', 'HEAD');
    expect(world.github.checkRuns()).toMatchObject([{ name: 'Tests', headSha: sha, conclusion: 'success' }]);
    expect(artifactsOf(result)).toEqual(['test-report']);
    expect(result.concurrency).toEqual({ group: 'test-refs/heads/feature/x', cancelInProgress: true });
  });

  test.each([
    ['Python', python(), { 'setup-python': 'success', 'Run the Python tests': 'success', 'setup-node': 'skipped' }],
    ['Node', node(), { 'setup-python': 'skipped', 'Run the Python tests': 'skipped', 'Run the Node tests': 'success' }],
  ])('of a repository in %s alone needs no change of the template', async (_language, files, steps) => {
    await setUp(files);
    const result = await push();
    expect(result.conclusion).toBe('success');
    expect(stepsOf(result)).toMatchObject(steps);
    expect(reportOf(result)).toMatch(/1 test\b/);
    // On the default branch no later run ends it.
    expect(result.concurrency?.group).toBe('test-1010');
  });

  test('a failure in one language hides neither the other nor the report', async () => {
    await setUp({ ...python('1 is not 2'), ...node() });
    const result = await push();
    expect(result.conclusion).toBe('failure');
    expect(stepsOf(result)).toMatchObject({
      'Run the Python tests': 'failure',
      'Run the Node tests': 'success',
      'test-report': 'failure',
    });
    expect(reportOf(result)).toMatch(/1 is not 2/);
    expect(reportOf(result)).toMatch(/2 tests/);
    expect(world.github.checkRuns()).toMatchObject([{ conclusion: 'failure' }]);
  });

  test('packages that cannot be installed: no test is run on what is missing', async () => {
    await setUp({ ...node(), 'package-lock.json': '{ "name": "shop", "lockfileVersion": 3, "packages": ' });
    const result = await push();
    expect(result.conclusion).toBe('failure');
    expect(stepsOf(result)).toMatchObject({
      'Install what the Node tests need': 'failure',
      'Run the Node tests': 'skipped',
    });
  });

  test('without any tests it fails, and says so', async () => {
    await setUp({});
    const result = await push();
    expect(result.conclusion).toBe('failure');
    expect(logOf(result)).toMatch(/No tests were found/);
  });
});

describe('a pull request', () => {
  test('is tested as merged into its base; check and comment are at its own commit', async () => {
    await setUp(node());
    const event = await pullRequest(node('1 is not 3'));
    const result = await run('test.yml', event);
    expect(result.conclusion).toBe('failure');
    expect(reportOf(result)).toMatch(/1 is not 3/);
    expect(logOf(result)).toContain('base.txt: newer');
    const { head } = event.payload.pull_request as { head: { sha: string } };
    expect(world.github.checkRuns()).toMatchObject([{ headSha: head.sha, conclusion: 'failure' }]);
    expect(world.github.comments()).toMatchObject([{ pull: 7, body: expect.stringMatching(/1 is not 3/) }]);
    expect(artifactsOf(result)).toEqual(['test-report', 'test-results']);
    expect(result.concurrency).toEqual({ group: 'test-refs/pull/7/merge', cancelInProgress: true });
  });

  test('of a fork may write nothing, and is reported by the template that follows it', async () => {
    await setUp(python());
    const event = await pullRequest(python('1 is not 4'), 'eve');
    const readOnly = (permissions: Record<string, Access>) =>
      Object.fromEntries(Object.entries(permissions).map(([name]) => [name, 'read' as const]));
    const mint: NonNullable<RunnerOptions['tokens']>['mint'] = ({ permissions }) =>
      world.github.mintToken({ permissions: readOnly(permissions) });
    const first = await run('test.yml', event, { tokens: { mint } });
    expect(first.conclusion).toBe('failure');
    expect(reportOf(first)).toMatch(/1 is not 4/);
    expect([world.github.checkRuns(), world.github.comments()]).toEqual([[], []]);

    const { head } = event.payload.pull_request as { head: { sha: string; repo: { full_name: string } } };
    const main = await git(repository.work, 'rev-parse', 'origin/main');
    const followed: WorkflowEvent = {
      ...{ name: 'workflow_run', ref: 'refs/heads/main', sha: main },
      payload: {
        action: 'completed',
        workflow_run: {
          ...{ id: 70, name: 'Test', event: 'pull_request', conclusion: first.conclusion },
          ...{ head_branch: 'feature/x', head_sha: head.sha, head_repository: head.repo, pull_requests: [] },
          actor: { login: 'eve' },
        },
        repository: event.payload.repository,
      },
    };
    const second = await run('test-report-fork.yml', followed, { otherArtifacts: { 70: first.artifacts } });
    expect(second.conclusion).toBe('success');
    expect(world.github.checkRuns()).toMatchObject([{ name: 'Tests', headSha: head.sha, conclusion: 'failure' }]);
    expect(world.github.comments()).toMatchObject([{ pull: 7, body: expect.stringMatching(/1 is not 4/) }]);
  });
});

const noPip = await whyNoPip(tmpdir());
(noPip === undefined ? test : test.skip)(
  `what the Python tests need is installed first${noPip === undefined ? '' : ` (${noPip})`}`,
  async () => {
    await setUp({ ...python(), 'requirements-dev.txt': './tools\n', 'tools/README.md': 'No package.\n' });
    const result = await push();
    expect(stepsOf(result)).toMatchObject({
      'Install what the Python tests need': 'failure',
      'Run the Python tests': 'skipped',
      'test-report': 'failure',
    });
    expect(logOf(result)).toMatch(/tools' is not installable/);
  },
);
