import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { scriptedServer } from '@ci-actions/http/testing';
import type { Permissions } from '@ci-actions/local/github/permissions';
import { type Fault, type LoopbackGitHub, type SeenRequest, startGitHub } from '@ci-actions/local/github/server';
import { bareRepository, patientClock } from '@ci-actions/local/github/testing';
import { silent } from '@ci-actions/log/log';
import { writeZip } from '@ci-actions/zip/write-zip';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CheckAnnotation, NewCheckRun } from './checks.ts';
import { createGitHub } from './client.ts';
import { download } from './download.ts';
import { GitHubError, NotPermitted } from './errors.ts';

let repository: Awaited<ReturnType<typeof bareRepository>>;
let server: LoopbackGitHub;
let temp: string;

beforeAll(async () => {
  repository = await bareRepository(2);
  temp = await mkdtemp(path.join(tmpdir(), 'github-review-'));
  // The toolkit looks for a proxy once, for this host: the API is on this machine, where none is needed.
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});
beforeEach(async () => {
  faults = () => undefined;
  server = await startGitHub({
    owner: 'acme',
    repo: 'dags',
    folder: repository.folder,
    onRequest: (request) => faults(request),
  });
});
afterEach(async () => {
  await server.close();
  expect(server.violations).toEqual([]);
});
afterAll(async () => {
  delete process.env.GITHUB_API_URL;
  await rm(temp, { recursive: true, force: true });
  await repository.remove();
});

let faults: (request: SeenRequest) => Fault | undefined;

/** Plays these faults for requests that write, one each, then none. */
function weather(...list: (Fault | undefined)[]): void {
  faults = ({ method }) => (method === 'GET' ? undefined : list.shift());
}

function client(options: { permissions?: Permissions; person?: string } = {}) {
  const { token } = server.mintToken({ permissions: 'write-all', ...options });
  return createGitHub({ token, repository: 'acme/dags', apiUrl: server.apiUrl, log: silent, retry: patientClock() });
}

const annotation = (number: number): CheckAnnotation => ({
  path: 'a.ts',
  startLine: number,
  endLine: number,
  level: 'failure',
  title: `t${number}`,
  message: 'no',
});
const check = (over: Partial<NewCheckRun> = {}): NewCheckRun => ({
  name: 'Tests / ü',
  headSha: repository.shas[1] ?? '',
  externalId: 'run/1',
  conclusion: 'failure',
  output: { title: 't', summary: 's', annotations: [annotation(1)] },
  ...over,
});
const more = (from: number, to: number) => ({
  conclusion: 'failure' as const,
  output: {
    title: 't',
    summary: 's',
    annotations: Array.from({ length: to - from + 1 }, (_, at) => annotation(from + at)),
  },
});
const lost: [string, (Fault | undefined)[]][] = [
  ['the answer is lost', ['lost']],
  ['the connection breaks before anything is done', ['reset']],
  ['GitHub is busy', [{ status: 429, headers: { 'retry-after': '2' } }, { status: 502 }]],
  ['both', ['reset', 'lost']],
];

