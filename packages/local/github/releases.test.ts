import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { gitEnvironment } from './commits.ts';
import type { Settings } from './release-state.ts';
import { type Fault, type LoopbackGitHub, startGitHub } from './server.ts';
import type { MintOptions } from './tokens.ts';

const run = promisify(execFile);

let temp: string;
let work: string;
let folder: string;
let first: string;
let second: string;
let server: LoopbackGitHub;
let fault: Fault | undefined;

const environment = {
  ...gitEnvironment(),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};
const git = async (cwd: string, ...args: string[]) => (await run('git', args, { cwd, env: environment })).stdout.trim();

beforeAll(async () => {
  temp = await mkdtemp(path.join(tmpdir(), 'loopback-releases-'));
  work = path.join(temp, 'work');
  await git(temp, 'init', '-q', '-b', 'main', work);
  const workflows = path.join(work, '.github/workflows');
  await mkdir(workflows, { recursive: true });
  const inputs = 'inputs:\n      to: { required: true }\n      how: { default: fast }';
  await writeFile(path.join(workflows, 'deploy.yml'), `on:\n  workflow_dispatch:\n    ${inputs}\n`);
  await writeFile(path.join(workflows, 'plain.yml'), 'on: [workflow_dispatch]\n');
  await writeFile(path.join(workflows, 'test.yml'), 'on: push\n');
  await git(work, 'add', '.');
  await git(work, 'commit', '-q', '-m', 'first');
  first = await git(work, 'rev-parse', 'HEAD');
  await git(work, 'commit', '-q', '--allow-empty', '-m', 'second');
  second = await git(work, 'rev-parse', 'HEAD');
});
afterEach(async () => {
  await server.close();
  expect(server.violations).toEqual([]);
});
afterAll(() => rm(temp, { recursive: true, force: true }));

// biome-ignore lint/suspicious/noExplicitAny: a reply as it came; the assertions say what it must be
type Json = any;

/** A fresh GitHub with a fresh repository, and a way to ask it with a token. */
async function start(settings: Partial<Settings> = {}, options: MintOptions = { permissions: { contents: 'write' } }) {
  folder = await mkdtemp(path.join(temp, 'origin-'));
  await git(temp, 'clone', '-q', '--bare', work, folder);
  await git(folder, 'config', 'http.receivepack', 'true');
  fault = undefined;
  server = await startGitHub({ owner: 'acme', repo: 'lib', folder, settings, onRequest: () => fault });
  const { token } = server.mintToken(options);
  return { token, ask: asking(token) };
}

