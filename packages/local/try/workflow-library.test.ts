// The shipped template for libraries, run for each event by the runner, and what was released read back by git and from
// the API of GitHub.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaults, type Faults } from '../faults/faults.ts';
import type { JobResult, RunResult } from '../runner/result.ts';
import { type HeldVersion, readVersions } from './read-versions.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { runEvent } from './run-event.ts';
import { type Happening, happeningOf } from './scenario.ts';
import { tagVersion } from './tag-version.ts';
import { startWorld, type World } from './world.ts';

const root = process.cwd();
const template = readFileSync(path.join(root, 'action-templates/library.yml'), 'utf8');

/** The same for the small library: without what takes its time to start. The example is run with all of it. */
const workflow = template
  .replace(/ +- uses: actions\/setup-.*\n +with:\n +\S+-version: .*\n/g, '')
  .replace(/ +- uses: org\/ci-actions\/test-report@[\s\S]*?(?=\n {2}preview:)/, '');
const workflowFile = '.github/workflows/library.yml';

const suite = (inner: string, code: number) =>
  `import os, sys\nos.makedirs("test-results", exist_ok=True)\nopen("test-results/unit.xml", "w").write('<testsuite name="t"><testcase name="a">${inner}</testcase></testsuite>')\nsys.exit(${code})\n`;
/** A library as small as the template allows. */
const files: Record<string, string> = {
  'pyproject.toml': '[project]\nname = "shop-teapots" # ours\nversion = "0.0.0" # of a branch\n',
  'shop_teapots.py': 'SIZES = (1, 2)\n',
  'scripts/test.py': suite('', 0),
};

let below = '';
let repository: LocalRepository;
let world: World;
let faults: Faults;
let runs = 0;
beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), 'workflow-library-'));
  runs = 0;
});
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
  rmSync(below, { recursive: true, force: true });
});

/** @param changes files that differ from the small library @param version the one that was released before */
async function setUp(changes: Record<string, string> = {}, version?: string): Promise<void> {
  const source = path.join(below, 'source', 'shop-teapots');
  write(source, { ...files, [workflowFile]: workflow, ...changes });
  await start(source, version);
}

async function start(source: string, version?: string): Promise<void> {
  repository = await makeRepository(source, below);
  if (version !== undefined) await tagVersion(repository, version);
  faults = createFaults();
  world = await startWorld(repository, ['development', 'staging', 'production'], {
    dist: path.join(root, 'dist'),
    state: path.join(below, 'aws'),
    faults,
  });
}

