import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { explain } from '@ci-actions/errors/errors';
import { gitEnvironment } from '@ci-actions/local/github/commits';
import type { Permissions } from '@ci-actions/local/github/permissions';
import { type Fault, type GitHubOptions, type LoopbackGitHub, startGitHub } from '@ci-actions/local/github/server';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createGitHub, type GitHub } from './client.ts';
import { GitHubError, NotPermitted, RateLimited } from './errors.ts';

const run = promisify(execFile);

let temp: string;
let folder: string;
let older: string;
let newer: string;
let side: string;
let lonely: string;
let server: LoopbackGitHub | undefined;

beforeAll(async () => {
  temp = await mkdtemp(path.join(tmpdir(), 'github-client-'));
  folder = path.join(temp, 'origin.git');
  const who = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'a@example.org' };
  const env = { ...gitEnvironment(), ...who, GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'a@example.org' };
  const git = async (...args: string[]) => (await run('git', ['--git-dir', folder, ...args], { env })).stdout.trim();
  await run('git', ['init', '-q', '--bare', '-b', 'main', folder], { env });
  const tree = await git('hash-object', '-t', 'tree', '-w', '/dev/null');
  older = await git('commit-tree', tree, '-m', 'older');
  newer = await git('commit-tree', tree, '-p', older, '-m', 'newer');
  side = await git('commit-tree', tree, '-p', older, '-m', 'side');
  lonely = await git('commit-tree', tree, '-m', 'lonely');
  await git('update-ref', 'refs/heads/main', newer);
  // The toolkit looks for a proxy once, for this host: the API is on this machine, where none is needed.
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});

afterEach(async () => {
  const violations = server?.violations ?? [];
  await server?.close();
  server = undefined;
  expect(violations).toEqual([]);
});

afterAll(async () => {
  delete process.env.GITHUB_API_URL;
  await rm(temp, { recursive: true, force: true });
});

interface Setting extends Partial<GitHubOptions> {
  permissions?: Permissions;
  token?: string;
  budgetMs?: number;
  log?: string[];
}

/** A client of a fresh GitHub, with a clock that only waiting moves. */
async function open({ permissions = 'write-all', token, budgetMs = 60_000, log = [], ...options }: Setting = {}) {
  server = await startGitHub({
    owner: 'acme',
    repo: 'dags',
    folder,
    environments: ['staging', 'production'],
    ...options,
  });
  const waits: number[] = [];
  let time = 0;
  const github = createGitHub({
    token: token ?? server.mintToken({ permissions }).token,
    repository: 'acme/dags',
    apiUrl: server.apiUrl,
    log: { ...silent, info: (line) => void log.push(line) },
    budgetMs,
    retry: {
      now: () => time,
      random: () => 0.5,
      sleep: async (ms) => {
        waits.push(ms);
        time += ms;
      },
    },
  });
  return { github, server, waits };
}

/** Plays these faults, one a request, then none. */
function weather(...faults: (Fault | undefined)[]): NonNullable<GitHubOptions['onRequest']> {
  return () => faults.shift();
}

const deployment = (more: object = {}) => ({
  ref: newer,
  environment: 'staging',
  task: 'publish:dags',
  description: 'dags to staging',
  payload: { kind: 'dags', digest: 'sha256:1', 'previous-digest': null },
  ...more,
});

