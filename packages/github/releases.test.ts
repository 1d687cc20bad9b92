import { execFile } from 'node:child_process';
import { appendFileSync, truncateSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { InputError } from '@ci-actions/errors/errors';
import { scriptedServer } from '@ci-actions/http/testing';
import { createFaults, type FaultRule } from '@ci-actions/local/faults/faults';
import { gitEnvironment } from '@ci-actions/local/github/commits';
import type { Permissions } from '@ci-actions/local/github/permissions';
import type { Settings } from '@ci-actions/local/github/release-state';
import { type Fault, type LoopbackGitHub, type SeenRequest, startGitHub } from '@ci-actions/local/github/server';
import { bareRepository, patientClock } from '@ci-actions/local/github/testing';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createGitHub } from './client.ts';
import { GitHubError, NotPermitted } from './errors.ts';
import { type NewRelease, ReleaseExists } from './releases.ts';

const run = promisify(execFile);

let repository: Awaited<ReturnType<typeof bareRepository>>;
let server: LoopbackGitHub;
let temp: string;
let faults: (request: SeenRequest) => Fault | undefined;

beforeAll(async () => {
  temp = await mkdtemp(path.join(tmpdir(), 'github-releases-'));
  repository = await bareRepository(2);
  // The toolkit looks for a proxy once, for this host: the API is on this machine, where none is needed.
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});
beforeEach(async () => {
  const tags = path.join(repository.folder, 'refs/tags');
  await rm(tags, { recursive: true });
  await mkdir(tags);
  faults = () => undefined;
  server = await startGitHub({
    owner: 'acme',
    repo: 'lib',
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

function client(permissions: Permissions = { contents: 'write', actions: 'write' }) {
  const { token } = server.mintToken({ permissions });
  return createGitHub({ token, repository: 'acme/lib', apiUrl: server.apiUrl, log: silent, retry: patientClock() });
}

/** Plays rules of `packages/local/faults` to what is asked of the API. */
function weather(...rules: FaultRule[]): void {
  const played = createFaults(rules);
  faults = ({ method, path, operation }) => {
    const fault = played.next({ method, path, ...(operation === undefined ? {} : { operation }) });
    if (fault?.kind === 'status') {
      const { status, retryAfter } = fault;
      return { status, ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }) };
    }
    return fault?.kind === 'reset' || fault?.kind === 'lost' ? fault.kind : undefined;
  };
}

const writes = { method: /POST|PATCH|DELETE/ };
const storms: [string, FaultRule[]][] = [
  ['the answer is lost', [{ match: writes, times: 1, answer: 'lost' }]],
  ['the connection breaks before anything is done', [{ match: writes, times: 1, answer: 'reset' }]],
  ['GitHub is busy', [{ match: writes, times: 2, answer: 429, retryAfter: 1 }]],
  ['GitHub is broken for a while', [{ match: writes, times: 2, answer: 502 }]],
  [
    'the answer is lost, and the look after it too',
    [
      { match: writes, times: 1, answer: 'lost' },
      { match: { method: 'GET' }, times: 2, answer: 'reset' },
    ],
  ],
];

const release = (more: Partial<NewRelease> = {}): NewRelease => ({
  tag: 'lib-v1.0.0',
  name: 'lib 1.0.0',
  body: '## Features\r\n\n- a, by @ann\n',
  draft: false,
  prerelease: false,
  latest: 'true',
  ...more,
});
const draft = release({ draft: true });
const caught = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error('Nothing was thrown.'),
    (thrown) => thrown,
  );
const asked = () => server.requests.map(({ method, path }) => `${method} ${path.replace('/repos/acme/lib', '')}`);

/** A file of this many bytes that do not repeat soon. */
async function file(
  name: string,
  size: number,
  first = 0,
): Promise<{ name: string; file: string; size: number; contentType: string }> {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) bytes[at] = (first + at * 31 + (at >> 8)) & 255;
  const target = path.join(temp, name);
  await writeFile(target, bytes);
  return { name, file: target, size, contentType: 'application/zip' };
}
const kept = () =>
  server.releases().flatMap(({ assets }) => assets.map(({ name, state, bytes }) => [name, state, bytes.length]));