function write(folder: string, texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

let changes = 0;
/** Commits and pushes a change. @returns the commit */
async function change(message: string, texts?: Record<string, string>): Promise<string> {
  changes += 1;
  write(repository.work, texts ?? { 'shop_teapots.py': `SIZES = (1, 2)\nCHANGES = ${changes}\n` });
  const sha = await commit(repository.work, message);
  await git(repository.work, 'push', '--quiet', 'origin', 'HEAD');
  return sha;
}
const branch = (name: string, at = 'HEAD') => git(repository.work, 'checkout', '--quiet', '-b', name, at);

async function run(happening: Happening): Promise<RunResult> {
  runs += 1;
  const kept = { runs: path.join(below, 'runs'), listener: {}, onProcess() {}, kills: () => 0, print() {} };
  const [outcome] = await runEvent({ repository, world, ...kept }, happening, runs);
  const last = outcome?.attempts.at(-1);
  if (!last) throw new Error(outcome?.refused);
  return last;
}

const pushed = () => happeningOf(repository, 'push');
const merge = async () => run(await pushed());
const byHand = async (inputs: Record<string, string>) => run(await happeningOf(repository, 'dispatch', inputs));

/** The pull request of a branch, as GitHub tests it: merged into main. */
async function pullRequest(head: string, number = 1): Promise<Happening> {
  const { work, name } = repository;
  const [headSha, base] = await Promise.all([git(work, 'rev-parse', head), git(work, 'rev-parse', 'main')]);
  await git(work, 'checkout', '--quiet', '--detach', 'main');
  await git(work, 'merge', '--quiet', '--no-ff', '--message', `Merge ${headSha} into ${base}`, head);
  const sha = await git(work, 'rev-parse', 'HEAD');
  const ref = `refs/pull/${number}/merge`;
  await git(work, 'push', '--quiet', '--force', 'origin', `HEAD:${ref}`);
  await git(work, 'checkout', '--quiet', head);
  if (runs === 0) {
    const of = { head: { sha: headSha, ref: head, owner: 'org' }, base: { sha: base, ref: 'main' } };
    world.github.addPull({ number, state: 'open', ...of });
  }
  const place = { name, full_name: `org/${name}`, default_branch: 'main', owner: { login: 'org' } };
  const pull_request = {
    number,
    head: { ref: head, sha: headSha, repo: place },
    base: { ref: 'main', sha: base, repo: place },
  };
  const payload = { action: 'synchronize', number, pull_request, repository: place, sender: { login: 'octocat' } };
  return { title: 'a pull request', event: { name: 'pull_request', ref, sha, payload } };
}

const conclusions = (result: RunResult) => Object.fromEntries(result.jobs.map((job) => [job.name, job.conclusion]));
const job = (result: RunResult, name: string) => result.jobs.find((one) => one.name === name) as JobResult;
const published = (result: RunResult) => job(result, 'Publish the next version');
const logOf = (one: JobResult) =>
  [
    ...one.steps.flatMap((step) => step.log.map(({ text }) => text)),
    ...one.annotations.map(({ message }) => message),
  ].join('\n');
const summaryOf = (one: JobResult) => readFileSync(one.steps.find((step) => step.summary)?.summary ?? '', 'utf8');
const outputsOf = (one: JobResult) => one.steps.at(-1)?.outputs ?? {};
const skipped = { 'Preview the release': 'skipped', 'Publish the next version': 'skipped' };
const released = { Test: 'success', 'Preview the release': 'skipped', 'Publish the next version': 'success' };

/** All that a release can change: each ref, each release, each deployment. */
const state = async () => ({
  refs: await git(repository.remote, 'for-each-ref', '--format=%(refname) %(objectname)'),
  versions: await readVersions(world),
  deployments: world.github.deployments().length,
});
const tags = async () => (await readVersions(world)).map(({ tag }) => tag);
const version = async (tag: string) => (await readVersions(world)).find((one) => one.tag === tag) as HeldVersion;
/** The requests that change something. */
const writes = () =>
  world.github.requests
    .filter(({ method, path: target }) => !/^(GET|HEAD)$/.test(method) && !target.includes('git-upload-pack'))
    .map(({ method, path: target }) => `${method} ${target.replace(/^\/repos\/org\/[^/]+|\?.*$/g, '')}`);

describe('each event', () => {
  test('a push to a branch is tested and releases nothing', async () => {
    await setUp();
    await branch('feature/x');
    await change('feat: x');
    const result = await merge();
    expect(conclusions(result)).toEqual({ Test: 'success', ...skipped });
    expect(await tags()).toEqual([]);
    expect(writes()).toEqual([]);
  });

  test('a merge to main gets the first version, its release and its record; the branch stays as it was', async () => {
    await setUp();
    const source = await git(repository.work, 'rev-parse', 'HEAD');
    const result = await merge();
    expect(conclusions(result)).toEqual(released);
    const [held, ...others] = await readVersions(world);
    expect(others).toEqual([]);
    expect(held).toEqual({
      ...{ tag: 'v0.1.0', annotated: true, source, says: '0.1.0', release: 'latest', recorded: ['production'] },
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      notes: expect.stringContaining('the first version'),
    });
    const { remote } = repository;
    expect(await git(remote, 'rev-parse', `${held?.commit}^`)).toBe(source);
    expect(await git(remote, 'diff', '--name-only', source, held?.commit ?? '')).toBe('pyproject.toml');
    expect(await git(remote, 'show', `${held?.commit}:pyproject.toml`)).toBe(
      files['pyproject.toml']?.replace('0.0.0', '0.1.0').trim(),
    );
    expect(await git(remote, 'rev-parse', 'main')).toBe(source);
    expect(outputsOf(published(result))).toMatchObject({
      ...{ published: 'true', reason: 'published', version: '0.1.0', tag: 'v0.1.0', 'previous-tag': '' },
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      notes: expect.stringContaining('the first version'),
      'release-url': expect.stringContaining('v0.1.0'),
    });
    expect(world.github.deployments().map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ kind: 'library', version: '0.1.0', commit: source }),
    ]);
  });

  test('a merge of a branch gets the version that its commits ask for, and the summary says why', async () => {
    await setUp({}, '1.0.0');
    await branch('feature/lids');
    await change('feat: lids');
    await git(repository.work, 'checkout', '--quiet', 'main');
    await git(repository.work, 'merge', '--quiet', '--no-ff', '--message', 'Merge branch feature/lids', 'feature/lids');
    await git(repository.work, 'push', '--quiet', 'origin', 'main');
    const result = await merge();
    expect(conclusions(result)).toEqual(released);
    expect(await tags()).toEqual(['v1.0.0', 'v1.1.0']);
    expect(outputsOf(published(result))).toMatchObject({ tag: 'v1.1.0', bump: 'minor', 'previous-tag': 'v1.0.0' });
    expect(summaryOf(published(result))).toMatch(/\| feat: lids \| \*\*minor\*\* \|/);
  });

  test('a merge of nothing that is to be released is green and tags nothing', async () => {
    await setUp({}, '1.0.0');
    await change('docs: what a lid is');
    const before = await state();
    const result = await merge();
    expect(conclusions(result)).toEqual(released);
    expect(outputsOf(published(result))).toMatchObject({
      ...{ published: 'false', reason: 'no-release-commits', bump: 'none', version: '1.0.0', 'previous-tag': 'v1.0.0' },
      'dev-version': expect.stringMatching(/^1\.0\.1\.dev\d+\+g[0-9a-f]{7,}$/),
    });
    expect(await state()).toEqual(before);
  });

  test('started by hand on a branch, it goes as far as it is told', async () => {
    await setUp({}, '1.0.0');
    await branch('feature/x');
    for (const [inputs, message, tag, release] of [
      [{ bump: 'patch' }, 'docs: a', 'v1.0.1', 'latest'],
      [{ 'pre-release': 'rc' }, 'feat: b', 'v1.1.0-rc.1', 'pre-release'],
      [{ bump: 'major' }, 'docs: c', 'v2.0.0', 'latest'],
    ] as const) {
      const source = await change(message);
      const result = await byHand(inputs);
      expect([tag, conclusions(result)]).toEqual([tag, released]);
      // A version of Python's is written as Python has it (PEP 440).
      const says = tag.slice(1).replace('-rc.', 'rc');
      expect(await version(tag)).toMatchObject({ source, says, release, recorded: ['production'] });
    }
    expect(await tags()).toHaveLength(4);
  });

  test('a hotfix on the branch of an older version goes on from that one, and the newest stays the latest', async () => {
    await setUp({}, '1.0.0');
    await branch('hotfix/1.0');
    await git(repository.work, 'checkout', '--quiet', 'main');
    await change('feat: lids');
    await merge();
    await git(repository.work, 'checkout', '--quiet', 'hotfix/1.0');
    await change('fix: a leak', { 'leak.py': 'LEAKS = 0\n' });
    expect(conclusions(await byHand({}))).toEqual(released);
    const found = Object.fromEntries((await readVersions(world)).map(({ tag, release }) => [tag, release]));
    expect(found).toEqual({ 'v1.0.0': 'none', 'v1.0.1': 'release', 'v1.1.0': 'latest' });
  });

  test('a pull request gets one comment that says what merging it would release, and nothing else changes', async () => {
    await setUp({}, '1.0.0');
    await branch('feature/lids');
    await change('feat: lids');
    const happening = await pullRequest('feature/lids');
    const before = await state();
    const result = await run(happening);
    expect(conclusions(result)).toEqual({
      ...{ Test: 'success', 'Preview the release': 'success', 'Publish the next version': 'skipped' },
    });
    expect(world.github.comments().map(({ pull, body }) => [pull, body])).toEqual([
      [1, expect.stringMatching(/1\.1\.0[\s\S]*lids/)],
    ]);
    expect(outputsOf(job(result, 'Preview the release'))).toMatchObject({ published: 'false', reason: 'dry-run' });

    await change('feat!: no lids');
    const again = await pullRequest('feature/lids');
    const refs = (await state()).refs;
    await run(again);
    expect(world.github.comments().map(({ body }) => body)).toEqual([expect.stringContaining('2.0.0')]);
    expect(await state()).toEqual({ ...before, refs });
    expect(writes()).toEqual(['POST /issues/1/comments', expect.stringMatching(/^PATCH \/issues\/comments\/\d+$/)]);
  });
});