describe('against the loopback GitHub', () => {
  test('lists the environments of all pages', async () => {
    const environments = Array.from({ length: 250 }, (_, i) => `env-${i}`);
    const { github, server } = await open({ environments, permissions: { actions: 'read' } });
    expect(await github.listEnvironments()).toEqual(environments);
    expect(server.requests.map((request) => request.path)).toEqual(
      [1, 2, 3].map((page) => `/repos/acme/dags/environments?per_page=100&page=${page}`),
    );
  });

  test('lists the environments of a repository that has none', async () => {
    const { github } = await open({ environments: [] });
    expect(await github.listEnvironments()).toEqual([]);
  });

  test.each([
    ['ahead', () => [older, newer]],
    ['behind', () => [newer, older]],
    ['identical', () => [newer, 'main']],
    ['diverged', () => [newer, side]],
    ['diverged', () => [newer, lonely]],
    [undefined, () => [newer, '1'.repeat(40)]],
    [undefined, () => ['a...b', newer]],
    [undefined, () => ['../../../user', newer]],
  ])('compares: %s', async (expected, range) => {
    const { github } = await open({ permissions: { contents: 'read' } });
    const [base = '', head = ''] = range();
    expect(await github.compare(base, head)).toBe(expected);
  });

  test('a deployment is made, found, and given its states', async () => {
    const { github, server } = await open({ permissions: { deployments: 'write' } });
    const asked = deployment({ productionEnvironment: true, transient: true });
    const first = await github.createDeployment(asked);
    const second = await github.createDeployment(deployment());
    await github.createDeployment(deployment({ task: 'other' }));
    const listed = await github.listDeployments({ environment: 'staging', task: 'publish:dags', limit: 5 });
    expect(listed.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(listed[1]).toEqual({
      ...first,
      sha: newer,
      environment: 'staging',
      task: 'publish:dags',
      payload: asked.payload,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(server.deployments()[0]).toMatchObject({
      production: true,
      transient: true,
      description: 'dags to staging',
    });
    expect(await github.latestDeploymentState(first.id)).toBeUndefined();
    await github.createDeploymentStatus(first.id, { state: 'in_progress' });
    await github.createDeploymentStatus(first.id, {
      state: 'success',
      description: 'ü'.repeat(200),
      logUrl: 'https://example.org/log',
      environmentUrl: 'https://example.org/env',
      autoInactive: false,
    });
    expect(await github.latestDeploymentState(first.id)).toBe('success');
    expect(server.deployments()[0]?.statuses.at(-1)).toMatchObject({
      description: `${'ü'.repeat(139)}…`,
      logUrl: 'https://example.org/log',
      environmentUrl: 'https://example.org/env',
    });
  });

  test('a list stops at its limit, over pages', async () => {
    const { github, server } = await open();
    await Promise.all(Array.from({ length: 105 }, (_, i) => github.createDeployment(deployment({ payload: { i } }))));
    const filter = { environment: 'staging', task: 'publish:dags' };
    const payloads = async (limit: number) =>
      (await github.listDeployments({ ...filter, limit })).map(({ payload }) => (payload as { i: number }).i);
    const made = server.deployments().map(({ payload }) => (payload as { i: number }).i);
    expect(await payloads(1)).toEqual(made.slice(-1));
    expect(await payloads(103)).toEqual(made.toReversed().slice(0, 103));
    expect(server.requests.slice(-2).map((request) => request.path.match(/&page=\d/)?.[0])).toEqual([
      '&page=1',
      '&page=2',
    ]);
  });

  test('a payload that was sent as text is read as JSON where it is JSON', async () => {
    const { github, server } = await open();
    for (const payload of ['{"a":1}', 'no JSON']) {
      const headers = { authorization: `token ${server.mintToken({ permissions: 'write-all' }).token}` };
      const body = JSON.stringify({ ref: newer, environment: 'staging', task: 't', payload });
      await fetch(`${server.apiUrl}/repos/acme/dags/deployments`, { method: 'POST', headers, body });
    }
    const found = await github.listDeployments({ environment: 'staging', task: 't', limit: 2 });
    expect(found.map(({ payload }) => payload)).toEqual(['no JSON', { a: 1 }]);
  });
});

describe('what a token may not do', () => {
  const list = { environment: 'staging', task: 't', limit: 1 };
  test.each<[string, (github: GitHub) => Promise<unknown>, Permissions, string]>([
    ['listEnvironments', (github) => github.listEnvironments(), { contents: 'read' }, 'actions: read'],
    ['compare', (github) => github.compare('main', 'main'), { actions: 'read' }, 'contents: read'],
    ['listDeployments', (github) => github.listDeployments(list), {}, 'deployments: read'],
    ['latestDeploymentState', (github) => github.latestDeploymentState(1), {}, 'deployments: read'],
    [
      'createDeployment',
      (github) => github.createDeployment(deployment()),
      { deployments: 'read' },
      'deployments: write',
    ],
    [
      'createDeploymentStatus',
      (github) => github.createDeploymentStatus(1, { state: 'success' }),
      'read-all',
      'deployments: write',
    ],
  ])('%s names the line that is missing, and is tried once', async (_name, work, permissions, line) => {
    const { github, server, waits } = await open({ permissions });
    const error = await work(github).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotPermitted);
    expect(explain(error)).toMatch(
      new RegExp(`^The token may not .*\`${line}\` under \`permissions:\` of the job\\.$`, 'm'),
    );
    expect([server.requests.length, waits]).toEqual([1, []]);
  });

  test('a repository that is hidden', async () => {
    const { server } = await open();
    const token = server.mintToken().token;
    const github = createGitHub({ token, repository: 'acme/other', apiUrl: server.apiUrl, log: silent });
    await expect(github.listEnvironments()).rejects.toThrow(NotPermitted);
  });

  test('a token that is wrong is an error, and does not show up in it', async () => {
    const { github } = await open({ token: 'ghs_wrong' });
    const error = await github.listEnvironments().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GitHubError);
    expect(error).not.toBeInstanceOf(NotPermitted);
    expect(explain(error)).toMatch(/^GitHub does not accept the token .*401 Bad credentials/);
    expect(explain(error)).not.toMatch(/ghs_/);
  });

  test.each([
    [
      'an unknown commit',
      (github: GitHub) => github.createDeployment(deployment({ ref: 'nowhere' })),
      /422 No ref found/,
    ],
    ['an unknown deployment', (github: GitHub) => github.latestDeploymentState(7), /deployment 7 of acme\/dags \(404/],
  ])('%s is no lack of permission', async (_name, work, message) => {
    const { github } = await open();
    const error = await work(github).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toMatch(message);
    expect(error).not.toBeInstanceOf(NotPermitted);
  });

  test.each(['', 'acme', 'acme/', 'a/b/c'])(
    'a repository named %j is refused before anything is sent',
    (repository) => {
      expect(() => createGitHub({ token: 'x', repository, apiUrl: 'http://127.0.0.1', log: silent })).toThrow(
        /owner\/name/,
      );
    },
  );
});

describe('the weather', () => {
  test.each<[string, Fault, number | undefined]>([
    ['429', { status: 429, headers: { 'retry-after': '3' } }, 3050],
    [
      'secondary limit',
      { status: 403, headers: { 'retry-after': '2' }, body: { message: 'secondary rate limit' } },
      2050,
    ],
    ['502', { status: 502, body: '<h1>Unicorn</h1>' }, undefined],
    ['503', { status: 503, headers: { 'retry-after': '1' } }, 1050],
    ['reset', 'reset', undefined],
    ['lost', 'lost', undefined],
  ])('%s passes, and the log says so', async (_name, fault, wait) => {
    const log: string[] = [];
    const { github, waits, server } = await open({ onRequest: weather(fault, fault), log });
    expect(await github.listEnvironments()).toEqual(['staging', 'production']);
    expect(server.requests).toHaveLength(3);
    expect(waits).toEqual([wait ?? expect.any(Number), wait ?? expect.any(Number)]);
    expect(log).toHaveLength(2);
    expect(log[0]).toMatch(/^Listing the environments of acme\/dags: .+; trying again in \d\.\d s\.$/);
  });

  test('one page that fails is asked for again, not the pages before it', async () => {
    const environments = Array.from({ length: 150 }, (_, i) => `env-${i}`);
    const { github, server } = await open({ environments, onRequest: weather(undefined, { status: 500 }) });
    expect(await github.listEnvironments()).toEqual(environments);
    expect(server.requests.map(({ path, status }) => [path.match(/&page=\d/)?.[0], status])).toEqual([
      ['&page=1', 200],
      ['&page=2', 500],
      ['&page=2', 200],
    ]);
  });

  test('a budget that runs out names the last cause', async () => {
    const { github, waits } = await open({
      budgetMs: 10_000,
      onRequest: () => ({ status: 502, body: { message: 'Server Error' } }),
    });
    const error = await github.compare(older, newer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GitHubError);
    expect(error).toMatchObject({ status: 502 });
    expect((error as Error).message).toMatch(
      /^Comparing \w+ with \w+ did not succeed within 10 s \(\d+ attempts\); last cause: 502 Server Error\.$/,
    );
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(10_000);
  });

  test('a limit that lasts longer than the budget is not waited for', async () => {
    const now = () => 1_800_000_000_000;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1800001800' };
    const onRequest = weather({ status: 403, headers, body: { message: 'API rate limit exceeded for installation.' } });
    const { github, waits } = await open({ now, onRequest });
    const error = await github.listEnvironments().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimited);
    expect((error as Error).message).toMatch(
      /API rate limit exceeded for installation \(the server asks to wait 1800 s\)\.$/,
    );
    expect(waits).toEqual([]);
  });

  test('a reply that is cut in the middle is tried again', async () => {
    let requests = 0;
    const half = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      requests++;
      if (requests > 1) response.end(JSON.stringify({ total_count: 1, environments: [{ name: 'a' }] }).padEnd(100));
      else response.write('{"total_count": 1, "envi', () => response.destroy());
    });
    await new Promise<void>((resolve) => half.listen(0, '127.0.0.1', resolve));
    try {
      const apiUrl = `http://127.0.0.1:${(half.address() as AddressInfo).port}`;
      const github = createGitHub({ token: 'x', repository: 'a/b', apiUrl, log: silent });
      expect(await github.listEnvironments()).toEqual(['a']);
      expect(requests).toBe(2);
    } finally {
      half.closeAllConnections();
      half.close();
    }
  });

  test('nobody listens: the sentence says so', async () => {
    const port = await new Promise<number>((resolve) => {
      const brief = createServer().listen(0, '127.0.0.1', () => {
        const { port } = brief.address() as AddressInfo;
        brief.close(() => resolve(port));
      });
    });
    const apiUrl = `http://127.0.0.1:${port}`;
    const github = createGitHub({ token: 'x', repository: 'a/b', apiUrl, log: silent, budgetMs: 100 });
    await expect(github.listEnvironments()).rejects.toThrow(
      /^Listing the environments of a\/b did not succeed within 0.1 s \(\d+ attempts?\); last cause: .*ECONNREFUSED.*\.$/,
    );
  });
});

