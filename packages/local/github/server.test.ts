import { execFile } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { gitEnvironment } from './commits.ts';
import type { Handlers } from './handlers.ts';
import { type Fault, type GitHubOptions, type LoopbackGitHub, type SeenRequest, startGitHub } from './server.ts';

const run = promisify(execFile);

let temp: string;
let folder: string;
let work: string;
const shas: Record<string, string> = {};
let github: LoopbackGitHub | undefined;

const git = async (cwd: string, ...args: string[]) =>
  (
    await run('git', args, {
      cwd,
      env: {
        ...gitEnvironment(),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: 'Ann',
        GIT_AUTHOR_EMAIL: 'ann@example.org',
        GIT_COMMITTER_NAME: 'Ann',
        GIT_COMMITTER_EMAIL: 'ann@example.org',
      },
    })
  ).stdout.trim();

/** A <- B (main); A <- C (topic); X (lonely, an unrelated history). */
beforeAll(async () => {
  temp = await mkdtemp(path.join(tmpdir(), 'loopback-github-'));
  folder = path.join(temp, 'origin.git');
  work = path.join(temp, 'work');
  await git(temp, 'init', '-q', '--bare', '-b', 'main', folder);
  await git(temp, 'init', '-q', '-b', 'main', work);
  const commit = async (name: string) => {
    await writeFile(path.join(work, `${name}.txt`), name);
    await git(work, 'add', '.');
    await git(work, 'commit', '-q', '-m', `Add ${name}\n\nwith a body`);
    shas[name] = await git(work, 'rev-parse', 'HEAD');
  };
  await commit('A');
  await git(work, 'checkout', '-q', '-b', 'topic/c');
  await commit('C');
  await git(work, 'checkout', '-q', 'main');
  await commit('B');
  await git(work, 'checkout', '-q', '--orphan', 'lonely');
  await commit('X');
  await git(work, 'checkout', '-q', 'main');
  await git(work, 'push', '-q', folder, 'main', 'topic/c', 'lonely');
});

afterEach(async () => {
  await github?.close();
  github = undefined;
});

afterAll(() => rm(temp, { recursive: true, force: true }));

async function start(options: Partial<GitHubOptions> = {}): Promise<LoopbackGitHub> {
  github = await startGitHub({
    owner: 'acme',
    repo: 'dags',
    folder,
    environments: ['staging', 'production'],
    ...options,
  });
  return github;
}

// biome-ignore lint/suspicious/noExplicitAny: a reply as it came; the assertions say what it must be
type Json = any;
type Ask = (call: string, body?: unknown) => Promise<{ status: number; headers: Headers; body: Json }>;

