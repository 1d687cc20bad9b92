import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { harmless } from '@ci-actions/kit/escape';
import type { Fault, GitHubOptions, SeenRequest } from '@ci-actions/local/github/server';
import { startPythonIndex } from '@ci-actions/local/index/python-index';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { makePlace, type Place } from './test-tools.ts';

let place: Place;
/** What befalls the requests of a test. */
let weather: (request: SeenRequest) => ReturnType<NonNullable<GitHubOptions['onRequest']>>;

async function open(options: Partial<GitHubOptions> = {}): Promise<void> {
  weather = () => undefined;
  place = await makePlace({ ...options, onRequest: (request) => weather(request) });
}

afterEach(async () => {
  jest.restoreAllMocks();
  await place.close();
  expect(place.github.violations).toEqual([]);
});

/** What is asked, in a word or two. */
function nameOf({ part, method, path: target, operation }: SeenRequest): string {
  if (part !== 'git') return operation ?? `${method} ${target}`;
  const service = target.includes('receive-pack') ? 'push' : 'read';
  return `${service}${target.includes('/info/refs') ? ', its refs' : ''}`;
}

/** Sentences for a person: one line where no remote has spoken, no stack, nothing of a program's insides. */
function expectSentences(text: string | undefined): void {
  expect(text).toMatch(/^[A-Z]\S* .*\./);
  expect(text).not.toMatch(/\n\s+at |undefined|\[object|[0-9a-f]{40}/);
}

const everything = { contents: 'write', actions: 'write' } as const;
const workflow = { '.github/workflows/deploy.yml': 'on: workflow_dispatch\njobs: {}\n' };
const files = { 'out/a.whl': 'wheel' };
const full = { assets: 'out/*', dispatch: 'deploy.yml', 'floating-tags': 'true' };

/** What there is of the version 1.1.0, as a whole run leaves it. */
function held() {
  return {
    tags: place.git('ls-remote', '--tags', '--refs', 'origin').match(/refs\/tags\/.*/g),
    on: [...new Set(['v1.1.0', 'v1.1', 'v1'].map((name) => place.remote(`refs/tags/${name}`)))],
    releases: place.github.releases().map(({ tag, draft, assets }) => [tag, draft, assets.map(({ state }) => state)]),
    dispatches: place.github.dispatches().length,
  };
}
const whole = (head: string) => ({
  tags: ['refs/tags/v1', 'refs/tags/v1.0.0', 'refs/tags/v1.1', 'refs/tags/v1.1.0'],
  on: [head],
  releases: [['v1.1.0', false, ['uploaded']]],
  dispatches: 1,
});

function begin(): string {
  place.commit('feat: begin', workflow);
  place.tag('v1.0.0');
  return place.commit('feat: more');
}

describe('the network', () => {
  const everyKind = [
    'read, its refs',
    'read',
    'push, its refs',
    'push',
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    'POST /repos/{owner}/{repo}/releases',
    'POST /repos/{owner}/{repo}/releases/{release_id}/assets',
    'PATCH /repos/{owner}/{repo}/releases/{release_id}',
  ];

  test.each<[string, Fault, number]>([
    ['503 at the first of each kind of request', { status: 503, body: { message: 'Unavailable' } }, 1],
    ['a connection that breaks before anything is done', 'reset', 1],
    ['a reply that is lost after all was done', 'lost', 2],
  ])('%s: one run does it all, each thing once', async (_, fault, dispatches) => {
    await open();
    const head = begin();
    const hit = new Set<string>();
    weather = (request) => {
      const name = nameOf(request);
      if (hit.has(name)) return undefined;
      hit.add(name);
      return fault;
    };
    const { error, outputs, lines } = await place.step(full, { permissions: everything, files });
    expect([error, outputs.reason]).toEqual([undefined, 'published']);
    expect([...hit]).toEqual(expect.arrayContaining(everyKind));
    // A start cannot be recognised as one's own, so that one is made again.
    expect(held()).toEqual({ ...whole(head), dispatches });
    expect(lines.filter((line) => line.includes('trying again')).length).toBeGreaterThan(2);
  });

  test.each(everyKind.slice(3))('drops for good at %s: one sentence, and a re-run finishes', async (broken) => {
    await open();
    const head = begin();
    // A clock that jumps: what is waited for is a minute away each time.
    const real = performance.now.bind(performance);
    let ahead = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => real() + ahead);
    let down = false;
    weather = (request) => {
      down ||= nameOf(request) === broken;
      if (!down) return undefined;
      ahead += 61_000;
      return 'reset';
    };
    const first = await place.step(full, { permissions: everything, files });
    expect(first.error).toMatch(/did not succeed within 60 s|GitHub could not/);
    expectSentences(first.error);
    expect(first.outputs.reason).not.toBe('published');
    weather = () => undefined;
    const { error, outputs } = await place.step(full, { permissions: everything, files });
    expect([error, outputs.reason]).toEqual([undefined, 'published']);
    expect(outputs).toMatchObject({ tag: 'v1.1.0', version: '1.1.0', bump: 'minor', 'previous-tag': 'v1.0.0' });
    expect(held()).toMatchObject({ ...whole(head), dispatches: expect.any(Number) });
    expect([1, 2]).toContain(held().dispatches);
  });
});

