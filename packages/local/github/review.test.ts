import { writeZip } from '@ci-actions/zip/write-zip';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type LoopbackGitHub, startGitHub } from './server.ts';
import { bareRepository } from './testing.ts';
import type { MintOptions } from './tokens.ts';

let repository: Awaited<ReturnType<typeof bareRepository>>;
let server: LoopbackGitHub;

beforeAll(async () => {
  repository = await bareRepository(2);
});
afterEach(async () => {
  const { violations } = server;
  await server.close();
  expect(violations).toEqual([]);
});
afterAll(() => repository.remove());

// biome-ignore lint/suspicious/noExplicitAny: a reply as it came; the assertions say what it must be
type Json = any;

/** A fresh GitHub, and a way to ask it with a token. */
async function start(options: MintOptions = { permissions: 'write-all' }) {
  server = await startGitHub({ owner: 'acme', repo: 'dags', folder: repository.folder });
  const { token } = server.mintToken(options);
  return async (call: string, body?: unknown, root = `${server.apiUrl}/repos/acme/dags`) => {
    const [method = '', target = ''] = call.split(' ');
    const response = await fetch(root + target, {
      method,
      redirect: 'manual',
      headers: { authorization: `token ${token}`, 'user-agent': 'test' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as Json };
  };
}

const sha = (at: number) => repository.shas.at(at) ?? '';
const annotation = (over: object = {}) => ({
  path: 'a.ts',
  start_line: 1,
  end_line: 1,
  annotation_level: 'failure',
  message: 'no',
  ...over,
});
const check = (over: object = {}, output: object = {}) => ({
  name: 'Tests',
  head_sha: sha(-1),
  conclusion: 'failure',
  output: { title: 't', summary: 's', ...output },
  ...over,
});

describe('check runs', () => {
  test('are made, changed and listed; annotations add up', async () => {
    const ask = await start({ permissions: { checks: 'write' } });
    const { status, body } = await ask(
      'POST /check-runs',
      check({ external_id: 'x' }, { annotations: [annotation()] }),
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'completed', conclusion: 'failure', external_id: 'x' });
    const output = { title: 't', summary: 's', annotations: [annotation(), annotation()] };
    expect((await ask(`PATCH /check-runs/${body.id}`, { output })).body.output.annotations_count).toBe(3);
    expect((await ask(`GET /check-runs/${body.id}`)).body.output).toMatchObject({ annotations_count: 3 });
    await ask('POST /check-runs', check());
    await ask('POST /check-runs', check({ name: 'Other' }));
    const list = async (query: string) =>
      (await ask(`GET /commits/${sha(-1)}/check-runs${query}`)).body.check_runs.map((run: Json) => run.name);
    expect(await list('')).toEqual(['Other', 'Tests']);
    expect(await list('?check_name=Tests&filter=all')).toEqual(['Tests', 'Tests']);
    expect((await ask(`GET /commits/${sha(0)}/check-runs`)).body.total_count).toBe(0);
    expect(server.checkRuns()[0]?.annotations).toHaveLength(3);
  });

  test.each<[string, object, object, RegExp]>([
    ['a commit that is not there', { head_sha: '1'.repeat(40) }, {}, /No commit found/],
    ['a branch in place of a commit', { head_sha: 'main' }, {}, /No commit found/],
    ['a long title', {}, { title: 'x'.repeat(256) }, /title/],
    ['a summary of too many bytes', {}, { summary: 'ü'.repeat(32_768) }, /65535/],
    ['a line before the first', {}, { annotations: [annotation({ start_line: 0 })] }, /Lines/],
    ['an empty message', {}, { annotations: [annotation({ message: '' })] }, /blank/],
    ['a message of more than 64 KB', {}, { annotations: [annotation({ message: 'x'.repeat(65_537) })] }, /long/],
  ])('%s is refused', async (_name, over, output, message) => {
    const ask = await start();
    const { status, body } = await ask('POST /check-runs', check(over, output));
    expect([status, body.message]).toEqual([422, expect.stringMatching(message)]);
    expect(server.checkRuns()).toEqual([]);
  });

  test('51 annotations break the description', async () => {
    const ask = await start();
    const annotations = Array.from({ length: 51 }, () => annotation());
    expect((await ask('POST /check-runs', check({}, { annotations }))).status).toBe(422);
    expect(server.violations.splice(0).join()).toMatch(/annotations must NOT have more than 50 items/);
  });

  test('belong to the app that made them, and a person makes none', async () => {
    const ask = await start({ permissions: 'write-all', app: 'other' });
    const { id } = (await ask('POST /check-runs', check())).body;
    const { token } = server.mintToken({ permissions: 'write-all' });
    const headers = { authorization: `token ${token}` };
    const url = `${server.apiUrl}/repos/acme/dags/check-runs/${id}`;
    expect((await fetch(url, { method: 'PATCH', headers, body: '{"conclusion":"success"}' })).status).toBe(403);
    const person = { authorization: `token ${server.mintToken({ permissions: 'write-all', person: 'ann' }).token}` };
    const made = await fetch(url.replace(/\/\d+$/, ''), {
      method: 'POST',
      headers: person,
      body: JSON.stringify(check()),
    });
    expect(made.status).toBe(422);
  });
});

describe('comments', () => {
  const pull = (over: object = {}) => ({
    number: 7,
    state: 'open' as const,
    head: { sha: sha(-1), ref: 'topic', owner: 'acme' },
    base: { sha: sha(0), ref: 'main' },
    ...over,
  });

  test.each(['pull-requests', 'issues'])('are made, changed and listed with %s: write', async (scope) => {
    const ask = await start({ permissions: { [scope]: 'write' } });
    server.addPull(pull());
    server.addComment({ pull: 7, author: { login: 'ann', type: 'User' }, body: 'hello' });
    const made = await ask('POST /issues/7/comments', { body: 'one' });
    expect(made.body).toMatchObject({
      user: { login: 'github-actions[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'github-actions' },
    });
    expect((await ask(`PATCH /issues/comments/${made.body.id}`, { body: 'two' })).status).toBe(200);
    const first = await ask('GET /issues/7/comments?per_page=1');
    expect([first.body[0].body, first.body[0].performed_via_github_app]).toEqual(['hello', null]);
    expect(first.headers.get('link')).toMatch(/rel="next"/);
    expect((await ask('GET /issues/7/comments?per_page=1&page=2')).body[0].body).toBe('two');
  });

  test('of too many bytes, of none, and of what is not there are refused', async () => {
    const ask = await start();
    server.addPull(pull());
    expect((await ask('POST /issues/7/comments', { body: 'x'.repeat(65_537) })).status).toBe(422);
    expect((await ask('POST /issues/7/comments', { body: ' ' })).status).toBe(422);
    expect((await ask('POST /issues/8/comments', { body: 'x' })).status).toBe(404);
    expect((await ask('PATCH /issues/comments/1', { body: 'x' })).status).toBe(404);
    expect((await ask('POST /issues/7/comments', { body: 'x'.repeat(65_536) })).status).toBe(201);
  });

  test('a pull request is found by its commit, but not one of a fork, and by its branch', async () => {
    const ask = await start({ permissions: { 'pull-requests': 'read' } });
    server.addPull(pull());
    server.addPull(pull({ number: 8, state: 'closed' }));
    server.addPull(pull({ number: 9, head: { sha: sha(0), ref: 'topic', owner: 'eve' } }));
    const numbers = async (call: string) => (await ask(call)).body.map((item: Json) => item.number);
    expect(await numbers(`GET /commits/${sha(-1)}/pulls`)).toEqual([7, 8]);
    expect(await numbers(`GET /commits/${sha(0)}/pulls`)).toEqual([]);
    expect(await numbers('GET /pulls?head=eve:topic')).toEqual([9]);
    expect(await numbers('GET /pulls?head=acme:topic&state=all')).toEqual([8, 7]);
  });

  test.each([
    [{ permissions: {} }, 403],
    [{ permissions: {}, person: 'ann' }, 200],
  ])('whose token it is: %j is told %i', async (options, status) => {
    const ask = await start(options);
    const { body, ...reply } = await ask('GET /user', undefined, server.apiUrl);
    expect(reply.status).toBe(status);
    expect(status === 200 ? body.login : body.message).toBe(
      status === 200 ? 'ann' : 'Resource not accessible by integration',
    );
  });
});

describe('artifacts', () => {
  const archive = writeZip([{ path: 'a.json', bytes: Buffer.from('{}'), executable: false }]);
  const run = { id: 3, headBranch: 'main', headSha: 'a'.repeat(40), headRepositoryId: 1 };

  test('are listed by name, the newest first, and downloaded from elsewhere, without a token', async () => {
    const ask = await start({ permissions: { actions: 'read' } });
    server.addArtifact({ name: 'x', archive, run });
    server.addArtifact({ name: 'y', archive, run });
    const newest = server.addArtifact({ name: 'x', archive, run });
    const { body } = await ask('GET /actions/artifacts?name=x');
    expect([body.total_count, body.artifacts[0].id]).toEqual([2, newest.id]);
    const { status, headers } = await ask(`GET /actions/artifacts/${newest.id}/zip`);
    const location = headers.get('location') ?? '';
    expect(status).toBe(302);
    expect(location).not.toContain(server.apiUrl);
    expect(Buffer.from(await (await fetch(location)).arrayBuffer()).equals(archive)).toBe(true);
    expect((await fetch(location, { headers: { authorization: 'token x' } })).status).toBe(400);
    const forged = location.replace(/sig=(.)/, (_, first) => `sig=${first === 'A' ? 'B' : 'A'}`);
    expect((await fetch(forged)).status).toBe(403);
  });

  test('that expired are gone', async () => {
    const ask = await start();
    const { id } = server.addArtifact({ name: 'x', archive, run, expired: true });
    expect((await ask(`GET /actions/artifacts/${id}/zip`)).status).toBe(410);
    expect((await ask(`GET /actions/artifacts/${id}/tar`)).status).toBe(404);
  });
});

test.each([
  ['POST /check-runs', 'checks', 'checks=write'],
  ['POST /issues/7/comments', 'pull-requests', 'issues=write; pull_requests=write'],
  ['GET /actions/artifacts', 'contents', 'actions=read'],
])('%s with %s: read names what it would take', async (call, scope, accepted) => {
  const ask = await start({ permissions: { [scope]: 'read' } });
  const { status, headers, body } = await ask(call, call.startsWith('POST') ? {} : undefined);
  expect([status, headers.get('x-accepted-github-permissions')]).toEqual([403, accepted]);
  expect(body.message).toBe('Resource not accessible by integration');
});
