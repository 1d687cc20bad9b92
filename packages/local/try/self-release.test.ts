// This repository's own release, run by its own workflow for a copy of it; and what was released, used by another one.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import type { JobResult, RunResult } from '../runner/result.ts';
import { readVersions } from './read-versions.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { runEvent } from './run-event.ts';
import { type Happening, happeningOf } from './scenario.ts';
import { startWorld, type World } from './world.ts';

const root = process.cwd();

/**
 * Stands for the real test.yml, which installs packages and takes minutes on six machines: release.yml calls it as it calls
 * that one, with the same permissions.
 */
const tests = (script: string) => `on: workflow_call
permissions: {}
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read # checkout
    steps:
      - run: ${script}
`;
const testsFile = '.github/workflows/test.yml';

let below = '';
let repository: LocalRepository;
let world: World;
const worlds: World[] = [];
let runs = 0;

/** A copy of what of this repository its release looks at, with one commit. */
beforeAll(async () => {
  below = mkdtempSync(path.join(tmpdir(), 'self-release-'));
  const source = path.join(below, 'source', 'ci-actions');
  for (const name of ['dist', '.github/workflows/release.yml', '.gitattributes', 'package.json', 'README.md']) {
    cpSync(path.join(root, name), path.join(source, name), { recursive: true });
  }
  write(source, { [testsFile]: tests('exit 1') });
  repository = await makeRepository(source, below);
  world = await worldOf(repository, path.join(root, 'dist'), []);
});
afterAll(async () => {
  for (const one of worlds) await one.close();
  rmSync(below, { recursive: true, force: true });
  expect(worlds.map(({ github }) => github.violations)).toEqual([[], []]);
});