describe('two merges at once', () => {
  /** Another run's tag comes to be while ours is on its way, at one of the two requests of a push. */
  async function race(at: string, ours: (commits: { older: string; newer: string }) => [own: string, other: string]) {
    await open();
    place.commit('feat: begin');
    place.tag('v1.0.0');
    const older = place.commit('feat: one');
    const newer = place.commit('fix: two');
    const [own, other] = ours({ older, newer });
    let raced = false;
    weather = (request) => {
      if (!raced && nameOf(request) === at) {
        raced = true;
        place.tag('v1.1.0', other);
      }
      return undefined;
    };
    const ran = await place.step({ 'floating-tags': 'true' }, { sha: own });
    expect(raced).toBe(true);
    expect([ran.error, place.remote('refs/tags/v1.1.0')]).toEqual([undefined, other]);
    return { ...ran, older, newer };
  }

  test.each(['push, its refs', 'push'])('at "%s" the older commit gets the version: ours is the next', async (at) => {
    const { outputs, newer, lines } = await race(at, (commits) => [commits.newer, commits.older]);
    expect(outputs).toMatchObject({ reason: 'published', version: '1.1.1', bump: 'patch', 'previous-tag': 'v1.1.0' });
    expect(['v1.1.1', 'v1.1', 'v1'].map((name) => place.remote(`refs/tags/${name}`))).toEqual([newer, newer, newer]);
    expect(place.github.releases().map(({ tag }) => tag)).toEqual(['v1.1.1']);
    expect(lines.join('\n')).toContain('Another run has made the tag v1.1.0 meanwhile.');
  });

  test.each(['push, its refs', 'push'])('at "%s" the newer commit gets it: ours is superseded', async (at) => {
    const { outputs } = await race(at, (commits) => [commits.older, commits.newer]);
    expect(outputs).toMatchObject({ reason: 'superseded', published: 'false', tag: 'v1.1.0', version: '1.1.0' });
    expect(place.git('ls-remote', '--tags', '--refs', 'origin').split('\n')).toHaveLength(2);
    expect(place.github.releases()).toEqual([]);
  });

  test('two runs of one commit, and two of two: no version twice, and no commit with two', async () => {
    await open();
    place.commit('feat: begin');
    place.tag('v1.0.0');
    const older = place.commit('feat: one');
    // GitHub takes one after the other, however they come.
    let before: Promise<unknown> = Promise.resolve();
    weather = async ({ operation }) => {
      if (operation !== 'POST /repos/{owner}/{repo}/releases') return undefined;
      const [own, turn] = [place.github.requests.at(-1), before];
      before = turn.then(async () => {
        while (own?.status === 0) await delay(2);
      });
      await turn;
      return undefined;
    };
    const twins = await Promise.all([place.step(), place.step()]);
    expect(twins.map(({ error, outputs }) => [error, outputs.version])).toEqual(Array(2).fill([undefined, '1.1.0']));
    expect(place.remote('refs/tags/v1.1.0')).toBe(older);
    expect(place.github.releases().map(({ tag, draft }) => [tag, draft])).toEqual([['v1.1.0', false]]);

    const shas = [place.commit('fix: two'), place.commit('fix: three')];
    const both = await Promise.all(shas.map((sha) => place.step({}, { sha })));
    expect(both.map(({ error }) => error)).toEqual([undefined, undefined]);
    const tagged = both.map(({ outputs: { reason, tag } }) => (reason === 'published' ? tag : reason));
    expect([
      ['v1.1.1', 'v1.1.2'],
      ['superseded', 'v1.1.1'],
    ]).toContainEqual(tagged);
    const tags = place.git('ls-remote', '--tags', '--refs', 'origin').match(/v1\.1\.[12]$/gm) ?? [];
    expect(tags).toEqual(tagged.filter((tag) => tag !== 'superseded'));
    for (const [at, tag] of tagged.entries()) {
      if (tag !== 'superseded') expect(place.remote(`refs/tags/${tag}`)).toBe(shas[at]);
    }
  });
});