function client(server: LoopbackGitHub, token: string): Ask {
  return async (call, body) => {
    const [method = '', target = ''] = call.split(' ');
    const response = await fetch(`${server.apiUrl}/repos/acme/dags${target}`, {
      method,
      headers: { authorization: `token ${token}`, 'user-agent': 'test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  };
}

const everything = { permissions: 'write-all' } as const;

describe('the API', () => {
  test('the repository has every property that GitHub documents as required', async () => {
    const server = await start();
    const { status, body } = await client(server, server.mintToken().token)('GET ');
    expect([status, body.full_name, body.default_branch]).toEqual([200, 'acme/dags', 'main']);
    expect(server.violations).toEqual([]);
  });

  test('environments come in pages of 30, of 100 at most, with links to the others', async () => {
    const names = Array.from({ length: 130 }, (_, i) => `env-${i}`);
    const server = await start({ environments: names });
    const ask = client(server, server.mintToken(everything).token);
    const first = await ask('GET /environments');
    expect([first.body.total_count, first.body.environments.length]).toEqual([130, 30]);
    expect(first.headers.get('link')).toBe(
      `<${server.apiUrl}/repos/acme/dags/environments?page=2>; rel="next", <${server.apiUrl}/repos/acme/dags/environments?page=5>; rel="last"`,
    );
    const last = await ask('GET /environments?per_page=500&page=2');
    expect(last.body.environments.map((item: { name: string }) => item.name)).toEqual(names.slice(100));
    expect(last.headers.get('link')).toMatch(/page=1>; rel="prev", <.*page=1>; rel="first"$/);
    expect((await ask('GET /environments/ENV-7')).body.name).toBe('env-7');
    expect((await ask('GET /environments/nowhere')).status).toBe(404);
    expect(server.violations).toEqual([]);
  });

  test.each([
    ['A', 'main', 'ahead', 1, 0, ['B']],
    ['B', 'A', 'behind', 0, 1, []],
    ['main', 'topic/c', 'diverged', 1, 1, ['C']],
    ['main', 'B', 'identical', 0, 0, []],
    ['acme:A', 'acme:main', 'ahead', 1, 0, ['B']],
  ])('compare %s...%s is %s, as git has it', async (base, head, expected, ahead, behind, commits) => {
    const server = await start();
    const named = (name: string) => name.replace(/[A-Z]$/, (letter) => shas[letter] ?? '');
    const { body } = await client(server, server.mintToken().token)(`GET /compare/${named(base)}...${named(head)}`);
    expect(body).toMatchObject({ status: expected, ahead_by: ahead, behind_by: behind, total_commits: ahead });
    expect(body.commits.map((item: { sha: string }) => item.sha)).toEqual(commits.map((name) => shas[name]));
    for (const item of body.commits) {
      expect(item.commit.message).toMatch(/^Add \w\n\nwith a body$/);
      expect(item.parents).toHaveLength(1);
    }
    expect(server.violations).toEqual([]);
  });

  test.each([
    ['an unknown commit', `main...${'0'.repeat(40)}`, /Not Found/],
    ['an option in place of a ref', 'main...--all', /Not Found/],
    ['an expression in place of a ref', 'main...main~1', /Not Found/],
    ['an unrelated history', 'main...lonely', /No common ancestor/],
    ['one ref', 'main', /Not Found/],
  ])('compare answers 404 to %s', async (_name, range, message) => {
    const server = await start();
    const { status, body } = await client(server, server.mintToken().token)(`GET /compare/${range}`);
    expect(status).toBe(404);
    expect(body.message).toMatch(message);
  });

  test('a deployment and its statuses are kept, newest first, and an earlier success becomes inactive', async () => {
    const server = await start();
    const ask = client(server, server.mintToken({ permissions: { deployments: 'write' } }).token);
    const payload = { kind: 'dags', digest: 'sha256:1' };
    const asked = { ref: shas.A, environment: 'staging', task: 'deploy:dags', payload, auto_merge: false };
    const first = (await ask('POST /deployments', asked)).body;
    const second = (await ask('POST /deployments', { ...asked, ref: 'main', description: 'again' })).body;
    await ask('POST /deployments', { ...asked, environment: 'preview', payload: 'text', transient_environment: true });
    expect(first).toMatchObject({ sha: shas.A, payload, production_environment: false });
    expect(second).toMatchObject({ sha: shas.B, ref: 'main', description: 'again' });
    const listed = await ask('GET /deployments?environment=staging&task=deploy:dags&per_page=1');
    expect(listed.body.map((item: { id: number }) => item.id)).toEqual([second.id]);
    expect(listed.headers.get('link')).toMatch(/rel="next"/);
    for (const { id } of [first, second]) {
      for (const state of ['in_progress', 'success']) {
        await ask(`POST /deployments/${id}/statuses`, { state, log_url: 'http://127.0.0.1/log' });
      }
    }
    const states = async (id: number) =>
      (await ask(`GET /deployments/${id}/statuses`)).body.map((item: { state: string }) => item.state);
    expect(await states(first.id)).toEqual(['inactive', 'success', 'in_progress']);
    expect(await states(second.id)).toEqual(['success', 'in_progress']);
    expect((await ask(`GET /deployments/${second.id}`)).body.id).toBe(second.id);
    expect(server.deployments().map((item) => item.environment)).toEqual(['staging', 'staging', 'preview']);
    expect(server.environments()).toEqual(['staging', 'production', 'preview']);
    expect(server.violations).toEqual([]);
  });

  test.each<[string, object, object?]>([
    ['a production environment', { production_environment: true }],
    ['a transient environment', { transient_environment: true }],
    ['a status that asks for it not to', {}, { auto_inactive: false }],
  ])('an earlier success stays for %s', async (_name, about, said = {}) => {
    const server = await start();
    const ask = client(server, server.mintToken(everything).token);
    for (let i = 0; i < 2; i++) {
      const { id } = (await ask('POST /deployments', { ref: 'main', environment: 'staging', ...about })).body;
      await ask(`POST /deployments/${id}/statuses`, { state: 'success', ...said });
    }
    const states = server.deployments().map(({ statuses }) => statuses.map(({ state }) => state));
    expect(states).toEqual([['success'], ['success']]);
  });

  test.each([
    ['an unknown ref', '', { ref: 'nowhere' }, 422, /No ref found for: nowhere/],
    ['a branch that GitHub would merge into', '', { ref: 'topic/c' }, 409, /Conflict merging main into topic\/c/],
    ['statuses that are not there', '', { ref: 'main', required_contexts: ['ci'] }, 409, /status checks failed/],
    ['a status of an unknown deployment', '/7/statuses', { state: 'success' }, 404, /Not Found/],
  ])('refuses %s as GitHub does', async (_name, target, body, status, message) => {
    const server = await start();
    const reply = await client(server, server.mintToken(everything).token)(`POST /deployments${target}`, body);
    expect([reply.status, reply.body.message]).toEqual([status, expect.stringMatching(message)]);
    expect(server.violations).toEqual([]);
  });

  test('refuses a status whose description or URL GitHub refuses, though its description does not say so', async () => {
    const server = await start();
    const ask = client(server, server.mintToken(everything).token);
    const { id } = (await ask('POST /deployments', { ref: 'main' })).body;
    for (const wrong of [{ description: 'x'.repeat(141) }, { log_url: 'ftp://x' }]) {
      expect((await ask(`POST /deployments/${id}/statuses`, { state: 'success', ...wrong })).status).toBe(422);
    }
    expect(server.deployments()[0]).toMatchObject({ production: true, statuses: [] });
  });
});

describe('the description is enforced', () => {
  test.each([
    ['a misspelt property', 'POST /deployments', { ref: 'main', enviroment: 'x' }, 422, /'enviroment'/],
    ['an undocumented query parameter', 'GET /environments?limit=5', undefined, 422, /'limit'/],
    ['an operation that is not carried out', 'GET /labels', undefined, 404, /carries out no such operation/],
  ])('%s is refused and recorded', async (_name, call, body, status, violation) => {
    const server = await start();
    const reply = await client(server, server.mintToken(everything).token)(call, body);
    expect(reply.status).toBe(status);
    expect(server.violations).toEqual([expect.stringMatching(violation)]);
  });

  const list = 'GET /repos/{owner}/{repo}/environments' as const;
  test.each<[string, Partial<Handlers>, RegExp]>([
    ['too bare', { [list]: () => ({ status: 200, body: { environments: [{ id: 1, name: 'a' }] } }) }, /'node_id'/],
    ['misspelt', { [list]: () => ({ status: 200, body: { total: 1 } }) }, /'total'/],
    ['of an undocumented status', { [list]: () => ({ status: 206, body: {} }) }, /does not document the status 206/],
  ])('a reply of our own that is %s is caught', async (_name, handlers, violation) => {
    const server = await start({ handlers });
    const reply = await client(server, server.mintToken(everything).token)('GET /environments');
    expect(reply.status).toBe(500);
    expect(server.violations.join('\n')).toMatch(violation);
  });

  test('what is no JSON is refused', async () => {
    const server = await start();
    const response = await fetch(`${server.apiUrl}/repos/acme/dags/deployments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.mintToken(everything).token}` },
      body: '{',
    });
    expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([
      400,
      'Problems parsing JSON',
    ]);
  });
});

describe('a job token', () => {
  test.each([
    ['GET /environments', { contents: 'write' }, 403, 'actions=read'],
    ['GET /environments', { actions: 'read' }, 200, 'actions=read'],
    ['GET /compare/main...main', { deployments: 'write' }, 403, 'contents=read'],
    ['GET ', {}, 200, 'metadata=read'],
    ['GET /deployments', { deployments: 'read' }, 200, 'deployments=read'],
    ['POST /deployments', { deployments: 'read' }, 403, 'deployments=write'],
    ['POST /deployments', 'read-all', 403, 'deployments=write'],
    ['POST /deployments', 'write-all', 201, 'deployments=write'],
    ['POST /deployments', undefined, 403, 'deployments=write'],
    ['GET /compare/main...main', undefined, 200, 'contents=read'],
  ] as const)('%s with %j: %i', async (call, permissions, status, accepted) => {
    const server = await start();
    const { token } = server.mintToken(permissions === undefined ? {} : { permissions });
    const reply = await client(server, token)(call, call.startsWith('POST') ? { ref: 'main' } : undefined);
    expect([reply.status, reply.headers.get('x-accepted-github-permissions')]).toEqual([status, accepted]);
    if (status === 403) expect(reply.body.message).toBe('Resource not accessible by integration');
    expect(server.violations).toEqual([]);
  });

  test('of a fork reads only, and has no identity', async () => {
    const server = await start();
    const minted = server.mintToken({ permissions: { deployments: 'write', 'id-token': 'write' }, fork: true });
    expect(minted.permissions).toEqual({ deployments: 'read', 'id-token': 'read', metadata: 'read' });
    expect(minted.idToken).toBeUndefined();
    expect((await client(server, minted.token)('POST /deployments', { ref: 'main' })).status).toBe(403);
  });

  test('a wrong one and none are 401, another repository is 404, a misspelt permission is refused', async () => {
    const server = await start();
    expect(await client(server, 'wrong')('GET ')).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
    expect((await fetch(`${server.apiUrl}/repos/acme/dags`)).status).toBe(401);
    const headers = { authorization: `Bearer ${server.mintToken().token}` };
    expect((await fetch(`${server.apiUrl}/repos/acme/other`, { headers })).status).toBe(404);
    expect(() => server.mintToken({ permissions: { deployment: 'write' } })).toThrow(/no permission 'deployment'/);
  });
});

describe('an identity token', () => {
  const job = { ref: 'refs/heads/main', sha: 'a'.repeat(40), runId: 42, actor: 'ann' };
  const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

  test.each([
    ['an environment', { ...job, environment: 'staging' }, 'repo:acme/dags:environment:staging'],
    ['a branch', job, 'repo:acme/dags:ref:refs/heads/main'],
    ['a pull request', { ...job, eventName: 'pull_request' }, 'repo:acme/dags:pull_request'],
  ])('of a job with %s names it, and is signed with the published key', async (_name, who, sub) => {
    const server = await start({ now: () => 1_800_000_000_500 });
    const { idToken } = server.mintToken({ permissions: { 'id-token': 'write' }, job: who });
    const response = await fetch(`${idToken?.url}&audience=${encodeURIComponent('sts.amazonaws.com')}`, {
      headers: { authorization: `Bearer ${idToken?.token}` },
    });
    const { value } = (await response.json()) as { value: string };
    const [header, payload, signature = ''] = value.split('.');
    expect(decode(payload)).toMatchObject({
      sub,
      aud: 'sts.amazonaws.com',
      iss: server.issuer,
      iat: 1_800_000_000,
      exp: 1_800_000_300,
      repository: 'acme/dags',
      repository_owner: 'acme',
      ref: 'refs/heads/main',
      sha: job.sha,
      run_id: '42',
      actor: 'ann',
    });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, server.publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    const about = (await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json()) as Json;
    expect(about.issuer).toBe(server.issuer);
    const { keys } = (await (await fetch(about.jwks_uri)).json()) as Json;
    expect(keys[0].kid).toBe(decode(header).kid);
    const published = createPublicKey({ key: keys[0], format: 'jwk' });
    expect(verify('sha256', signed, published, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('is given only for the request token of a job with id-token: write', async () => {
    const server = await start();
    expect(server.mintToken({ permissions: { contents: 'write' }, job }).idToken).toBeUndefined();
    const { idToken, token } = server.mintToken({ permissions: { 'id-token': 'write' }, job });
    for (const wrong of [undefined, `Bearer ${token}`, 'Bearer x']) {
      const headers: Record<string, string> = wrong ? { authorization: wrong } : {};
      expect((await fetch(String(idToken?.url), { headers })).status).toBe(401);
    }
  });
});

describe('git over HTTP', () => {
  const header = (token: string) =>
    `http.extraHeader=AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;

  test('clones with contents: read, pushes with contents: write only', async () => {
    const server = await start();
    const clone = path.join(temp, 'clone');
    const read = server.mintToken({ permissions: { contents: 'read' } }).token;
    const write = server.mintToken({ permissions: { contents: 'write' } }).token;
    await git(temp, '-c', header(read), 'clone', '-q', server.cloneUrl, clone);
    expect(await git(clone, 'rev-parse', 'HEAD')).toBe(shas.B);
    await git(clone, 'checkout', '-q', '-b', 'new');
    await git(clone, 'commit', '-q', '--allow-empty', '-m', 'new');
    await expect(git(clone, '-c', header(read), 'push', '-q', 'origin', 'new')).rejects.toThrow(/403/);
    await git(clone, '-c', header(write), 'push', '-q', 'origin', 'new');
    expect(await git(folder, 'rev-parse', 'new')).toBe(await git(clone, 'rev-parse', 'HEAD'));
    await git(clone, '-c', header(read), 'fetch', '-q', `${server.url}/acme/dags`, 'topic/c');
    expect(await git(clone, 'rev-parse', 'FETCH_HEAD')).toBe(shas.C);
    expect(server.violations).toEqual([]);
  });

  test('a large file, sent in chunks, arrives whole', async () => {
    const server = await start();
    const clone = path.join(temp, 'large');
    const { token } = server.mintToken({ permissions: { contents: 'write' } });
    await git(temp, '-c', header(token), 'clone', '-q', server.cloneUrl, clone);
    // Random bytes do not compress, so the pack is larger than http.postBuffer (1 MiB) and is sent in chunks.
    await writeFile(path.join(clone, 'large.bin'), Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))));
    await git(clone, 'add', '.');
    await git(clone, 'commit', '-q', '-m', 'large');
    await git(clone, '-c', header(token), '-c', 'http.postBuffer=10000', 'push', '-q', 'origin', 'HEAD:large');
    expect(await git(folder, 'rev-parse', 'large')).toBe(await git(clone, 'rev-parse', 'HEAD'));
  });

  test.each([
    ['no token', '', '', /Authentication failed|could not read Username|401/],
    ['a token without contents', 'deployments', '', /not found|404/],
    ['another repository', 'contents', 'x', /not found|404/],
  ])('%s is refused', async (_name, scope, suffix, message) => {
    const server = await start();
    const { token } = server.mintToken({ permissions: scope ? { [scope]: 'read' } : {} });
    const config = scope ? ['-c', header(token)] : [];
    const url = server.cloneUrl.replace('.git', `${suffix}.git`);
    await expect(git(temp, ...config, '-c', 'credential.helper=', 'ls-remote', url)).rejects.toThrow(message);
  });
});

describe('the weather', () => {
  const faults = (...list: (Fault | undefined)[]) => {
    const seen: SeenRequest[] = [];
    const onRequest = (request: SeenRequest) => {
      seen.push(request);
      return list[seen.length - 1];
    };
    return { seen, onRequest };
  };

  test('a fault is answered in place of GitHub, and is not held to its description', async () => {
    const { seen, onRequest } = faults({ status: 503, headers: { 'retry-after': '2' }, body: '<h1>Unicorn</h1>' });
    const server = await start({ onRequest });
    const headers = { authorization: `token ${server.mintToken(everything).token}` };
    const url = `${server.apiUrl}/repos/acme/dags/deployments?task=x`;
    const body = JSON.stringify({ ref: 'main' });
    const response = await fetch(url.replace('?task=x', ''), { method: 'POST', headers, body });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.text()).toBe('<h1>Unicorn</h1>');
    expect(seen[0]).toMatchObject({
      part: 'api',
      operation: 'POST /repos/{owner}/{repo}/deployments',
      method: 'POST',
      path: '/repos/acme/dags/deployments',
    });
    expect(seen[0]?.body.toString()).toBe(body);
    expect((await fetch(url, { headers })).status).toBe(200);
    expect(server.deployments()).toEqual([]);
    expect(server.violations).toEqual([]);
  });

  test.each([
    ['reset', 0],
    ['lost', 1],
  ] as const)('%s: the connection breaks, and %i deployment is there', async (fault, there) => {
    const { onRequest } = faults(fault);
    const server = await start({ onRequest });
    const ask = client(server, server.mintToken(everything).token);
    await expect(ask('POST /deployments', { ref: 'main' })).rejects.toThrow(/fetch failed/);
    expect(server.deployments()).toHaveLength(there);
    expect(server.requests).toEqual([{ method: 'POST', path: '/repos/acme/dags/deployments', status: 0 }]);
  });

  test.each(['/api/v3/repos/acme/dags/deployments', '/acme/dags.git/git-receive-pack'])(
    'a client that is killed in the middle of a request to %s leaves nothing behind',
    async (target) => {
      const server = await start();
      const { token } = server.mintToken({ permissions: 'write-all' });
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname);
      const headers = `host: x\r\nuser-agent: x\r\nauthorization: token ${token}\r\ncontent-length: 1000`;
      socket.write(`POST ${target} HTTP/1.1\r\n${headers}\r\n\r\n{"ref":`);
      while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => socket.destroy().once('close', resolve));
      await server.close();
      github = undefined;
      expect(server.requests).toEqual([{ method: 'POST', path: expect.anything(), status: expect.anything() }]);
      expect([server.deployments(), server.violations]).toEqual([[], []]);
    },
  );
});