describe('a deployment is created once', () => {
  test.each<[string, (Fault | undefined)[], number]>([
    ['the answer is lost', ['lost'], 2],
    ['the answer is lost, and then the look', ['lost', 'reset', { status: 503 }], 4],
    ['the connection breaks before anything is done', ['reset'], 3],
    ['both', ['reset', undefined, 'lost'], 4],
    ['GitHub is busy', [{ status: 429 }, { status: 502 }], 4],
  ])('%s', async (_name, faults, requests) => {
    const { github, server } = await open({ onRequest: weather(...faults) });
    const made = await github.createDeployment(deployment());
    expect(server.deployments().map(({ id }) => id)).toEqual([made.id]);
    expect(made.url).toBe(`${server.apiUrl}/repos/acme/dags/deployments/${made.id}`);
    expect(server.requests).toHaveLength(requests);
  });

  test('an older one with the same payload is not taken for it: back and forth makes equal payloads', async () => {
    let time = 1_800_000_000_000;
    const faults: (Fault | undefined)[] = [undefined, 'reset'];
    const { github, server } = await open({ now: () => time, onRequest: () => faults.shift() });
    const before = await github.createDeployment(deployment());
    time += 60_000;
    const after = await github.createDeployment(deployment());
    expect(after.id).not.toBe(before.id);
    expect(server.deployments()).toHaveLength(2);
  });

  test('one of another commit or payload is not taken for it', async () => {
    const faults: (Fault | undefined)[] = [undefined, undefined, 'reset'];
    const { github, server } = await open({ onRequest: () => faults.shift() });
    await github.createDeployment(deployment({ payload: { kind: 'dags', digest: 'sha256:2' } }));
    await github.createDeployment(deployment({ ref: older }));
    await github.createDeployment(deployment());
    expect(server.deployments()).toHaveLength(3);
  });
});