describe('a remote that refuses', () => {
  test('a ruleset, by its name; the next run is not burdened by it', async () => {
    await open({ settings: { rulesets: [{ refs: ['refs/tags/v*'], creation: true }] } });
    const head = place.commit('feat: begin');
    const refused = await place.step();
    expect(refused.error).toMatch(/^The tag v0\.1\.0 was not made.*ruleset.*bypass.*The remote said: .*GH013/s);
    expectSentences(refused.error);
    expect([place.remote('refs/tags/v0.1.0'), place.github.releases()]).toEqual(['', []]);
    place.github.settings.rulesets = [];
    expect((await place.step()).outputs).toMatchObject({ reason: 'published', tag: 'v0.1.0' });
    expect(place.remote('refs/tags/v0.1.0')).toBe(head);
  });

  test('a ruleset that keeps floating tags where they are: the version is out all the same', async () => {
    await open();
    const head = begin();
    place.git('push', '--quiet', 'origin', 'v1.0.0^{commit}:refs/tags/v1');
    place.github.settings.rulesets = [{ refs: ['refs/tags/v1'], update: true }];
    const { error } = await place.step({ 'floating-tags': 'true' });
    expect(error).toMatch(/^The tag v1 was not m.*ruleset/s);
    expect(['v1.1.0', 'v1.1'].map((name) => place.remote(`refs/tags/${name}`))).toEqual([head, head]);
    expect(place.github.releases()).toMatchObject([{ tag: 'v1.1.0', draft: false }]);
    place.github.settings.rulesets = [];
    expect((await place.step({ 'floating-tags': 'true' })).error).toBeUndefined();
    expect(place.remote('refs/tags/v1')).toBe(head);
  });

  test('a name that an immutable release has used up', async () => {
    await open({ settings: { immutableReleases: true } });
    place.commit('feat: begin');
    const { outputs } = await place.step({ assets: 'out/*' }, { files });
    expect(outputs.reason).toBe('published');
    expect(place.github.releases()).toMatchObject([{ immutable: true, assets: [{ state: 'uploaded' }] }]);
    // What is immutable takes no other file: a re-run has nothing to do, and says so.
    const other = await place.step({ assets: 'out/*' }, { files: { 'out/b.whl': 'b' } });
    expect([other.error, other.outputs.reason]).toEqual([undefined, 'already-published']);
    expect(other.lines.join('\n')).toContain('The release v0.1.0 is immutable and has no "b.whl"');
    const { token } = place.github.mintToken({ permissions: { contents: 'write' } });
    const [release] = place.github.releases();
    const url = `${place.github.apiUrl}/repos/org/orders/releases/${release?.id}`;
    expect((await fetch(url, { method: 'DELETE', headers: { authorization: `token ${token}` } })).status).toBe(204);
    place.git('push', '--quiet', 'origin', ':refs/tags/v0.1.0');
    const { error } = await place.step();
    expect(error).toMatch(/^The tag v0\.1\.0 was not made.*immutable release.*next version.*The remote said: /s);
    expectSentences(error);
  });

  test.each<[string, Record<string, 'read' | 'write'>, Record<string, string>, RegExp]>([
    ['contents: write', { contents: 'read' }, {}, /^The tag v0\.1\.0 was not made, because .*`contents: write`/],
    ['contents at all', { actions: 'read' }, {}, /^The tags of origin cannot be listed: .*not found/i],
    [
      'actions: write',
      { contents: 'write' },
      { dispatch: 'deploy.yml' },
      /^The token may not start deploy\.yml .*`actions: write`/,
    ],
  ])('a token without %s', async (_, permissions, inputs, sentence) => {
    await open();
    place.commit('feat: begin', workflow);
    const { error } = await place.step(inputs, { permissions });
    expect(error).toMatch(sentence);
    expectSentences(error);
    expect((await place.step(inputs, { permissions: everything })).outputs.reason).toBe('published');
    expect(place.github.releases()).toMatchObject([{ tag: 'v0.1.0', draft: false }]);
  });

  test.each([
    [
      'refusing to allow a GitHub App to create or update workflow `.github/workflows/deploy.yml` without `workflows` permission',
      /^The tag v0\.1\.0 was not made: its commit changes workflow files.*`workflows: write`/s,
    ],
    ['::error::\u001b[31mno\u001b[0m', /^The tag v0\.1\.0 was not made\. The remote said: /],
  ])('a hook that says %j', async (said, sentence) => {
    await open();
    place.commit('feat: begin', workflow);
    const hook = path.join(place.folder, 'hooks', 'pre-receive');
    writeFileSync(`${hook}.txt`, `${said}\n`);
    writeFileSync(hook, '#!/bin/sh\ncat "$0.txt" >&2\nexit 1\n', { mode: 0o755 });
    const { error, lines } = await place.step();
    expect(error).toMatch(sentence);
    expectNoCommands([error ?? '', ...lines]);
    expect(place.remote('refs/tags/v0.1.0')).toBe('');
  });
});