describe('nothing is released', () => {
  test('when a test fails; the report is there all the same', async () => {
    await setUp({
      [workflowFile]: template,
      'scripts/test.py': suite('<failure message="1 is not 2"/>', 1),
    });
    const result = await merge();
    expect(conclusions(result)).toEqual({ Test: 'failure', ...skipped });
    expect(summaryOf(job(result, 'Test'))).toContain('1 is not 2');
    expect(await tags()).toEqual([]);
    expect(world.github.deployments()).toEqual([]);
  });

  test.each([
    ['without contents: write', 'contents: write', 'contents: read', /contents: write/],
    [
      'of a version file that is not there',
      /version-files: pyproject\.toml/g,
      'version-files: none.toml',
      /none\.toml/,
    ],
  ])('%s', async (_what, from, to, said) => {
    const changed = workflow.replace(from, to);
    expect(changed).not.toBe(workflow);
    await setUp({ [workflowFile]: changed });
    const before = await state();
    const result = await merge();
    expect(conclusions(result)).toEqual({ ...released, 'Publish the next version': 'failure' });
    expect(logOf(published(result))).toMatch(said);
    expect(await state()).toEqual(before);
  });
});

describe('a permission that is missing costs no more than it must', () => {
  test('without deployments: write it is released, and said that nothing was recorded', async () => {
    await setUp({ [workflowFile]: workflow.replace('deployments: write', 'attestations: read') });
    const result = await merge();
    expect(result.conclusion).toBe('success');
    expect(logOf(published(result))).toMatch(/No deployment was recorded/);
    expect(await version('v0.1.0')).toMatchObject({ release: 'latest', recorded: [] });
  });

  test('without pull-requests: write the preview is in the summary alone, and said so', async () => {
    await setUp(
      { [workflowFile]: workflow.replace(/^.*\bpull-requests: write # for the comment that.*\n/m, '') },
      '1.0.0',
    );
    await branch('feature/lids');
    await change('feat: lids');
    const result = await run(await pullRequest('feature/lids'));
    const preview = job(result, 'Preview the release');
    expect(preview.conclusion).toBe('success');
    expect(logOf(preview)).toMatch(/There is no comment .*pull-requests/);
    expect(summaryOf(preview)).toContain('1.1.0');
    expect(world.github.comments()).toEqual([]);
  });
});

describe('again', () => {
  test('the same commit gets no other version: green, every output filled, nothing written', async () => {
    await setUp({}, '1.0.0');
    await change('feat: lids');
    const happening = await pushed();
    const first = await run(happening);
    const [before, written] = [await state(), writes().length];
    const second = await run(happening);
    expect([first.conclusion, second.conclusion]).toEqual(['success', 'success']);
    expect(await state()).toEqual(before);
    expect(writes()).toHaveLength(written);
    const [was, is] = [first, second].map((result) => outputsOf(published(result)));
    expect(is).toMatchObject({ published: 'false', reason: 'already-published' });
    for (const name of ['version', 'tag', 'digest', 'previous-tag', 'release-url', 'notes']) {
      expect([name, is?.[name]]).toEqual([name, was?.[name]]);
      expect(is?.[name]).not.toBe('');
    }
  });

  test('an older run that comes late is superseded, and green', async () => {
    await setUp({}, '1.0.0');
    await change('feat: lids');
    const older = await pushed();
    await change('fix: the lids');
    expect((await merge()).conclusion).toBe('success');
    const before = await state();
    const late = await run(older);
    expect(conclusions(late)).toEqual(released);
    expect(outputsOf(published(late))).toMatchObject({ published: 'false', reason: 'superseded' });
    expect(await state()).toEqual(before);
    // What it would have released is in the newer version.
    expect(await tags()).toEqual(['v1.0.0', 'v1.1.0']);
  });

  test('a release that GitHub does not take leaves a tag, and the next run finishes it', async () => {
    await setUp({}, '1.0.0');
    await change('feat: lids');
    const happening = await pushed();
    faults.add({ match: { method: 'POST', path: /\/releases$/ }, answer: 422, times: 1 });
    const broken = await run(happening);
    expect(published(broken).conclusion).toBe('failure');
    const { commit: tagged } = await version('v1.1.0');
    expect(await version('v1.1.0')).toMatchObject({ release: 'none' });
    const result = await run(happening);
    expect(result.conclusion).toBe('success');
    expect(await version('v1.1.0')).toMatchObject({ commit: tagged, release: 'latest', recorded: ['production'] });
    expect(await tags()).toEqual(['v1.0.0', 'v1.1.0']);
  });
});

test('the example passes its own tests and gets the version after the one it had', async () => {
  const source = path.join(below, 'source', 'library');
  cpSync(path.join(root, 'examples/library'), source, { recursive: true });
  write(source, { [workflowFile]: template });
  await start(source, '1.0.0');
  const sha = await change('feat: deliver on Saturdays', { 'shop_delivery/saturdays.py': 'COUNTRIES = ("FR",)\n' });
  const result = await merge();
  expect(conclusions(result)).toEqual(released);
  for (const level of ['unit', 'integration']) expect(summaryOf(job(result, 'Test'))).toContain(level);
  expect(await readVersions(world)).toMatchObject([
    { tag: 'v1.0.0', says: '1.0.0' },
    { tag: 'v1.1.0', says: '1.1.0', source: sha, release: 'latest', recorded: ['production'] },
  ]);
  // Their layout is as it was: the comment above the version too.
  const changed = await git(repository.remote, 'diff', '--unified=0', 'main', 'v1.1.0');
  expect(changed.split('\n').filter((line) => /^[-+][^-+]/.test(line))).toEqual([
    '-version = "0.0.0"',
    '+version = "1.1.0"',
  ]);
});