describe('a release', () => {
  test('is made in one call, found in one, and changed in one', async () => {
    const github = client();
    const made = await github.createRelease(release());
    expect(await github.findRelease('lib-v1.0.0')).toEqual(made);
    const changed = await github.updateRelease(made.id, { name: 'other', latest: 'legacy' });
    expect(changed).toEqual({ ...made, name: 'other' });
    expect(made).toEqual({
      id: expect.any(Number),
      tag: 'lib-v1.0.0',
      name: 'lib 1.0.0',
      body: release().body,
      draft: false,
      prerelease: false,
      immutable: false,
      url: `${server.url}/acme/lib/releases/tag/lib-v1.0.0`,
      assets: [],
    });
    expect(asked()).toEqual(['POST /releases', 'GET /releases/tags/lib-v1.0.0', `PATCH /releases/${made.id}`]);
  });

  test('that is not there costs two calls, without drafts one', async () => {
    expect(await client().findRelease('a/b')).toBeUndefined();
    expect(await client().findRelease('a/b', { drafts: false })).toBeUndefined();
    expect(asked()).toEqual([
      'GET /releases/tags/a%2Fb',
      'GET /releases?per_page=100&page=1',
      'GET /releases/tags/a%2Fb',
    ]);
  });

  test('a draft is found behind two hundred others, and no further is looked than needed', async () => {
    const github = client();
    const first = await github.createRelease(draft);
    const others = Array.from({ length: 250 }, (_, at) => ({
      ...server.releases()[0],
      id: 10_000 + at,
      tag: `other-${at}`,
    }));
    (server.releases() as object[]).push(...others);
    server.requests.splice(0);
    expect((await github.findRelease(draft.tag))?.id).toBe(first.id);
    expect(server.requests).toHaveLength(4);
    expect((await github.findRelease('other-249'))?.tag).toBe('other-249');
    expect(server.requests).toHaveLength(6);
  });

  test('a draft is published with its tag, a pre-release is never the latest', async () => {
    const github = client();
    const { id } = await github.createRelease({ ...draft, target: repository.shas[0] ?? '' });
    const published = await github.updateRelease(id, { draft: false, latest: 'true' });
    expect(published).toMatchObject({ id, draft: false, tag: draft.tag });
    await github.createRelease(release({ tag: 'v2-rc', prerelease: true }));
    const { stdout } = await run('git', ['--git-dir', repository.folder, 'rev-parse', draft.tag], {
      env: gitEnvironment(),
    });
    expect(stdout.trim()).toBe(repository.shas[0]);
    const latest = await fetch(`${server.apiUrl}/repos/acme/lib/releases/latest`, {
      headers: { authorization: `token ${server.mintToken().token}` },
    });
    expect(await latest.json()).toMatchObject({ tag_name: draft.tag });
  });

  test.each(storms)('is made once: %s', async (_name, rules) => {
    weather(...rules);
    const made = await client().createRelease(release());
    expect(server.releases().map(({ id, body }) => [id, body])).toEqual([[made.id, release().body]]);
  });

  test.each(storms)('as a draft, once: %s', async (_name, rules) => {
    weather(...rules);
    const made = await client().createRelease(draft);
    expect(server.releases().map(({ id }) => id)).toEqual([made.id]);
  });

  test.each(storms)('is published once: %s', async (_name, rules) => {
    server.settings.immutableReleases = true;
    const github = client();
    const { id } = await github.createRelease(draft);
    weather(...rules);
    expect(await github.updateRelease(id, { draft: false, latest: 'true' })).toMatchObject({
      draft: false,
      immutable: true,
    });
  });

  test('of the same text that is there already is our own; of another text it is not', async () => {
    const made = await client().createRelease(release());
    expect(await client().createRelease(release({ body: '## Features\n\n- a, by @ann' }))).toEqual(made);
    const error = await caught(client().createRelease(release({ body: 'b' })));
    expect(error).toBeInstanceOf(ReleaseExists);
    expect(error).toMatchObject({ status: 422, release: made });
    expect(error.message).toBe(
      `GitHub could not create the release lib-v1.0.0 of acme/lib: there is a release of lib-v1.0.0 already, with another text: ${made.url} .`,
    );
    const { id } = await client().createRelease(draft);
    expect((await caught(client().updateRelease(id, { draft: false }))).message).toMatch(
      /another release of the tag of this release is published already\.$/,
    );
  });

  test('the text may have 125,000 characters and no more; nothing is sent of a longer one', async () => {
    const github = client();
    const { id } = await github.createRelease(release({ body: '😀'.repeat(125_000) }));
    server.requests.splice(0);
    for (const work of [
      () => github.createRelease(release({ body: 'x'.repeat(125_001) })),
      () => github.updateRelease(id, { body: 'x'.repeat(125_001) }),
    ]) {
      const error = await caught(Promise.resolve().then(work));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toBe(
        'The text of the release lib-v1.0.0 has 125,001 characters, but GitHub takes 125,000: shorten it.',
      );
    }
    expect(server.requests).toEqual([]);
  });

  test.each<[string, Partial<Settings>, RegExp]>([
    [
      'a tag name that is burned',
      { immutableReleases: true },
      /^GitHub could not create the release lib-v1\.0\.0 of acme\/lib \(422 Validation Failed: .*\): an immutable release has had the tag lib-v1\.0\.0, and .* Release under the next version\.$/,
    ],
    [
      'a ruleset',
      { rulesets: [{ refs: ['refs/tags/**'], creation: true }] },
      /creations being restricted.*\): a ruleset of the repository does not let this token make the tag lib-v1\.0\.0\. Let an administrator/,
    ],
  ])('is refused for %s in a sentence', async (_name, settings, message) => {
    Object.assign(server.settings, settings);
    if (settings.immutableReleases) {
      const { id } = await client().createRelease(release());
      const headers = { authorization: `token ${server.mintToken({ permissions: 'write-all' }).token}` };
      await fetch(`${server.apiUrl}/repos/acme/lib/releases/${id}`, { method: 'DELETE', headers });
      await run('git', ['--git-dir', repository.folder, 'tag', '-d', draft.tag], { env: gitEnvironment() });
      server.requests.splice(0);
    }
    const error = await caught(client().createRelease(release()));
    expect(error).toMatchObject({ name: 'GitHubError', status: 422, message: expect.stringMatching(message) });
    expect(asked()).toEqual(['POST /releases']);
  });

  test.each<[string, number, string | undefined, RegExp]>([
    [
      'with a header of two choices',
      403,
      'contents=write; contents=write,workflows=write',
      /^The token may not create the release lib-v1\.0\.0 of acme\/lib \(403 No; GitHub accepts contents=write; contents=write,workflows=write\): add `contents: write` under `permissions:` of the job\. Where the job has that, .* `workflows: write`/,
    ],
    ['with a header that only an app can meet', 403, 'workflows=write', /it would take `workflows: write`, which only/],
    [
      'without a header',
      404,
      undefined,
      /^GitHub does not let the token create .* \(404 No\): check the repository's name, and add `contents: write`/,
    ],
    [
      'with a header that is none',
      403,
      '<b>::warning::',
      /\(403 No\): add `contents: write` under `permissions:` of the job\.$/,
    ],
  ])('is refused for a permission, %s', async (_name, status, header, message) => {
    faults = () => ({
      status,
      headers: header === undefined ? {} : { 'x-accepted-github-permissions': header },
      body: { message: 'No.' },
    });
    const error = await caught(client().createRelease(release()));
    expect(error).toBeInstanceOf(NotPermitted);
    expect(error.message).toMatch(message);
  });
});