/** What the runner would take as a command, and what a terminal would. */
function expectNoCommands(lines: readonly string[]): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  for (const line of lines) expect(line).not.toMatch(/^\s*::|##\[|[\u0000-\u0008\u000b-\u001f\u007f]/m);
}

describe('tags and checkouts of all kinds', () => {
  test('1,500 tags: those that are no versions are none, lightweight and annotated ones are', async () => {
    await open();
    const first = place.commit('feat: begin');
    place.tag('v1.2.0');
    const second = place.commit('fix: mend');
    const odd = [
      ...[
        'vnext',
        'v1',
        'v1.9',
        'v01.9.0',
        'v1.9.0.0',
        'v2.0.0-',
        'V3.0.0',
        'x/v3.0.0',
        'v3.0.0_1',
        '3.0.0',
        'v-3.0.0',
      ],
      ...['v99999999999999999999.0.0', 'version-4.0.0', 'v4.0.0+', 'v١.٠.٠'],
    ];
    const builds = Array.from({ length: 1_480 }, (_, n) => `v0.${n}.7`);
    const blob = place.git('rev-parse', `${place.git('commit-tree', '-m', 'x', place.git('mktree'))}^{tree}`);
    place.git('push', '--quiet', 'origin', `${blob}:refs/tags/a-tree`);
    const updates = [...odd, ...builds, 'v1.2.1-rc.1', 'v1.2.2'].map(
      (name) => `create refs/tags/${name} ${name === 'v1.2.2' ? second : first}\n`,
    );
    execFileSync('git', ['-C', place.folder, 'update-ref', '--stdin'], { input: updates.join('') });
    const head = place.commit('feat: more');
    const { error, outputs } = await place.step();
    // v1.2.2 is lightweight, v1.2.0 annotated; the higher counts.
    expect([error, outputs]).toEqual([undefined, expect.objectContaining({ tag: 'v1.3.0', 'previous-tag': 'v1.2.2' })]);
    expect(place.remote('refs/tags/v1.3.0')).toBe(head);
    expect(outputs.notes).not.toContain('mend');
  });

  test('a tag that is called like a version and is of no commit is no version', async () => {
    await open();
    place.commit('feat: begin', { 'a.py': 'a\n' });
    place.tag('v1.0.0');
    place.git('push', '--quiet', 'origin', `${place.git('rev-parse', 'HEAD:a.py')}:refs/tags/v1.5.0`);
    place.commit('fix: mend');
    const { error, outputs } = await place.step();
    expect([error, outputs.tag, outputs['previous-tag']]).toEqual([undefined, 'v1.0.1', 'v1.0.0']);
  });

  test('a branch that has no commit yet, and a folder without a repository: a sentence each', async () => {
    await open();
    begin();
    const unborn = place.checkout();
    const bare = place.checkout();
    for (const { workspace } of [unborn, bare]) rmSync(path.join(workspace, '.git'), { recursive: true });
    const git = (...args: string[]) => execFileSync('git', ['-C', unborn.workspace, ...args], { stdio: 'ignore' });
    git('init', '--initial-branch=new');
    git('remote', 'add', 'origin', `${place.github.url}/org/orders`);
    const said = [(await place.stepIn(unborn)).error, (await place.stepIn(bare)).error];
    expect(said).toEqual([
      expect.stringMatching(/^The branch that is checked out in .* has no commit yet; .*actions\/checkout does\.$/),
      expect.stringMatching(/^There is no git repository in .*; put a step with actions\/checkout before this one/),
    ]);
    expect(place.remote('refs/tags/v1.1.0')).toBe('');
  });

  test('a branch that is checked out, in a clone that is whole', async () => {
    await open();
    const head = begin();
    const { workspace, ...rest } = place.checkout();
    const git = (...args: string[]) => execFileSync('git', ['-C', workspace, ...args], { stdio: 'ignore' });
    git('fetch', '--unshallow', '--tags', `file://${place.folder}`);
    git('checkout', '-B', 'main');
    expect((await place.stepIn({ workspace, ...rest })).outputs).toMatchObject({ tag: 'v1.1.0', reason: 'published' });
    expect(place.remote('refs/tags/v1.1.0')).toBe(head);
  });

  test('a clone of a fork that has no tags and is itself cut off: the first version of its own, with a warning', async () => {
    await open();
    begin();
    place.commit('fix: two');
    const fork = `${place.folder}-fork`;
    execFileSync('git', ['clone', '--quiet', '--bare', '--depth=2', '--no-tags', `file://${place.folder}`, fork]);
    const checkout = place.checkout({ anonymous: true });
    execFileSync('git', ['-C', checkout.workspace, 'remote', 'set-url', 'origin', `file://${fork}`]);
    const { error, outputs, lines } = await place.stepIn(checkout, { release: 'false' });
    expect([error, outputs]).toEqual([
      undefined,
      expect.objectContaining({ tag: 'v0.1.0', 'previous-tag': '', bump: 'minor', reason: 'published' }),
    ]);
    expect(lines.join('\n')).toContain('The history at origin is itself cut off');
    expect(execFileSync('git', ['-C', fork, 'tag'], { encoding: 'utf8' })).toBe('v0.1.0\n');
    expect(place.remote('refs/tags/v0.1.0')).toBe('');
  });
});