const asking =
  (token: string) =>
  async (call: string, body?: unknown): Promise<{ status: number; headers: Headers; body: Json }> => {
    const [method = '', target = ''] = call.split(' ');
    const url = target.startsWith('http') ? target : `${server.apiUrl}/repos/acme/lib${target}`;
    const isFile = Buffer.isBuffer(body);
    const response = await fetch(url, {
      method,
      headers: { authorization: `token ${token}`, 'content-type': isFile ? 'text/plain' : 'application/json' },
      ...(body === undefined ? {} : { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };

/** What git says of a push, and its exit code. */
async function push(token: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  const env = {
    ...environment,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `http.${server.url}/.extraheader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
  const ended = await run('git', ['push', ...args], { cwd: work, env }).catch((failed) => failed);
  return { code: ended.code ?? 0, said: ended.stderr };
}

const tags = async () => (await git(folder, 'for-each-ref', '--format=%(refname:short)', 'refs/tags')).split('\n');
const errors = (reply: { body: Json }) =>
  reply.body.errors.map(({ field, code, message }: Json) => message ?? `${field} ${code}`);

describe('releases', () => {
  test('a release makes its tag where there is none: of its target, else of the default branch', async () => {
    const { ask } = await start();
    const made = await ask('POST /releases', { tag_name: 'v1', target_commitish: first, name: 'One', body: 'text' });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(made.body.url);
    expect(made.body).toMatchObject({ tag_name: 'v1', draft: false, immutable: false, name: 'One', assets: [] });
    await ask('POST /releases', { tag_name: 'a/v2' });
    expect(await git(folder, 'rev-parse', 'v1', 'a/v2')).toBe(`${first}\n${second}`);
    expect((await ask('GET /releases/tags/a%2Fv2')).body.tag_name).toBe('a/v2');
    expect((await ask('GET /git/ref/tags/v1')).body.object).toMatchObject({ sha: first, type: 'commit' });
    expect((await ask('GET /git/matching-refs/tags')).body.map(({ ref }: Json) => ref)).toEqual([
      'refs/tags/a/v2',
      'refs/tags/v1',
    ]);
    expect((await ask('GET /git/ref/tags/none')).status).toBe(404);
  });

  test('a tag that is there stays what it is', async () => {
    const { ask } = await start();
    await git(folder, 'tag', '-a', '-m', 'note', 'v1', first);
    await ask('POST /releases', { tag_name: 'v1', target_commitish: 'main' });
    expect(await git(folder, 'cat-file', '-t', 'v1')).toBe('tag');
    expect(await git(folder, 'rev-parse', 'v1^{}')).toBe(first);
  });

  test('a draft makes no tag, is hidden from readers, and is published', async () => {
    const { ask } = await start();
    const { body: draft } = await ask('POST /releases', { tag_name: 'v1', draft: true, body: 'a' });
    expect(await tags()).toEqual(['']);
    expect([draft.published_at, draft.html_url]).toEqual([null, expect.stringMatching(/\/releases\/tag\/untagged-/)]);
    const reader = asking(server.mintToken({ permissions: { contents: 'read' } }).token);
    expect((await reader('GET /releases')).body).toEqual([]);
    expect((await reader(`GET /releases/${draft.id}`)).status).toBe(404);
    expect((await ask('GET /releases')).body).toHaveLength(1);
    expect((await ask('GET /releases/tags/v1')).status).toBe(404);
    const { body } = await ask(`PATCH /releases/${draft.id}`, { draft: false, body: 'b' });
    expect(body).toMatchObject({ id: draft.id, draft: false, body: 'b', published_at: expect.any(String) });
    expect(await tags()).toEqual(['v1']);
    expect((await reader('GET /releases/tags/v1')).body.id).toBe(draft.id);
    expect((await ask(`DELETE /releases/${draft.id}`)).status).toBe(204);
    expect([(await ask('GET /releases')).body, await tags()]).toEqual([[], ['v1']]);
  });

  test('which one is the latest', async () => {
    const { ask } = await start();
    const make = (tag: string, more: object = {}) => ask('POST /releases', { tag_name: tag, ...more });
    const latest = async () => (await ask('GET /releases/latest')).body.tag_name;
    await make('v1');
    await make('v2', { make_latest: 'false' });
    await make('v3-rc', { prerelease: true });
    expect(await latest()).toBe('v1');
    await make('v10', { make_latest: 'legacy' });
    expect(await latest()).toBe('v10');
    await make('v9', { make_latest: 'legacy' });
    expect(await latest()).toBe('v10');
    expect(errors(await make('v11', { draft: true, make_latest: 'true' }))).toEqual([
      'Latest release cannot be draft or prerelease',
    ]);
  });

  test.each<[string, object, string[]]>([
    ['a second release of a tag', { tag_name: 'v0' }, ['tag_name already_exists']],
    ['a name that is none', { tag_name: 'a..b', draft: true }, ['tag_name is not a valid tag']],
    [
      'a target that is not there',
      { tag_name: 'v1', target_commitish: 'nowhere' },
      ['target_commitish invalid', 'Published releases must have a valid tag'],
    ],
    [
      'a text that is too long',
      { tag_name: 'v1', body: 'ü'.repeat(125_001) },
      ['body is too long (maximum is 125000 characters)'],
    ],
  ])('%s is refused', async (_name, body, expected) => {
    const { ask } = await start();
    await ask('POST /releases', { tag_name: 'v0', body: 'ü'.repeat(125_000) });
    const refused = await ask('POST /releases', body);
    expect([refused.status, errors(refused)]).toEqual([422, expected]);
    expect([server.releases().length, await tags()]).toEqual([1, ['v0']]);
  });

  test.each([
    ['POST /releases', { tag_name: 'v1' }, 'contents=write'],
    ['PATCH /releases/1', {}, 'contents=write'],
    ['DELETE /releases/assets/1', undefined, 'contents=write'],
    ['POST /actions/workflows/deploy.yml/dispatches', { ref: 'main' }, 'actions=write'],
  ])('%s needs its permission', async (call, body, header) => {
    const { ask } = await start({}, { permissions: { contents: 'read', actions: 'read' } });
    const refused = await ask(call, body);
    expect([refused.status, refused.headers.get('x-accepted-github-permissions')]).toEqual([403, header]);
  });
});

describe('files of a release', () => {
  const bytes = Buffer.from([0, 255, 10, 13, 0]);

  test('are sent where the release says, and are there for everybody', async () => {
    const { ask } = await start();
    const { body: release } = await ask('POST /releases', { tag_name: 'v1' });
    expect(release.upload_url).toBe(
      `${server.url}/api/uploads/repos/acme/lib/releases/${release.id}/assets{?name,label}`,
    );
    const to = release.upload_url.replace(/\{.*/, '');
    const sent = await ask(`POST ${to}?name=my%20file.whl&label=A`, bytes);
    expect(sent).toMatchObject({ status: 201, body: { name: 'my.file.whl', label: 'A', state: 'uploaded', size: 5 } });
    expect(sent.body.digest).toBe(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
    expect(sent.body.content_type).toBe('text/plain');
    const there = await fetch(sent.body.browser_download_url);
    expect(Buffer.from(await there.arrayBuffer()).equals(bytes)).toBe(true);
    expect((await ask(`GET /releases/${release.id}/assets`)).body).toEqual([sent.body]);
    expect(errors(await ask(`POST ${to}?name=my.file.whl`, bytes))).toEqual(['name already_exists']);
    expect((await ask(`DELETE /releases/assets/${sent.body.id}`)).status).toBe(204);
    expect((await fetch(sent.body.browser_download_url)).status).toBe(404);
  });

  test('cannot be sent to the API itself', async () => {
    const { ask } = await start();
    const { body: release } = await ask('POST /releases', { tag_name: 'v1' });
    expect((await ask(`POST /releases/${release.id}/assets?name=a`, bytes)).status).toBe(404);
    expect(server.violations.splice(0).join()).toMatch(/no such operation/);
  });

  test('an upload that breaks off leaves a starter in the way', async () => {
    const { ask } = await start();
    const { body: release } = await ask('POST /releases', { tag_name: 'v1' });
    const to = `${release.upload_url.replace(/\{.*/, '')}?name=a`;
    fault = { status: 502, body: {} };
    await ask(`POST ${to}`, bytes);
    fault = undefined;
    const { body: assets } = await ask(`GET /releases/${release.id}/assets`);
    expect(assets).toMatchObject([{ name: 'a', state: 'starter', size: 0, digest: null }]);
    expect(errors(await ask(`POST ${to}`, bytes))).toEqual(['name already_exists']);
  });
});

describe('immutable releases', () => {
  test('are locked when they are published: files, tag and name', async () => {
    const { ask, token } = await start({ immutableReleases: true });
    const { body: draft } = await ask('POST /releases', { tag_name: 'v1', draft: true, target_commitish: first });
    const to = `${draft.upload_url.replace(/\{.*/, '')}?name=`;
    const { body: asset } = await ask(`POST ${to}a`, Buffer.from('a'));
    expect((await ask(`PATCH /releases/${draft.id}`, { draft: false })).body.immutable).toBe(true);
    expect((await ask(`POST ${to}b`, Buffer.from('b'))).body.message).toBe(
      'Cannot upload assets to an immutable release.',
    );
    expect((await ask(`DELETE /releases/assets/${asset.id}`)).status).toBe(422);
    expect((await ask(`PATCH /releases/${draft.id}`, { tag_name: 'v2' })).status).toBe(422);
    expect((await ask(`PATCH /releases/${draft.id}`, { body: 'notes' })).body.body).toBe('notes');
    for (const refspec of [`+${second}:refs/tags/v1`, ':refs/tags/v1']) {
      const { code, said } = await push(token, server.cloneUrl, refspec);
      expect([code, said]).toEqual([1, expect.stringMatching(/GH013: Repository rule violations/)]);
    }
    expect(await git(folder, 'rev-parse', 'v1')).toBe(first);
  });

  test('a release that was deleted leaves a tag that can be deleted, and a name that is burned', async () => {
    const { ask, token } = await start({ immutableReleases: true });
    const { body: made } = await ask('POST /releases', { tag_name: 'v1' });
    await ask(`DELETE /releases/${made.id}`);
    expect((await push(token, server.cloneUrl, ':refs/tags/v1')).code).toBe(0);
    expect(errors(await ask('POST /releases', { tag_name: 'v1' }))).toEqual([
      'pre_receive Repository rule violations found\n\nCannot create ref due to creations being restricted.\n\n',
      'tag_name was used by an immutable release',
      'Published releases must have a valid tag',
    ]);
    const { code, said } = await push(token, server.cloneUrl, `${second}:refs/tags/v1`);
    expect([code, said]).toEqual([1, expect.stringMatching(/creations being restricted/)]);
    expect(await tags()).toEqual(['']);
  });
});

describe('rulesets', () => {
  const settings = { rulesets: [{ refs: ['refs/tags/v*'], creation: true, update: true, bypass: ['boss'] }] };

  test('a push is refused in GitHub’s words, and what no rule is about goes on', async () => {
    const { token } = await start(settings);
    const { code, said } = await push(token, server.cloneUrl, `${first}:refs/tags/v1.0.0`, `${second}:refs/tags/other`);
    expect(code).toBe(1);
    const lines = said.split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'remote: error: GH013: Repository rule violations found for refs/tags/v1.0.0.',
        `remote: Review all repository rules at ${server.url}/acme/lib/rules?ref=refs%2Ftags%2Fv1.0.0`,
        'remote: - Cannot create ref due to creations being restricted.',
      ]),
    );
    expect(said).toMatch(/! \[remote rejected\] +\S+ -> v1\.0\.0 \(push declined due to repository rule violations\)/);
    expect(await tags()).toEqual(['other']);
  });

  test('alone, with others that only delete, and atomic', async () => {
    const { token } = await start(settings);
    expect((await push(token, server.cloneUrl, `${first}:refs/tags/v1`)).said).toMatch(/GH013/);
    await git(folder, 'tag', 'old', first);
    const mixed = await push(token, server.cloneUrl, `${first}:refs/tags/v1`, ':refs/tags/old');
    expect([mixed.said, await tags()]).toEqual([expect.stringMatching(/\[deleted\] +old/), ['']]);
    const atomic = await push(token, '--atomic', server.cloneUrl, `${first}:refs/tags/v1`, `${first}:refs/tags/x`);
    expect([atomic.code, atomic.said, await tags()]).toEqual([
      1,
      expect.stringMatching(/-> x \(atomic transaction failed\)/),
      [''],
    ]);
  });

  test('somebody may be excepted; a push with new objects comes through whole', async () => {
    const { ask } = await start(settings);
    const boss = server.mintToken({ permissions: { contents: 'write' }, person: 'boss' }).token;
    await git(work, 'tag', '-f', '-a', '-m', 'note', 'v7', second);
    const { code } = await push(boss, server.cloneUrl, 'refs/tags/v7');
    await git(work, 'tag', '-d', 'v7');
    expect([code, await git(folder, 'cat-file', '-t', 'v7')]).toEqual([0, 'tag']);
    const { token } = server.mintToken({ permissions: { contents: 'write' } });
    expect((await push(token, server.cloneUrl, `+${first}:refs/tags/v7`)).said).toMatch(/Cannot update this protected/);
    const refused = await ask('POST /releases', { tag_name: 'v8' });
    expect(errors(refused)[0]).toMatch(/^pre_receive Repository rule violations found/);
    expect((await ask('POST /releases', { tag_name: 'v7' })).status).toBe(201);
  });

  test('a push from a shallow clone', async () => {
    await start(settings);
    const token = server.mintToken({ permissions: { contents: 'write' } }).token;
    const clone = path.join(temp, 'shallow');
    await git(temp, 'clone', '-q', '--depth', '1', `file://${folder}`, clone);
    const old = work;
    try {
      work = clone;
      await git(clone, 'commit', '-q', '--allow-empty', '-m', 'third');
      const pushed = await push(token, server.cloneUrl, 'HEAD:refs/tags/v1', 'HEAD:refs/tags/x');
      expect([pushed.said, await tags()]).toEqual([expect.stringMatching(/GH013/), ['x']]);
    } finally {
      work = old;
    }
  });

  test('without contents: write nobody pushes', async () => {
    await start();
    const { token } = server.mintToken({ permissions: { contents: 'read' } });
    expect((await push(token, server.cloneUrl, `${first}:refs/tags/v1`)).said).toMatch(/403/);
  });
});

describe('workflows that are started', () => {
  const options = { permissions: { actions: 'write', contents: 'write' } } as const;

  test('are remembered, with the commit and all inputs', async () => {
    const { ask } = await start({}, options);
    await git(folder, 'tag', '-a', '-m', 'note', 'v1', first);
    const call = (name: string, body: object) => ask(`POST /actions/workflows/${name}/dispatches`, body);
    expect((await call('deploy.yml', { ref: 'v1', inputs: { to: 'staging' } })).status).toBe(204);
    const run = await call('plain.yml', { ref: 'refs/heads/main', return_run_details: true });
    expect([run.status, run.body.run_url]).toEqual([200, expect.stringMatching(/\/actions\/runs\/\d+$/)]);
    expect(server.dispatches()).toMatchObject([
      { workflow: 'deploy.yml', ref: 'refs/tags/v1', sha: first, inputs: { to: 'staging', how: 'fast' } },
      { workflow: 'plain.yml', ref: 'refs/heads/main', sha: second, inputs: {} },
    ]);
  });

  test.each<[string, string, object, number, RegExp]>([
    ['a workflow that is not there', 'none.yml', { ref: 'main' }, 404, /Not Found/],
    ['a ref that is not there', 'deploy.yml', { ref: 'nowhere' }, 422, /^No ref found for: nowhere$/],
    ['another trigger', 'test.yml', { ref: 'main' }, 422, /^Workflow does not have 'workflow_dispatch' trigger$/],
    [
      'an input too many',
      'plain.yml',
      { ref: 'main', inputs: { a: '1' } },
      422,
      /^Unexpected inputs provided: \["a"\]$/,
    ],
    ['an input too few', 'deploy.yml', { ref: 'main' }, 422, /^Required input 'to' not provided$/],
  ])('%s is refused', async (_name, workflow, body, status, message) => {
    const { ask } = await start({}, options);
    const refused = await ask(`POST /actions/workflows/${workflow}/dispatches`, body);
    expect([refused.status, refused.body.message]).toEqual([status, expect.stringMatching(message)]);
    expect(server.dispatches()).toEqual([]);
  });

  test('a commit is no ref', async () => {
    const { ask } = await start({}, options);
    expect((await ask('POST /actions/workflows/plain.yml/dispatches', { ref: first })).status).toBe(422);
  });
});
