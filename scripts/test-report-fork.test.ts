import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type LoopbackGitHub, startGitHub } from '@ci-actions/local/github/server';
import { bareRepository } from '@ci-actions/local/github/testing';
import type { RunResult } from '@ci-actions/local/runner/result';
import { jobOf, printed, type Scratch, scratch, stepOf } from '@ci-actions/local/runner/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from './root.ts';

const template = readFileSync(path.join(root, 'action-templates/test-report-fork.yml'), 'utf8');
const workflow = parse(template);
const [job] = Object.values<Record<string, unknown>>(workflow.jobs);
const steps = job?.steps as { uses?: string; run?: string; with?: Record<string, unknown> }[];

describe('the template', () => {
  test('asks for what it needs and no more', () => {
    expect(workflow.permissions).toEqual({});
    expect(job?.permissions).toEqual({ actions: 'read', checks: 'write', 'pull-requests': 'write' });
    expect(Object.keys(workflow.on)).toEqual(['workflow_run']);
    expect(Object.keys(workflow.jobs)).toHaveLength(1);
  });

  test('runs nothing of the pull request: it checks nothing out, has no script, and takes one number of the event', () => {
    expect(steps.map(({ uses = '', run }) => [uses.replace(/@.*/, ''), run])).toEqual([
      ['actions/download-artifact', undefined],
      ['org/ci-actions/test-report', undefined],
    ]);
    expect(JSON.stringify(steps).match(/\$\{\{.*?\}\}/g)).toEqual([
      '${{ github.event.workflow_run.id }}',
      '${{ github.token }}',
    ]);
    expect(template).not.toMatch(/secrets\.|^ *env:/m);
  });

  test('keeps what it downloads in a folder of its own, which is all that is read', () => {
    expect(steps[0]?.with?.path).toBe('test-results');
    expect(steps[1]?.with?.files).toBe(steps[0]?.with?.path);
  });
});

/** Stands for the action: says which files it finds, and what its token may do. */
const action = `
import { existsSync, readdirSync, readFileSync } from 'node:fs';
const { GITHUB_WORKSPACE: workspace, GITHUB_API_URL: api, GITHUB_EVENT_PATH: event, INPUT_FILES: files } = process.env;
const folder = workspace + '/' + files;
console.log(existsSync(folder) ? readdirSync(folder, { recursive: true }).join() : 'none');
console.log(readdirSync(workspace).join(), JSON.parse(readFileSync(event)).workflow_run.head_branch);
for (const [method, path] of [['POST', 'check-runs'], ['POST', 'issues/7/comments'], ['POST', 'deployments'], ['GET', 'compare/main...main']]) {
  const headers = { authorization: 'token ' + process.env.INPUT_TOKEN, 'user-agent': 'x' };
  const body = method === 'POST' ? { body: JSON.stringify(path === 'check-runs' ? { name: 'x', head_sha: '' } : path === 'deployments' ? { ref: 'x' } : { body: 'x' }) } : {};
  const { status } = await fetch(api + '/repos/org/example/' + path, { method, headers, ...body });
  console.log(path, status === 403 ? 'refused' : 'allowed');
}
`;

describe('in the runner', () => {
  let repository: Scratch;
  let origin: Awaited<ReturnType<typeof bareRepository>>;
  let github: LoopbackGitHub;

  beforeEach(async () => {
    origin = await bareRepository(1);
    github = await startGitHub({ owner: 'org', repo: 'example', folder: origin.folder });
    repository = scratch({
      'ci-actions/test-report/action.yml': readFileSync(path.join(root, 'actions/test-report/action.yml'), 'utf8'),
      'ci-actions/test-report/index.js': action,
      'ci-actions/test-report/package.json': '{"type":"module"}',
    });
  });
  afterEach(async () => {
    repository.remove();
    await github.close();
    await origin.remove();
  });

  const urls = () => ({ server: github.url, api: github.apiUrl });
  const tokens = {
    mint: ({ permissions }: { permissions: Record<string, 'none' | 'read' | 'write'> }) =>
      github.mintToken({ permissions }),
  };

  /** The run of the tests, as a pull request has it: it leaves its artifact. */
  function testRun(): Promise<RunResult> {
    return repository.run(
      `name: Test\non: pull_request\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: mkdir test-results && echo '<testsuite/>' > test-results/junit.xml\n      - { uses: actions/upload-artifact@v6, with: { name: test-results, path: test-results } }\n`,
      { runId: 70, urls: urls() },
      {
        name: 'pull_request',
        ref: 'refs/pull/7/merge',
        payload: { pull_request: { head: { ref: 'topic' }, base: { ref: 'main' } } },
      },
    );
  }

  const follow = (over: object = {}, otherArtifacts: Record<number, string> = {}) =>
    repository.run(
      template,
      { runId: 71, urls: urls(), tokens, otherArtifacts },
      {
        name: 'workflow_run',
        payload: {
          action: 'completed',
          workflow_run: {
            id: 70,
            event: 'pull_request',
            conclusion: 'failure',
            head_branch: 'topic"; echo hacked; "',
            head_repository: { full_name: 'eve/example' },
            actor: { login: 'eve' },
            ...over,
          },
        },
      },
    );

  test('the results of the fork’s run are reported, by a token that may write check and comment only', async () => {
    const first = await testRun();
    const run = await follow({}, { 70: first.artifacts });
    const report = jobOf(run, 'Report');
    expect([run.conclusion, stepOf(report, 1).outcome]).toEqual(['success', 'success']);
    expect(printed(stepOf(report, 2)).filter((line) => !line.startsWith('::'))).toEqual([
      'junit.xml',
      'test-results topic"; echo hacked; "',
      'check-runs allowed',
      'issues/7/comments allowed',
      'deployments refused',
      'compare/main...main refused',
    ]);
  });

  test('without an artifact the report has nothing to read, and is made all the same', async () => {
    const report = jobOf(await follow(), 'Report');
    expect([stepOf(report, 1).outcome, stepOf(report, 1).annotations[0]?.message]).toEqual([
      'failure',
      expect.stringMatching(/Artifact not found for name: test-results/),
    ]);
    expect([report.conclusion, printed(stepOf(report, 2))[0]]).toEqual(['success', '']);
  });

  test.each<[string, object, string]>([
    ['its own branch has reported itself', { head_repository: { full_name: 'org/example' } }, 'skipped'],
    [
      'Dependabot may not',
      { head_repository: { full_name: 'org/example' }, actor: { login: 'dependabot[bot]' } },
      'success',
    ],
    ['a push has reported itself', { event: 'push' }, 'skipped'],
    ['a run that was cancelled has nothing to say', { conclusion: 'cancelled' }, 'skipped'],
    ['a fork that is gone', { head_repository: null }, 'success'],
  ])('%s', async (_name, over, conclusion) => {
    expect(jobOf(await follow(over), 'Report').conclusion).toBe(conclusion);
  });
});