describe('check runs', () => {
  test('are made, found and changed', async () => {
    const github = client({ permissions: { checks: 'write' } });
    expect(await github.findCheckRun(check())).toBeUndefined();
    const made = await github.createCheckRun(check({ detailsUrl: 'https://example.org/run' }));
    await github.createCheckRun(check({ externalId: 'run/2' }));
    expect(await github.findCheckRun(check())).toEqual(made);
    expect(made).toMatchObject({ name: 'Tests / ü', externalId: 'run/1', annotations: 1 });
    expect(await github.updateCheckRun(made, more(2, 3))).toEqual({ ...made, annotations: 3 });
    expect(server.checkRuns()[0]).toMatchObject({
      status: 'completed',
      detailsUrl: 'https://example.org/run',
      annotations: [1, 2, 3].map((line) => ({ path: 'a.ts', start_line: line, end_line: line, title: `t${line}` })),
    });
  });

  test.each(lost)('are made once: %s', async (_name, list) => {
    weather(...list);
    const made = await client().createCheckRun(check());
    expect(server.checkRuns().map(({ id, annotations }) => [id, annotations.length])).toEqual([[made.id, 1]]);
  });

  test.each(lost)('get their annotations once: %s', async (_name, list) => {
    const github = client();
    const made = await github.createCheckRun(check());
    weather(...list);
    expect((await github.updateCheckRun(made, more(2, 51))).annotations).toBe(51);
    expect(server.checkRuns()[0]?.annotations.map(({ start_line }) => start_line)).toEqual(
      Array.from({ length: 51 }, (_, at) => at + 1),
    );
  });

  test('of a commit that is not there are refused in a sentence', async () => {
    const error = await client()
      .createCheckRun(check({ headSha: '1'.repeat(40) }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'GitHubError', status: 422 });
    expect((error as Error).message).toMatch(/^GitHub could not create a check in acme\/dags \(422 No commit found/);
  });
});

describe('comments', () => {
  beforeEach(() => {
    const head = { sha: repository.shas[1] ?? '', ref: 'topic', owner: 'acme' };
    server.addPull({ number: 7, state: 'open', head, base: { sha: repository.shas[0] ?? '', ref: 'main' } });
  });

  test('are made, changed, and listed over all pages', async () => {
    const github = client({ permissions: { 'pull-requests': 'write' } });
    for (let number = 0; number < 120; number++) {
      server.addComment({ pull: 7, author: { login: 'ann', type: 'User' }, body: `${number}` });
    }
    const made = await github.createComment(7, 'one');
    await github.updateComment(made.id, 'two');
    const all = await github.listComments(7);
    expect([all.length, all[0]]).toEqual([121, expect.objectContaining({ author: { login: 'ann', type: 'User' } })]);
    expect(all.at(-1)).toEqual({ ...made, body: 'two' });
    expect(made.author).toEqual({ login: 'github-actions[bot]', type: 'Bot', app: 'github-actions' });
  });

  test.each(lost)('are made once: %s', async (_name, list) => {
    for (let number = 0; number < 100; number++) {
      server.addComment({ pull: 7, author: { login: 'ann', type: 'User' }, body: `${number}` });
    }
    weather(...list);
    const made = await client().createComment(7, 'text');
    expect(
      server
        .comments()
        .filter(({ body }) => body === 'text')
        .map(({ id }) => id),
    ).toEqual([made.id]);
  });

  test('the person whose token it is; an app is not told, and a workflow’s token does not ask', async () => {
    expect(await client({ permissions: {}, person: 'ann' }).ownLogin()).toBe('ann');
    expect(server.requests.splice(0)).toHaveLength(1);
    expect(await client().ownLogin()).toBeUndefined();
    expect(server.requests).toEqual([]);
    const { token } = server.mintToken({ person: 'x' });
    faults = () => ({ status: 403, body: { message: 'Resource not accessible by integration' } });
    const github = createGitHub({ token, repository: 'acme/dags', apiUrl: server.apiUrl, log: silent });
    expect(await github.ownLogin()).toBeUndefined();
  });

  test('pull requests are found by commit and by branch', async () => {
    const sha = 'f'.repeat(40);
    const head = { sha, ref: 'feat/a', owner: 'eve' };
    server.addPull({ number: 8, state: 'open', head, base: { sha: repository.shas[0] ?? '', ref: 'main' } });
    const github = client({ permissions: { 'pull-requests': 'read' } });
    expect(await github.pullsOfCommit(repository.shas[1] ?? '')).toEqual([
      {
        number: 7,
        isOpen: true,
        head: { sha: repository.shas[1], ref: 'topic', repository: 'acme/dags' },
        base: { sha: repository.shas[0], ref: 'main' },
      },
    ]);
    expect(await github.pullsOfBranch('eve', 'feat/a')).toMatchObject([
      { number: 8, head: { repository: 'eve/dags' } },
    ]);
    expect(await github.pullsOfCommit(sha)).toEqual([]);
  });
});

describe('artifacts', () => {
  const archive = writeZip([{ path: 'a.json', bytes: Buffer.from('{}'), executable: false }]);
  const run = { id: 3, headBranch: 'main', headSha: 'a'.repeat(40), headRepositoryId: 1 };

  test('are listed in one call, and downloaded in one, without the token', async () => {
    const older = server.addArtifact({ name: 'x', archive, run });
    const newer = server.addArtifact({ name: 'x', archive, run: { ...run, headRepositoryId: 2 } });
    const tokens: [string, unknown][] = [];
    faults = ({ part, headers }) => void tokens.push([part, headers.authorization !== undefined]);
    const github = client({ permissions: { actions: 'read' } });
    const listed = await github.listArtifacts('x');
    expect(listed.map(({ id, run }) => [id, run?.isFork])).toEqual([
      [newer.id, true],
      [older.id, false],
    ]);
    const file = path.join(temp, 'a.zip');
    const { bytes, sha256 } = await github.downloadArtifact(older.id, file, 1_000_000);
    expect([bytes, `sha256:${sha256}`]).toEqual([archive.length, listed[1]?.digest]);
    expect((await readFile(file)).equals(archive)).toBe(true);
    expect(tokens).toEqual([
      ['api', true],
      ['api', true],
      ['storage', false],
    ]);
  });

  test.each<[string, Fault[], number]>([
    ['a broken connection', ['reset'], 2],
    ['a busy storage', [{ status: 503, headers: { 'retry-after': '1' } }], 2],
    ['a storage that refuses', [{ status: 403 }], 1],
  ])('%s', async (_name, list, asked) => {
    const { id } = server.addArtifact({ name: 'x', archive, run });
    faults = ({ part }) => (part === 'storage' ? list.shift() : undefined);
    const done = client().downloadArtifact(id, path.join(temp, 'b.zip'), 1_000_000);
    if (asked > 1) expect((await done).bytes).toBe(archive.length);
    else await expect(done).rejects.toThrow(/^Downloading artifact \d+ failed: 127\.0\.0\.1:\d+ answers 403\.$/);
    expect(server.requests.filter(({ path }) => path.startsWith('/_storage'))).toHaveLength(asked);
  });

  test('that expired and that are too large are refused', async () => {
    const old = server.addArtifact({ name: 'x', archive, run, expired: true });
    const large = server.addArtifact({ name: 'x', archive, run });
    const file = path.join(temp, 'c.zip');
    await expect(client().downloadArtifact(old.id, file, 1_000)).rejects.toMatchObject({ status: 410 });
    await expect(client().downloadArtifact(large.id, file, 10)).rejects.toThrow(
      /stopped: it has more than 10 bytes\.$/,
    );
  });

  test.each<[string, string]>([
    ['no address', ''],
    ['an address that is none', 'nowhere'],
    ['an address of the disk', 'file:///etc/passwd'],
  ])('a redirect to %s is not followed', async (_name, location) => {
    const { id } = server.addArtifact({ name: 'x', archive, run });
    faults = () => ({ status: 302, ...(location ? { headers: { location } } : {}) });
    await expect(client().downloadArtifact(id, path.join(temp, 'd.zip'), 1_000)).rejects.toThrow(
      /^GitHub did not say where to download artifact/,
    );
  });
});

describe('a download', () => {
  const file = () => path.join(temp, 'e');
  test('that is cut in the middle starts again, and follows the storage’s own redirects', async () => {
    const storage = await scriptedServer(
      { status: 307, headers: { location: '/there' } },
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => response.destroy());
      },
      { status: 307, headers: { location: '/there' } },
      { status: 200, body: 'whole' },
    );
    try {
      expect((await download('Getting it', new URL('/a', storage.origin), file(), 100, patientClock())).bytes).toBe(5);
      expect(await readFile(file(), 'utf8')).toBe('whole');
      expect(storage.received.map(({ url }) => url)).toEqual(['/a', '/there', '/a', '/there']);
    } finally {
      await storage.close();
    }
  });

  test.each<[string, Parameters<typeof scriptedServer>[0], RegExp]>([
    ['goes round in circles', { status: 302, headers: { location: '/a' } }, /^Getting it failed: .* answers 302\.$/],
    ['leads to the disk', { status: 302, headers: { location: 'file:///etc/passwd' } }, /answers 302\.$/],
    ['is never there', { status: 503 }, /^Getting it did not succeed within 60 s .* answers 503\.$/],
    ['is always cut', 'reset', /^Getting it did not succeed within 60 s .*ECONNRESET.*\.$/],
  ])('that %s is an error in a sentence', async (_name, script, message) => {
    const storage = await scriptedServer(script);
    try {
      const error = await download('Getting it', new URL('/a', storage.origin), file(), 100, patientClock()).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(GitHubError);
      expect((error as Error).message).toMatch(message);
    } finally {
      await storage.close();
    }
  });
});