test('commits that are hostile reach no line of the log as a command, and no page as markup', async () => {
  await open();
  place.commit('feat: begin');
  place.tag('v1.0.0');
  const attacks = [
    ...['::error::owned', '::set-output name=tag::v9.9.9', '##[error]owned', '::stop-commands::x', '@octocat look'],
    ...['<img src=x onerror=alert(1)>', '![x](https://evil.test/a.png)', '[y](javascript:alert(1))', 'closes #1'],
    ...['\u001b[31mred\u001b[0m', 'https://evil.test', '`</code>` | cell |', '<!-- ', '\u202egpj.exe', 'org/orders#2'],
  ];
  for (const attack of attacks) place.commit(`feat(${attack.slice(0, 6)}): ${attack}`);
  for (const attack of attacks) place.commit(`feat: ${attack}\n\n${attack}\n\nBREAKING CHANGE: ${attack}\n${attack}`);
  place.commit(attacks.join('\n'));
  place.git(
    '-c',
    'user.name=@octocat ![](https://evil.test) #1',
    'commit',
    '--quiet',
    '--allow-empty',
    '-m',
    'fix: whose',
  );
  const body = path.join(place.folder, 'message');
  writeFileSync(
    body,
    `fix: long\n\n${'x'.repeat(1_000_000)}\n${'::error::y\n'.repeat(1000)}\nBREAKING CHANGE: ${'z '.repeat(200_000)}`,
  );
  place.git('commit', '--quiet', '--allow-empty', '--file', body);
  place.git('push', '--quiet', 'origin', 'HEAD');
  const sha = place.git('rev-parse', 'HEAD');
  place.github.addPull({
    number: 3,
    state: 'open',
    head: { sha, ref: 'feature', owner: 'org' },
    base: { sha, ref: 'main' },
  });
  const preview = await place.step(
    {},
    {
      event: { name: 'pull_request', payload: { pull_request: { number: 3 } } },
      permissions: { contents: 'read', 'pull-requests': 'write' },
    },
  );
  const { error, outputs, lines, markdown } = await place.step();
  expect([preview.error, error, outputs.tag]).toEqual([undefined, undefined, 'v2.0.0']);
  expectNoCommands([...lines, ...preview.lines].map(harmless));
  expectNoCommands([...lines, ...preview.lines]);
  const [release] = place.github.releases();
  const [comment] = place.github.comments();
  expect(release?.body).toBe(outputs.notes);
  for (const page of [outputs.notes ?? '', markdown, comment?.body ?? '']) {
    expect(page).toContain('octocat');
    expect(page).toContain('owned');
    expect(page.length).toBeLessThanOrEqual(125_000);
    expectNoCommands([page]);
    expect(page).not.toMatch(/@octocat|(?<!&[a-z]*)#1\b|#2\b|\u202e/);
    expect(
      page
        .replace(/^<!-- ci-actions\/tag-library: [\w-]+ -->\n<!-- run 7\/\d -->\n/, '')
        .replace(/<\/?(details|summary)>/g, ''),
    ).not.toMatch(/<\w|<!--/);
    // Every link is one of ours.
    for (const [, url = ''] of page.matchAll(/(?<!\\)\]\(([^)]*)\)/g))
      expect(url).toMatch(`${place.github.url}/org/orders/`);
    expect(page.replaceAll(place.github.url, '')).not.toMatch(/https?:\/\//);
  }
  expect(place.git('ls-remote', '--tags', '--refs', 'origin').match(/refs\/tags\/.*/g)).toEqual([
    'refs/tags/v1.0.0',
    'refs/tags/v2.0.0',
  ]);
});

