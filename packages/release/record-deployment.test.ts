import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGitHub } from '@ci-actions/github/client';
import { gitEnvironment } from '@ci-actions/local/github/commits';
import { type Fault, type LoopbackGitHub, type SeenRequest, startGitHub } from '@ci-actions/local/github/server';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { repositoryHistory } from './history.ts';
import type { Artifact, Live, Target } from './protocol.ts';
import { deploymentRecords } from './record-deployment.ts';

const root = mkdtempSync(path.join(tmpdir(), 'records-'));
const folder = path.join(root, 'origin.git');
const commits: string[] = [];
let github: LoopbackGitHub;
let fault: (request: SeenRequest) => Fault | undefined = () => undefined;

beforeAll(() => {
  const who = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@b.example',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@b.example',
  };
  const git = (...args: string[]) =>
    execFileSync('git', args, { env: { ...gitEnvironment(), ...who }, encoding: 'utf8' }).trim();
  git('init', '-q', '--bare', '-b', 'main', folder);
  const tree = git('--git-dir', folder, 'hash-object', '-t', 'tree', '-w', '/dev/null');
  commits.push(git('--git-dir', folder, 'commit-tree', tree, '-m', 'one'));
  commits.push(git('--git-dir', folder, 'commit-tree', tree, '-p', commits[0] ?? '', '-m', 'two'));
  git('--git-dir', folder, 'update-ref', 'refs/heads/main', commits[1] ?? '');
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});
afterAll(() => {
  delete process.env.GITHUB_API_URL;
  rmSync(root, { recursive: true, force: true });
});
beforeEach(async () => {
  fault = () => undefined;
  github = await startGitHub({
    owner: 'org',
    repo: 'dags',
    folder,
    environments: ['staging'],
    onRequest: (request) => fault(request),
  });
});
afterEach(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
});

const client = (permissions: Record<string, 'read' | 'write'>) =>
  createGitHub({
    token: github.mintToken({ permissions }).token,
    repository: 'org/dags',
    apiUrl: github.apiUrl,
    log: silent,
  });
const recordsWith = (permissions: Record<string, 'read' | 'write'>) =>
  deploymentRecords({
    github: client(permissions),
    kind: 'dags',
    environment: 'staging',
    runUrl: 'https://github.example/run/7',
  });
const writer = { deployments: 'write', contents: 'read' } as const;

const target: Target = { environment: 'staging', place: 's3://bucket/dags/' };
const artifactOf = (commit: string): Artifact => ({
  kind: 'dags',
  name: 'org/dags',
  version: 'v1',
  commit,
  digest: `sha256:${'a'.repeat(64)}`,
});
const previous: Live = { digest: 'sha256:before', commit: 'b', version: 'v0' };

describe('a record is a deployment', () => {
  test('with what went where, and what was there before', async () => {
    const records = recordsWith(writer);
    const artifact = artifactOf(commits[1] ?? '');
    expect(await records.last(target.place)).toEqual({ record: undefined });
    expect(await records.write({ artifact, target, previous })).toBeUndefined();
    const payload = {
      kind: 'dags',
      digest: artifact.digest,
      version: 'v1',
      commit: artifact.commit,
      target: 's3://bucket/dags/',
      'previous-digest': 'sha256:before',
    };
    expect(await records.last(target.place)).toEqual({ record: payload });
    expect(github.deployments()).toMatchObject([
      {
        sha: artifact.commit,
        environment: 'staging',
        task: 'publish:dags',
        description: 'v1 to s3://bucket/dags/',
        payload,
        statuses: [{ state: 'success', description: 'dags v1 is published', logUrl: 'https://github.example/run/7' }],
      },
    ]);
  });

  test('of its own target: another folder of the same environment has its own', async () => {
    const records = recordsWith(writer);
    const artifact = artifactOf(commits[1] ?? '');
    await records.write({ artifact, target, previous });
    await records.write({
      artifact: artifactOf(commits[0] ?? ''),
      target: { ...target, place: 's3://bucket/other/' },
      previous,
    });
    expect((await records.last(target.place)).record).toMatchObject({ commit: artifact.commit });
    await records.write({ artifact, target, previous });
    expect(github.deployments()).toHaveLength(2);
  });

  test('written once: a re-run finds it, and finishes one that has no status', async () => {
    const records = recordsWith(writer);
    const release = { artifact: artifactOf(commits[1] ?? ''), target, previous: undefined };
    // The first run dies between the two requests.
    fault = ({ path: target }) =>
      target.includes('/statuses') ? { status: 422, body: { message: 'Validation Failed' } } : undefined;
    await expect(records.write(release)).rejects.toThrow();
    expect(github.deployments()).toMatchObject([{ statuses: [] }]);
    fault = () => undefined;
    await records.write(release);
    await records.write(release);
    expect(github.deployments()).toMatchObject([{ statuses: [{ state: 'success' }] }]);
  });

  test('the first version again after another one is a new record', async () => {
    const records = recordsWith(writer);
    for (const commit of [commits[0], commits[1], commits[0]])
      await records.write({ artifact: artifactOf(commit ?? ''), target, previous });
    expect(github.deployments()).toHaveLength(3);
  });
});

test('a token without deployments: write costs one sentence', async () => {
  const records = recordsWith({ deployments: 'read', contents: 'read' });
  expect(await records.write({ artifact: artifactOf(commits[1] ?? ''), target, previous })).toMatch(
    /^No deployment was recorded: .*`?deployments: write/,
  );
  expect(github.deployments()).toEqual([]);
});

describe('history', () => {
  test('is asked of GitHub where the clone does not reach', async () => {
    const history = repositoryHistory(root, client({ contents: 'read' }));
    const [one = '', two = ''] = commits;
    expect(await history.descends(two, one)).toBe(true);
    expect(await history.descends(one, two)).toBe(false);
    expect(await history.descends('c'.repeat(40), one)).toBeUndefined();
  });

  test('cannot be told without a token, or with one that may not read', async () => {
    const [one = '', two = ''] = commits;
    expect(await repositoryHistory(root, undefined).descends(two, one)).toBeUndefined();
    expect(await repositoryHistory(root, client({ deployments: 'read' })).descends(two, one)).toBeUndefined();
  });
});