describe('what a token may not do', () => {
  test.each<[string, (github: ReturnType<typeof client>) => Promise<unknown>, string]>([
    ['findCheckRun', (github) => github.findCheckRun(check()), 'checks: write'],
    ['createCheckRun', (github) => github.createCheckRun(check()), 'checks: write'],
    [
      'updateCheckRun',
      (github) => github.updateCheckRun({ id: 1, name: 'a', externalId: '', url: '', annotations: 0 }, more(1, 1)),
      'checks: write',
    ],
    ['listComments', (github) => github.listComments(7), 'pull-requests: write'],
    ['createComment', (github) => github.createComment(7, 'x'), 'pull-requests: write'],
    ['updateComment', (github) => github.updateComment(1, 'x'), 'pull-requests: write'],
    ['pullsOfCommit', (github) => github.pullsOfCommit('a'.repeat(40)), 'pull-requests: write'],
    ['pullsOfBranch', (github) => github.pullsOfBranch('eve', 'a'), 'pull-requests: write'],
    ['listArtifacts', (github) => github.listArtifacts('x'), 'actions: read'],
    ['downloadArtifact', (github) => github.downloadArtifact(1, '/nowhere', 1), 'actions: read'],
  ])('%s names the line that is missing, and is tried once', async (_name, work, line) => {
    const error = await work(client({ permissions: {} })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotPermitted);
    expect((error as Error).message).toContain('403 Resource not accessible by integration');
    expect((error as Error).message).toContain(`\`${line}\``);
    expect(server.requests).toHaveLength(1);
  });
});