describe('a registry', () => {
  const pyproject = { 'pyproject.toml': '[project]\nname = "orders"\ndynamic = ["version"]\n' };

  test('that has the version already: skipped or refused, nothing tagged; waited for when it is tagged', async () => {
    await open();
    place.commit('feat: begin', pyproject);
    place.tag('v1.0.0');
    const head = place.commit('feat: more');
    const wheel = (version: string) => ({ [`orders-${version}-py3-none-any.whl`]: Buffer.from('wheel') });
    const has = await startPythonIndex(wheel('1.1.0'));
    const lacks = await startPythonIndex(wheel('1.0.0'));
    try {
      const skipped = await place.step({ 'check-registry': has.url });
      expect([skipped.error, skipped.outputs]).toEqual([
        undefined,
        expect.objectContaining({ published: 'false', reason: 'already-published', version: '1.1.0', tag: '' }),
      ]);
      const failed = await place.step({ 'check-registry': has.url, 'if-published': 'fail' });
      expect(failed.error).toMatch(/^The registry has version 1\.1\.0 of orders already, and it can never/);
      expect(has.requests).toEqual(['GET /simple/orders/', 'GET /simple/orders/']);
      expect([place.remote('refs/tags/v1.1.0'), place.github.releases()]).toEqual(['', []]);

      const early = await place.step({ 'check-registry': lacks.url, 'wait-for-registry': '1' });
      expect(early.error).toMatch(
        /^orders 1\.1\.0 was tagged, but is not at the registry after 1 s; .*run this job again/,
      );
      expect([place.remote('refs/tags/v1.1.0'), place.github.releases().length]).toEqual([head, 1]);
      const then = await place.step({ 'check-registry': has.url, 'wait-for-registry': '1' });
      expect([then.error, then.outputs.reason, then.outputs.tag]).toEqual([undefined, 'already-published', 'v1.1.0']);
      expect(has.requests).toHaveLength(3);
    } finally {
      await Promise.all([has.close(), lacks.close()]);
    }
  });

  test('that cannot be asked, or about what: nothing is tagged', async () => {
    await open();
    place.commit('feat: begin');
    const refusals = [
      [{ 'check-registry': 'ftp://x', package: 'orders' }, /^The input `check-registry` is no URL of the web/],
      [
        { 'check-registry': `${place.github.url}/simple/` },
        /^The input `check-registry` is set, but no pyproject\.toml/,
      ],
    ] as const;
    for (const [inputs, sentence] of refusals) expect((await place.step(inputs)).error).toMatch(sentence);
    expect(place.remote('refs/tags/v0.1.0')).toBe('');
  });
});

