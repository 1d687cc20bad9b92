// This repository's own release, run by its own workflow for a copy of it; and what was released, used by another one.

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import type { JobResult, RunResult } from '../runner/result.ts';
import { readVersions } from './read-versions.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { runEvent } from './run-event.ts';
import { type Happening, happeningOf } from './scenario.ts';
import { startWorld, type World } from './world.ts';

const root = process.cwd();

/**
 * Stands for the real test.yml, which installs packages and takes minutes on six machines: called by release.yml as that
 * one is, with the same permissions, it passes where there is no file `fails`.
 */
const tests = `on: workflow_call
permissions: {}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # checkout
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - run: test ! -e fails
`;

let below = '';
let repository: LocalRepository;
const worlds: World[] = [];
let runs = 0;
beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), 'self-release-'));
});
afterEach(async () => {
  for (const world of worlds.splice(0)) {
    await world.close();
    expect(world.github.violations).toEqual([]);
  }
  rmSync(below, { recursive: true, force: true });
});

function write(folder: string, texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** A copy of what of this repository its release looks at, with one commit. @returns its GitHub */
async function copyOfThis(texts: Record<string, string> = {}): Promise<World> {
  const source = path.join(below, 'source', 'ci-actions');
  for (const name of ['dist', '.github/workflows/release.yml', '.gitattributes', 'package.json', 'README.md']) {
    cpSync(path.join(root, name), path.join(source, name), { recursive: true });
  }
  write(source, { '.github/workflows/test.yml': tests, ...texts });
  repository = await makeRepository(source, below);
  return worldOf(repository, path.join(root, 'dist'), []);
}

async function worldOf(of: LocalRepository, dist: string, environments: readonly string[]): Promise<World> {
  const state = path.join(below, `aws-${of.name}`);
  const world = await startWorld(of, environments, { dist, state, faults: createFaults() });
  worlds.push(world);
  return world;
}

/** Version 1.0.0 of the last commit, as the workflow would have released it. */
async function released(): Promise<void> {
  const { work } = repository;
  const source = await git(work, 'rev-parse', 'HEAD');
  const message = ['-m', 'The folder dist', '-m', `Source-Commit: ${source}`];
  const tagged = await git(work, 'commit-tree', '-p', source, ...message, 'HEAD:dist');
  await git(work, 'tag', '--annotate', '--message', 'ci-actions 1.0.0', 'v1.0.0', tagged);
  await git(work, 'push', '--quiet', 'origin', 'v1.0.0', `${tagged}:refs/tags/v1`, `${tagged}:refs/tags/v1.0`);
}

/** Commits a change and pushes it. @returns the commit */
async function change(message: string, texts: Record<string, string>): Promise<string> {
  write(repository.work, texts);
  const sha = await commit(repository.work, message);
  await git(repository.work, 'push', '--quiet', 'origin', 'HEAD');
  return sha;
}

async function run(of: LocalRepository, world: World, happening: Happening, workflow: string): Promise<RunResult> {
  runs += 1;
  const kept = { runs: path.join(below, 'runs'), listener: {}, onProcess() {}, kills: () => 0, print() {} };
  const [outcome] = await runEvent({ repository: of, world, workflow, ...kept }, happening, runs);
  const last = outcome?.attempts.at(-1);
  if (!last) throw new Error(outcome?.refused);
  return last;
}
const release = async (world: World, inputs?: Record<string, string>) => {
  const happening = await (inputs ? happeningOf(repository, 'dispatch', inputs) : happeningOf(repository, 'push'));
  return run(repository, world, happening, 'release.yml');
};

const job = (result: RunResult, name: string) => result.jobs.find((one) => one.name === name) as JobResult;
const step = (result: RunResult, name: string) =>
  job(result, 'Release').steps.find((one) => one.name === name) as JobResult['steps'][number];
const conclusions = (result: RunResult) => Object.fromEntries(result.jobs.map((one) => [one.id, one.conclusion]));
const logOf = (one: JobResult) => one.steps.flatMap(({ log }) => log.map(({ text }) => text)).join('\n');
const allGood = { 'test / check': 'success', release: 'success' };

const remote = (...args: string[]) => git(repository.remote, ...args);
/** Each tag: the commit that it leads to, and whether it is annotated. */
const tags = async () => {
  const lines = await remote(
    'for-each-ref',
    '--format=%(refname:strip=2) %(objecttype) %(*objectname)%(objectname)',
    'refs/tags',
  );
  return Object.fromEntries(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [name = '', type, ids = ''] = line.split(' ');
        return [name, { type, commit: ids.slice(0, 40) }];
      }),
  );
};
const state = async (world: World) => ({ refs: await remote('for-each-ref'), versions: await readVersions(world) });