describe('a file of a release', () => {
  test.each([1, 300_000, 3_000_000])('of %d bytes is sent whole, in one call', async (size) => {
    const github = client();
    const { id } = await github.createRelease(draft);
    server.requests.splice(0);
    const sent = await file('my dist (1).zip', size);
    await github.uploadAsset(id, sent);
    expect(asked()).toEqual([`POST /releases/${id}/assets?name=my+dist+%281%29.zip`]);
    const [asset] = server.releases()[0]?.assets ?? [];
    expect([asset?.name, asset?.contentType, asset?.state]).toEqual(['my.dist.1.zip', 'application/zip', 'uploaded']);
    expect((await github.findRelease(draft.tag))?.assets).toEqual([
      { id: asset?.id, name: 'my.dist.1.zip', size, digest: expect.stringMatching(/^sha256:/), complete: true },
    ]);
  });

  test.each(storms)('is sent once: %s', async (_name, rules) => {
    const { id } = await client().createRelease(draft);
    const sent = await file('a.zip', 1000);
    weather(...rules);
    await client().uploadAsset(id, sent);
    expect(kept()).toEqual([['a.zip', 'uploaded', 1000]]);
  });

  test('what an earlier run has left half is replaced, what it has sent is left', async () => {
    const { id } = await client().createRelease(draft);
    const sent = await file('a.zip', 1000);
    faults = ({ operation }) => (operation?.endsWith('{release_id}/assets') ? { status: 502 } : undefined);
    expect((await caught(client().uploadAsset(id, sent))).message).toMatch(
      /^Uploading a\.zip did not succeed within 60 s/,
    );
    faults = () => undefined;
    expect(kept()).toEqual([['a.zip', 'starter', 0]]);
    expect((await client().findRelease(draft.tag))?.assets).toMatchObject([{ complete: false, digest: undefined }]);
    await client().uploadAsset(id, sent);
    await client().uploadAsset(id, sent);
    expect(kept()).toEqual([['a.zip', 'uploaded', 1000]]);
  });

  test('another file of that name stays what it is', async () => {
    const { id } = await client().createRelease(draft);
    await client().uploadAsset(id, await file('a.zip', 1000));
    const error = await caught(client().uploadAsset(id, await file('a.zip', 1000, 1)));
    expect(error).toBeInstanceOf(GitHubError);
    expect(error.message).toMatch(
      /^The release has a file a\.zip already, with other bytes \(1,000 bytes, sha256:\w{64}\) than .*a\.zip \(1,000 bytes, sha256:\w{64}\): delete it there, or give this one another name\.$/,
    );
    expect(kept()).toHaveLength(1);
  });

  test('is deleted; twice is well', async () => {
    const github = client();
    const { id } = await github.createRelease(draft);
    await github.uploadAsset(id, await file('a.zip', 10));
    const asset = (await github.findRelease(draft.tag))?.assets[0]?.id ?? 0;
    await github.deleteAsset(asset);
    await github.deleteAsset(asset);
    expect(kept()).toEqual([]);
  });

  test('of an immutable release is refused in a sentence', async () => {
    server.settings.immutableReleases = true;
    const { id } = await client().createRelease(release());
    const error = await caught(client().uploadAsset(id, await file('a.zip', 10)));
    expect(error.message).toMatch(
      /^GitHub could not upload a\.zip to the release lib-v1\.0\.0 of acme\/lib \(422 Cannot upload assets to an immutable release\): .* while it is a draft\.$/,
    );
  });

  test('other bytes than were sent are deleted again', async () => {
    const { id } = await client().createRelease(draft);
    const sent = await file('a.zip', 10);
    const deleted: string[] = [];
    faults = ({ method, path, operation }) => {
      if (method === 'DELETE') deleted.push(path);
      if (!operation?.startsWith('POST')) return method === 'DELETE' ? { status: 204 } : undefined;
      return {
        status: 201,
        body: { id: 5, name: 'a.zip', size: 10, digest: `sha256:${'0'.repeat(64)}`, state: 'uploaded' },
      };
    };
    expect((await caught(client().uploadAsset(id, sent))).message).toMatch(
      /^GitHub has got other bytes of a\.zip than were sent/,
    );
    expect(deleted).toEqual(['/repos/acme/lib/releases/assets/5']);
  });

  test.each<[string, (sent: Awaited<ReturnType<typeof file>>) => object, RegExp]>([
    ['that is not there', () => ({ file: path.join('no', 'such', 'file') }), /but there is no such file\.$/],
    ['that is a folder', () => ({ file: temp }), /but there is no such file\.$/],
    ['that has changed', ({ size }) => ({ size: size + 1 }), /had 11 bytes and has changed since/],
  ])('%s is refused before anything is sent', async (_name, over, message) => {
    const { id } = await client().createRelease(draft);
    const sent = await file('a.zip', 10);
    const error = await caught(client().uploadAsset(id, { ...sent, ...over(sent) }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
    const empty = await caught(client().uploadAsset(id, await file('empty', 0)));
    expect(empty.message).toMatch(/is empty, and GitHub takes no empty file/);
    expect(server.requests.filter(({ path }) => path.includes('?name='))).toEqual([]);
  });

  /** Lets a release say that its files are sent elsewhere. */
  function sendTo(origin: URL, id: number): void {
    const body = { id, tag_name: 'x', html_url: '', assets: [], upload_url: `${origin}up{?name,label}` };
    faults = ({ operation }) => (operation?.endsWith('releases/{release_id}') ? { status: 200, body } : undefined);
  }

  test.each<[string, (file: string) => void]>([
    ['grows', (file) => appendFileSync(file, 'x')],
    ['shrinks', (file) => truncateSync(file, 2_999_999)],
  ])('that %s while it is sent never becomes a whole file there', async (_name, change) => {
    const { id } = await client().createRelease(draft);
    const sent = await file('a.zip', 3_000_000);
    let received = 0;
    // A body of this size is sent when the server has said that it wants it, which is after this.
    const elsewhere = await scriptedServer((request) => {
      change(sent.file);
      request.on('data', (chunk) => {
        received += chunk.length;
      });
      request.on('error', () => {});
    });
    try {
      sendTo(elsewhere.origin, id);
      const error = await caught(client().uploadAsset(id, sent));
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toMatch(/had 3,000,000 bytes and has changed since: let nothing write to it\.$/);
      expect(received).toBeLessThan(3_000_000);
      expect(elsewhere.received).toHaveLength(1);
    } finally {
      await elsewhere.close();
    }
  });

  test('the token and the bytes go where GitHub says, and only there', async () => {
    const elsewhere = await scriptedServer({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });
    try {
      const { id } = await client().createRelease(draft);
      sendTo(elsewhere.origin, id);
      expect((await caught(client().uploadAsset(id, await file('a.zip', 10)))).message).toMatch(/\(307 /);
      expect(
        elsewhere.received.map(({ url, headers, body }) => [
          url,
          headers['content-length'],
          headers['content-type'],
          body.length,
        ]),
      ).toEqual([['/up?name=a.zip', '10', 'application/zip', 10]]);
    } finally {
      await elsewhere.close();
    }
  });
});

describe('a workflow', () => {
  beforeAll(async () => {
    const env = {
      ...gitEnvironment(),
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    };
    const work = await mkdtemp(path.join(temp, 'work-'));
    const git = (...args: string[]) => run('git', args, { cwd: work, env });
    await git('clone', '-q', repository.folder, '.');
    await mkdir(path.join(work, '.github/workflows'), { recursive: true });
    const deploy = 'on:\n  workflow_dispatch:\n    inputs:\n      to: { default: all }\n';
    await writeFile(path.join(work, '.github/workflows/deploy.yml'), deploy);
    await writeFile(path.join(work, '.github/workflows/test.yml'), 'on: push\n');
    await git('add', '.');
    await git('commit', '-q', '-m', 'workflows');
    await git('push', '-q', 'origin', 'main');
  });
  beforeEach(() => run('git', ['--git-dir', repository.folder, 'tag', 'v1', 'main'], { env: gitEnvironment() }));

  test('is started in one call', async () => {
    await client().dispatchWorkflow('.github/workflows/deploy.yml', 'v1', { to: 'staging' });
    await client().dispatchWorkflow('deploy.yml', 'main');
    expect(server.dispatches().map(({ workflow, ref, inputs }) => [workflow, ref, inputs])).toEqual([
      ['deploy.yml', 'refs/tags/v1', { to: 'staging' }],
      ['deploy.yml', 'refs/heads/main', { to: 'all' }],
    ]);
    expect(server.requests).toHaveLength(2);
  });

  test.each(storms.slice(1, 4))('is started: %s', async (_name, rules) => {
    weather(...rules);
    await client().dispatchWorkflow('deploy.yml', 'v1');
    expect(server.dispatches()).toHaveLength(1);
  });

  const could = String.raw`GitHub could not start \S+ of acme/lib at \S+`;
  test.each<[string, [string, string, Record<string, string>?], string]>([
    [
      'without the trigger',
      ['test.yml', 'v1'],
      `${could} \\(422 Workflow does not have 'workflow_dispatch' trigger\\): add \`workflow_dispatch:\` under \`on:\` in .github/workflows/test.yml, as it is at v1.`,
    ],
    [
      'that is not there',
      ['none.yml', 'v1'],
      `${could} \\(404 Not Found\\): check that .github/workflows/none.yml is on the default branch, and add \`actions: write\``,
    ],
    ['at a ref that is not there', ['deploy.yml', 'v9'], `${could} \\(422 No ref found for: v9\\).`],
    [
      'with an input that it does not know',
      ['deploy.yml', 'v1', { x: '1' }],
      `Unexpected inputs provided: \\["x"\\]\\): what is given has to fit the \`inputs:\``,
    ],
  ])('%s is refused in a sentence', async (_name, args, message) => {
    const error = await caught(client().dispatchWorkflow(...args));
    expect(error).toBeInstanceOf(GitHubError);
    expect(error.message).toMatch(new RegExp(message));
    expect(server.dispatches()).toEqual([]);
  });
});

describe('what a token may not do', () => {
  test.each<[string, (github: ReturnType<typeof client>) => Promise<unknown>, string]>([
    ['findRelease', (github) => github.findRelease('v1'), 'contents'],
    ['createRelease', (github) => github.createRelease(release()), 'contents'],
    ['updateRelease', (github) => github.updateRelease(1, { name: 'x' }), 'contents'],
    ['uploadAsset', async (github) => github.uploadAsset(1, await file('a.zip', 1)), 'contents'],
    ['deleteAsset', (github) => github.deleteAsset(1), 'contents'],
    ['dispatchWorkflow', (github) => github.dispatchWorkflow('a.yml', 'v1'), 'actions'],
  ])('%s names the line that is missing, and is tried once', async (_name, work, scope) => {
    const error = await caught(work(client({})));
    expect(error).toBeInstanceOf(NotPermitted);
    expect(error.message).toMatch(/\(403 Resource not accessible by integration/);
    expect(error.message).toContain(`add \`${scope}: write\` under \`permissions:\` of the job.`);
    expect(server.requests).toHaveLength(1);
  });
});