test('files that say another version: nothing is written, and every one of them is named', async () => {
  await open();
  place.commit('feat: begin', {
    'pyproject.toml': '[project]\nname = "orders"\nversion = "1.0.0"\n',
    'package.json': '{\n  "name": "orders",\n  "version": "1.0.1"\n}\n',
  });
  place.tag('v1.0.0');
  place.commit('feat: more');
  const inputs = { 'version-files': 'pyproject.toml\npackage.json' };
  const before = place.github.requests.length;
  const { error } = await place.step(inputs);
  expect(error).toMatch(/pyproject\.toml:3\b.*1\.0\.0.*package\.json:3\b.*1\.0\.1.*1\.1\.0/s);
  expect((await place.step({ 'version-files': 'none.toml' })).error).toContain('none.toml');
  const asked = place.github.requests.slice(before).filter((one) => /receive-pack|\/api\/v3/.test(one.path));
  expect(asked).toEqual([]);
});

test('an older commit gets a version only where that is asked for, and does not become the latest', async () => {
  await open();
  place.commit('feat: begin');
  place.tag('v1.0.0');
  const older = place.commit('fix: mend');
  const newer = place.commit('feat: more');
  await place.step({ 'floating-tags': 'true' });
  expect((await place.step({}, { sha: older })).outputs).toMatchObject({ reason: 'superseded', tag: 'v1.1.0' });
  const { outputs } = await place.step({ 'allow-older': 'true', 'floating-tags': 'true' }, { sha: older });
  expect(outputs).toMatchObject({ reason: 'published', version: '1.0.1', 'previous-tag': 'v1.0.0' });
  expect(['v1.0.1', 'v1.0', 'v1.1', 'v1'].map((name) => place.remote(`refs/tags/${name}`))).toEqual([
    ...[older, older],
    ...[newer, newer],
  ]);
  const { token } = place.github.mintToken({ permissions: { contents: 'read' } });
  const latest = await fetch(`${place.github.apiUrl}/repos/org/orders/releases/latest`, {
    headers: { authorization: `token ${token}` },
  });
  expect(await latest.json()).toMatchObject({ tag_name: 'v1.1.0' });
  // Each run again: each commit keeps its own.
  expect((await place.step({ 'allow-older': 'true' }, { sha: older })).outputs.tag).toBe('v1.0.1');
  expect((await place.step({}, { sha: older })).outputs.tag).toBe('v1.0.1');
  expect((await place.step({}, { sha: newer })).outputs).toMatchObject({ tag: 'v1.1.0', reason: 'already-published' });
});