/** The tag as a user has it. */
async function checkOut(tag: string, depth: number): Promise<string> {
  const folder = path.join(below, `checked-out-${tag}-${depth}`);
  await git(below, 'clone', '--quiet', '--branch', tag, `--depth=${depth}`, `file://${repository.remote}`, folder);
  return folder;
}

/** What the bundle of the attestation says that was attested. */
function attested(result: RunResult) {
  const { outputs } = step(result, 'Attest');
  const { dsseEnvelope } = JSON.parse(readFileSync(outputs['bundle-path'] ?? '', 'utf8'));
  return JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString());
}
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

const said = 'These files are of v1.1.0';
/** As every version is one: `dist/` changes with it. The last line of a module runs as well as its first. */
const feature = () => ({
  'dist/publish/index.js': `${readFileSync(path.join(repository.work, 'dist/publish/index.js'), 'utf8')}\nconsole.log('${said}');\n`,
});

describe('a merge to main', () => {
  test('is released as dist/ of its commit, attested, and runs elsewhere as @v1; again, nothing changes', async () => {
    const world = await copyOfThis();
    await released();
    const source = await change('feat(publish): say who runs', feature());
    const result = await release(world);
    expect(conclusions(result)).toEqual(allGood);

    const found = await tags();
    const { commit: tagged = '' } = found['v1.1.0'] ?? {};
    expect(found).toMatchObject({ 'v1.1.0': { type: 'tag' }, v1: { commit: tagged }, 'v1.1': { commit: tagged } });
    expect(found['v1.0']?.commit).toBe(found['v1.0.0']?.commit);
    expect(found['v1.0']?.commit).not.toBe(tagged);
    expect(await remote('rev-parse', `${tagged}^{tree}`)).toBe(await remote('rev-parse', `${source}:dist`));
    expect(await remote('rev-parse', `${tagged}^@`)).toBe(source);
    expect(await remote('log', '-1', '--format=%(trailers:key=Source-Commit,valueonly)', tagged)).toBe(source);
    expect(await remote('rev-parse', 'main')).toBe(source);
    expect(await readVersions(world)).toMatchObject([
      { tag: 'v1', annotated: false, release: 'none' },
      { tag: 'v1.0' },
      { tag: 'v1.0.0' },
      { tag: 'v1.1' },
      { tag: 'v1.1.0', annotated: true, source, release: 'latest', notes: expect.stringContaining('say who runs') },
    ]);

    // What was attested can be made again of the tag, as SECURITY.md says.
    const statement = attested(result);
    const clone = await checkOut('v1.1.0', 2);
    const tar = path.join(below, 'ci-actions.tar');
    const security = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');
    for (const command of [
      'git diff --exit-code HEAD^:dist HEAD',
      'git archive --format=tar --output=../ci-actions.tar HEAD^ dist',
    ]) {
      expect(security).toContain(`\n${command}\n`);
      await git(clone, ...command.split(' ').slice(1));
    }
    expect(statement.subject).toEqual([{ name: 'ci-actions.tar', digest: { sha256: sha256(tar) } }]);
    expect(statement.predicate.buildDefinition).toMatchObject({
      externalParameters: { workflow: { ref: 'refs/heads/main', path: '.github/workflows/release.yml' } },
      resolvedDependencies: [{ digest: { gitCommit: source } }],
    });

    const before = await state(world);
    const again = await release(world);
    expect(conclusions(again)).toEqual(allGood);
    expect(await state(world)).toEqual(before);
    expect(step(again, 'Attest').conclusion).toBe('skipped');
    expect(step(again, 'Tag and release').outputs).toMatchObject({
      ...{ published: 'false', reason: 'already-published', tag: 'v1.1.0', version: '1.1.0', 'previous-tag': 'v1.0.0' },
      'release-url': expect.stringContaining('v1.1.0'),
    });

    await usedElsewhere(await checkOut('v1', 1), tagged);
  });

  test('of nothing that is to be released is green and tags nothing; by hand it goes as far as it is told', async () => {
    const world = await copyOfThis();
    await released();
    await change('docs: what it is', { 'README.md': 'It is this.\n' });
    await change('chore: tidy up', { 'package.json': '{ "private": true }\n' });
    const before = await state(world);
    const result = await release(world);
    expect(conclusions(result)).toEqual(allGood);
    expect(step(result, 'Tag and release').outputs).toMatchObject({ published: 'false', reason: 'no-release-commits' });
    expect(step(result, 'Attest').conclusion).toBe('skipped');
    expect(await state(world)).toEqual(before);

    const byHand = await release(world, { bump: 'patch' });
    expect(conclusions(byHand)).toEqual(allGood);
    const found = await tags();
    expect(Object.keys(found)).toEqual(['v1', 'v1.0', 'v1.0.0', 'v1.0.1']);
    expect([found.v1?.commit, found['v1.0']?.commit]).toEqual([found['v1.0.1']?.commit, found['v1.0.1']?.commit]);
    expect(attested(byHand).subject).toHaveLength(1);
  });

  test('whose tests fail releases nothing; the one that mends them makes the first version, with its v1', async () => {
    const world = await copyOfThis({ fails: '' });
    const before = await state(world);
    const result = await release(world);
    expect(conclusions(result)).toEqual({ 'test / check': 'failure', release: 'skipped' });
    expect(await state(world)).toEqual(before);

    rmSync(path.join(repository.work, 'fails'));
    const source = await change('fix: the tests', {});
    expect(conclusions(await release(world))).toEqual(allGood);
    const { v1, ...others } = await tags();
    expect(others).toEqual({ 'v1.0': v1, 'v1.0.0': { type: 'tag', commit: v1?.commit } });
    expect(await remote('rev-parse', 'v1^')).toBe(source);
  });
});