function write(folder: string, texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

async function worldOf(of: LocalRepository, dist: string, environments: readonly string[]): Promise<World> {
  const state = path.join(below, `aws-${of.name}`);
  const started = await startWorld(of, environments, { dist, state, faults: createFaults() });
  worlds.push(started);
  return started;
}

/** Commits a change and pushes it. @returns the commit */
async function change(message: string, texts: Record<string, string>): Promise<string> {
  write(repository.work, texts);
  const sha = await commit(repository.work, message);
  await git(repository.work, 'push', '--quiet', 'origin', 'HEAD');
  return sha;
}

async function run(of: LocalRepository, inWorld: World, happening: Happening, workflow: string): Promise<RunResult> {
  runs += 1;
  const kept = {
    world: inWorld,
    runs: path.join(below, 'runs'),
    listener: {},
    onProcess() {},
    kills: () => 0,
    print() {},
  };
  const [outcome] = await runEvent({ repository: of, workflow, ...kept }, happening, runs);
  const last = outcome?.attempts.at(-1);
  if (!last) throw new Error(outcome?.refused);
  return last;
}
const release = async (inputs?: Record<string, string>) => {
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
const state = async () => ({ refs: await remote('for-each-ref'), versions: await readVersions(world) });

/** What the bundle of the attestation says that was attested. */
function attested(result: RunResult) {
  const { outputs } = step(result, 'Attest');
  const { dsseEnvelope } = JSON.parse(readFileSync(outputs['bundle-path'] ?? '', 'utf8'));
  return JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString());
}
let archive = '';

/** What `publish` says from v1.1.0 on, as every version has a `dist/` of its own. */
const said = 'These files are of v1.1.0';

// Each goes on where the one before it has ended.
describe('a merge to main', () => {
  test('whose tests fail releases nothing', async () => {
    const before = await state();
    expect(conclusions(await release())).toEqual({ 'test / check': 'failure', release: 'skipped' });
    expect(await state()).toEqual(before);
  });

  test('makes the first version, with the v1 that users follow', async () => {
    const source = await change('fix: the tests', { [testsFile]: tests('exit 0') });
    expect(conclusions(await release())).toEqual(allGood);
    const { v1, ...others } = await tags();
    expect(others).toEqual({ 'v1.0': v1, 'v1.0.0': { type: 'tag', commit: v1?.commit } });
    expect(await remote('rev-parse', 'v1^')).toBe(source);
  });

  test('of nothing that is to be released is green and tags nothing; by hand it goes as far as it is told', async () => {
    await change('docs: what it is', { 'README.md': 'It is this.\n' });
    await change('chore: tidy up', { 'package.json': '{ "private": true }\n' });
    const before = await state();
    const result = await release();
    expect(conclusions(result)).toEqual(allGood);
    expect(step(result, 'Tag and release').outputs).toMatchObject({ published: 'false', reason: 'no-release-commits' });
    expect(step(result, 'Attest').conclusion).toBe('skipped');
    expect(await state()).toEqual(before);

    // By hand it goes as far as it is told.
    const byHand = await release({ bump: 'patch' });
    expect(conclusions(byHand)).toEqual(allGood);
    const found = await tags();
    expect(Object.keys(found)).toEqual(['v1', 'v1.0', 'v1.0.0', 'v1.0.1']);
    expect([found.v1?.commit, found['v1.0']?.commit]).toEqual([found['v1.0.1']?.commit, found['v1.0.1']?.commit]);
    expect(attested(byHand).subject).toHaveLength(1);
  });

  test('is released as dist/ of its commit, attested; again, nothing changes', async () => {
    const file = 'dist/publish/index.js';
    const text = readFileSync(path.join(repository.work, file), 'utf8');
    const source = await change('feat(publish): say who runs', { [file]: `${text}console.log('${said}');\n` });
    const result = await release();
    expect(conclusions(result)).toEqual(allGood);

    const found = await tags();
    const { commit: tagged = '' } = found['v1.1.0'] ?? {};
    expect(found).toMatchObject({ 'v1.1.0': { type: 'tag' }, v1: { commit: tagged }, 'v1.1': { commit: tagged } });
    expect(found['v1.0']?.commit).toBe(found['v1.0.1']?.commit);
    expect(found['v1.0']?.commit).not.toBe(tagged);
    expect(await remote('rev-parse', `${tagged}^{tree}`)).toBe(await remote('rev-parse', `${source}:dist`));
    expect(await remote('rev-parse', `${tagged}^@`)).toBe(source);
    expect(await remote('log', '-1', '--format=%(trailers:key=Source-Commit,valueonly)', tagged)).toBe(source);
    expect(await remote('rev-parse', 'main')).toBe(source);
    const before = await state();
    expect(before.versions.find(({ tag }) => tag === 'v1.1.0')).toMatchObject({
      ...{ annotated: true, source, release: 'latest', notes: expect.stringContaining('say who runs') },
    });
    const { subject, predicate } = attested(result);
    expect(subject).toEqual([{ name: 'ci-actions.tar', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }]);
    expect(predicate.buildDefinition).toMatchObject({
      externalParameters: { workflow: { ref: 'refs/heads/main', path: '.github/workflows/release.yml' } },
      resolvedDependencies: [{ digest: { gitCommit: source } }],
    });
    archive = subject[0].digest.sha256;

    const again = await release();
    expect(conclusions(again)).toEqual(allGood);
    expect(await state()).toEqual(before);
    expect(step(again, 'Attest').conclusion).toBe('skipped');
    expect(step(again, 'Tag and release').outputs).toMatchObject({
      ...{ published: 'false', reason: 'already-published', tag: 'v1.1.0', version: '1.1.0', 'previous-tag': 'v1.0.1' },
      'release-url': expect.stringContaining('v1.1.0'),
    });
  });
});

describe('who uses it', () => {
  let folder = '';
  beforeAll(async () => {
    folder = path.join(below, 'v1');
    await git(below, 'clone', '--quiet', '--branch=v1', '--depth=2', `file://${repository.remote}`, folder);
  });

  test('can make the attested archive again of the tag, as SECURITY.md says', async () => {
    const security = readFileSync(path.join(root, 'SECURITY.md'), 'utf8');
    for (const command of [
      'git diff --exit-code HEAD^:dist HEAD',
      'git archive --format=tar --output=../ci-actions.tar HEAD^ dist',
    ]) {
      expect(security).toContain(`\n${command}\n`);
      await git(folder, ...command.split(' ').slice(1));
    }
    const made = readFileSync(path.join(below, 'ci-actions.tar'));
    expect(createHash('sha256').update(made).digest('hex')).toBe(archive);
  });

  test('publishes from another repository that follows v1, with the files of the tag', async () => {
    expect(await git(folder, 'rev-parse', 'HEAD^{tree}')).toBe(await git(folder, 'rev-parse', 'HEAD^:dist'));
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
    const elsewhere = await worldOf(other, folder, ['development']);
    const result = await run(other, elsewhere, await happeningOf(other, 'push'), 'dags.yml');
    expect(conclusions(result)).toEqual({ publish: 'success' });
    const publish = job(result, 'publish');
    expect(publish.steps.at(-1)?.outputs).toMatchObject({ published: 'true', reason: 'published' });
    expect(elsewhere.github.deployments()).toHaveLength(1);
    // Of this version only, and of no other folder.
    expect(logOf(publish)).toContain(said);
    expect(await git(folder, 'status', '--porcelain')).toBe('');
  });
});