/** A workflow of another repository that follows v1 publishes with the files of the tag. */
async function usedElsewhere(folder: string, tagged: string): Promise<void> {
  expect(await git(folder, 'rev-parse', 'HEAD')).toBe(tagged);
  const source = path.join(below, 'source', 'shop-dags');
  write(source, {
    'dags/a.py': 'A = 1\n',
    '.github/workflows/dags.yml': `on: push
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    environment: development
    permissions:
      contents: read
      deployments: write
      id-token: write
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - uses: org/ci-actions/publish@v1
        with:
          kind: dags
          environment: development
          bucket: \${{ vars.DAGS_BUCKET }}
          aws-region: \${{ vars.AWS_REGION }}
          role-to-assume: \${{ vars.AWS_ROLE }}
`,
  });
  const other = await makeRepository(source, below);
  const world = await worldOf(other, folder, ['development']);
  const result = await run(other, world, await happeningOf(other, 'push'), 'dags.yml');
  expect(conclusions(result)).toEqual({ publish: 'success' });
  const publish = job(result, 'publish');
  expect(publish.steps.at(-1)?.outputs).toMatchObject({ published: 'true', reason: 'published' });
  expect(world.github.deployments()).toHaveLength(1);
  // Of this version only, and of no other folder.
  expect(logOf(publish)).toContain(said);
  expect(await git(folder, 'status', '--porcelain')).toBe('');
}
