// The shipped template, run for each event by the runner, and what was published read back with AWS's own client.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaults, type Faults } from '../faults/faults.ts';
import type { JobResult, RunResult } from '../runner/result.ts';
import { readBack } from './read-back.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { type Outcome, runEvent } from './run-event.ts';
import { type Happening, happeningOf } from './scenario.ts';
import { startWorld, type World } from './world.ts';

const root = process.cwd();
const template = readFileSync(path.join(root, 'action-templates/dags.yml'), 'utf8');

/** A DAG repository as small as the template allows. */
const files: Record<string, string> = {
  'dags/common.py': 'LIMIT = 3\n',
  'dags/orders.py': 'from airflow import DAG\nfrom common import LIMIT\n\nwith DAG(dag_id="orders"):\n    pass\n',
  'plugins/team.py': 'TEAM = "shop"\n',
  'requirements.txt': 'requests==2.32.0\n',
  'scripts/configure.py': 'import sys\nopen("dags/environment.json", "w").write(\'{"name": "%s"}\' % sys.argv[2])\n',
  'scripts/test.py':
    'import os\nos.makedirs("test-results", exist_ok=True)\nopen("test-results/junit.xml", "w").write(\'<testsuite name="t"><testcase name="a"/></testsuite>\')\n',
};

let below = '';
let repository: LocalRepository;
let world: World;
let faults: Faults;
let runs = 0;

beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), 'workflow-'));
  runs = 0;
});
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
  rmSync(below, { recursive: true, force: true });
});

/** @param changes files that differ from the small repository */
async function setUp(changes: Record<string, string> = {}): Promise<void> {
  const source = path.join(below, 'source', 'dags');
  write(source, { ...files, '.github/workflows/dags.yml': template, ...changes });
  repository = await makeRepository(source, below);
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

async function run(happening: Happening): Promise<RunResult> {
  const { attempts, refused } = await runOutcome(happening);
  const last = attempts.at(-1);
  if (!last) throw new Error(refused);
  return last;
}

async function runOutcome(happening: Happening): Promise<Outcome> {
  runs += 1;
  const session = {
    repository,
    world,
    runs: path.join(below, 'runs'),
    listener: {},
    onProcess() {},
    kills: () => 0,
    print() {},
  };
  const [outcome] = await runEvent(session, happening, runs);
  return outcome as Outcome;
}

const merge = async () => run(await happeningOf(repository, 'push'));
const conclusions = (result: RunResult) => Object.fromEntries(result.jobs.map((job) => [job.name, job.conclusion]));
const job = (result: RunResult, name: string) => result.jobs.find((one) => one.name === name) as JobResult;
const logOf = (one: JobResult) =>
  [
    ...one.steps.flatMap((step) => step.log.map(({ text }) => text)),
    ...one.annotations.map(({ message }) => message),
  ].join('\n');
const outputsOf = (one: JobResult) => one.steps.at(-1)?.outputs ?? {};
const writes = () => world.aws.requests.filter(({ operation }) => /Put|Delete|Post|Copy/.test(operation)).length;
const held = async () =>
  Object.fromEntries(
    (await readBack(world)).map((one) => [one.environment, one.digest === '' ? 'nothing' : one.version]),
  );
const nothing = { development: 'nothing', staging: 'nothing', production: 'nothing' };

describe('each event', () => {
  test('a push to a branch is tested and publishes nothing', async () => {
    await setUp();
    await git(repository.work, 'checkout', '--quiet', '-b', 'feature/x');
    const result = await merge();
    expect(conclusions(result)).toMatchObject({
      Test: 'success',
      'Choose environments': 'success',
      publish: 'skipped',
    });
    expect(job(result, 'Choose environments').outputs).toEqual({ environments: '[]', any: 'false' });
    expect(await held()).toEqual(nothing);
  });

  test('a merge to main publishes to staging, then to production, each with its own configuration', async () => {
    await setUp();
    const result = await merge();
    const sha = await git(repository.work, 'rev-parse', 'HEAD');
    const version = sha.slice(0, 12);
    expect(result.conclusion).toBe('success');
    expect(result.jobs.map(({ name }) => name)).toEqual([
      'Test',
      'Choose environments',
      'Publish to staging',
      'Publish to production',
    ]);
    expect(await held()).toEqual({ development: 'nothing', staging: version, production: version });
    expect(world.aws.s3.bucket('org-dags-staging').text('dags/environment.json')).toBe('{"name": "staging"}');
    const [staging] = (await readBack(world)).filter(({ environment }) => environment === 'staging');
    expect(staging?.recorded).toBe(staging?.digest);
    expect(outputsOf(job(result, 'Publish to staging'))).toMatchObject({
      published: 'true',
      reason: 'published',
      digest: staging?.digest,
      version,
      uploaded: '5',
      deleted: '0',
      unchanged: '0',
      'requirements-version-id': staging?.requirements,
      'plugins-version-id': staging?.plugins,
    });
  });

  test('started by hand, it publishes the branch to the chosen environment only', async () => {
    await setUp();
    await git(repository.work, 'checkout', '--quiet', '-b', 'feature/x');
    const result = await run(await happeningOf(repository, 'dispatch', { environment: 'development' }));
    expect(conclusions(result)).toEqual({
      Test: 'success',
      'Choose environments': 'success',
      'Publish to development': 'success',
    });
    expect(await held()).toMatchObject({ staging: 'nothing', production: 'nothing' });
  });

  test('an environment that does not exist cannot be chosen by hand', async () => {
    await setUp();
    const { attempts, refused } = await runOutcome(
      await happeningOf(repository, 'dispatch', { environment: 'stagin' }),
    );
    expect(attempts).toEqual([]);
    expect(refused).toBe(
      "Provided value 'stagin' for input 'environment' not in the list of allowed values: it is one of development, staging, production.",
    );
    expect(await held()).toEqual(nothing);
  });

  test('an environment that does not exist is refused by the action, with those that do', async () => {
    const choose = '      - uses: org/ci-actions/environments@v1\n        id: environments\n';
    await setUp({
      '.github/workflows/dags.yml': template.replace(choose, `${choose}        with:\n          on-merge: stagin\n`),
    });
    const result = await merge();
    expect(conclusions(result)).toEqual({ Test: 'success', 'Choose environments': 'failure', publish: 'skipped' });
    expect(job(result, 'Choose environments').steps.at(-1)?.annotations[0]?.message).toBe(
      'The environment "stagin" does not exist in this repository: it has development, staging and production. Correct the name, or create it in the repository\'s settings.',
    );
    expect(await held()).toEqual(nothing);
  });
});

test('with the keys of configure-aws-credentials, the action needs no role of its own', async () => {
  await setUp({
    '.github/workflows/dags.yml': template
      .replace('          role-to-assume: ${{ vars.AWS_ROLE }}\n', '')
      .replace(
        '      - uses: org/ci-actions/publish@v1\n',
        '      - uses: aws-actions/configure-aws-credentials@v6\n        id: aws\n        with:\n          aws-region: ${{ vars.AWS_REGION }}\n          role-to-assume: ${{ vars.AWS_ROLE }}\n      - run: echo "${AWS_SESSION_TOKEN:?}"\n      - uses: org/ci-actions/publish@v1\n',
      ),
  });
  const result = await run(await happeningOf(repository, 'dispatch', { environment: 'development' }));
  const publish = job(result, 'Publish to development');
  expect([publish.conclusion, outputsOf(publish).published]).toEqual(['success', 'true']);
  const [aws, echo] = publish.steps.slice(-3);
  const arn = 'arn:aws:sts::123456789012:assumed-role/publish-dags-development/GitHubActions';
  expect(aws?.outputs).toEqual({ 'aws-account-id': '123456789012', 'authenticated-arn': arn });
  expect(echo?.log.at(-1)?.text).toBe('***');
  const puts = world.aws.requests.filter(({ operation }) => operation === 'PutObject');
  expect(new Set(puts.map(({ role }) => role))).toEqual(new Set([arn]));
});

describe('nothing is published', () => {
  test('when a test fails; the report is there all the same', async () => {
    await setUp({
      'scripts/test.py':
        'import os, sys\nos.makedirs("test-results", exist_ok=True)\nopen("test-results/junit.xml", "w").write(\'<testsuite name="t"><testcase name="a"><failure message="1 is not 2"/></testcase></testsuite>\')\nsys.exit(1)\n',
    });
    const result = await merge();
    expect(result.conclusion).toBe('failure');
    expect(conclusions(result)).toEqual({ Test: 'failure', 'Choose environments': 'skipped', publish: 'skipped' });
    const summary = job(result, 'Test').steps.find((step) => step.summary)?.summary ?? '';
    expect(readFileSync(summary, 'utf8')).toContain('1 is not 2');
    expect(await held()).toEqual(nothing);
  });

  test.each([
    ['a DAG that is no Python', { 'dags/broken.py': 'def f(:\n' }, /dags\/broken\.py:1: /],
    [
      'a dag_id that is defined twice',
      { 'dags/copy.py': 'from airflow import DAG\nDAG("orders")\n' },
      /orders[\s\S]*dags\/copy\.py:2[\s\S]*dags\/orders\.py:4/,
    ],
  ])('by %s; production is not reached', async (_what, changes, said) => {
    await setUp(changes);
    const result = await merge();
    expect(conclusions(result)).toMatchObject({ Test: 'success', 'Publish to staging': 'failure' });
    expect(job(result, 'Publish to production').conclusion).toBe('cancelled');
    expect(logOf(job(result, 'Publish to staging'))).toMatch(said);
    expect(writes()).toBe(0);
  });

  test.each([
    ['id-token: write', /id-token: write/],
    ['contents: read', /Repository not found|not found/i],
  ])('when the publish job lacks %s', async (permission, said) => {
    const [before = '', publish = ''] = template.split('\n  publish:\n');
    await setUp({
      '.github/workflows/dags.yml': `${before}\n  publish:\n${publish.replace(new RegExp(`^ +${permission}.*\n`, 'm'), '')}`,
    });
    const result = await merge();
    expect(job(result, 'Publish to staging').conclusion).toBe('failure');
    expect(logOf(job(result, 'Publish to staging'))).toMatch(said);
    expect(await held()).toEqual(nothing);
  });

  test('when the job does not name its environment: the role trusts that environment only', async () => {
    await setUp({
      '.github/workflows/dags.yml': template.replace('    environment: ${{ matrix.environment }}\n', '').replaceAll(
        /\$\{\{ vars\.(\w+) \}\}/g,
        (_, name) =>
          ({
            DAGS_BUCKET: 'org-dags-staging',
            AWS_REGION: 'eu-central-1',
            AWS_ROLE: 'arn:aws:iam::123456789012:role/publish-dags-staging',
          })[name as string] ?? '',
      ),
    });
    const result = await merge();
    expect(logOf(job(result, 'Publish to staging'))).toMatch(/repo:org\/dags:ref:refs\/heads\/main/);
    expect(await held()).toEqual(nothing);
  });
});

test('permissions that are missing cost no more than they must', async () => {
  const missing: readonly [string, string, RegExp][] = [
    ['deployments: write', 'Publish to staging', /No deployment was recorded/],
    ['actions: read # to check the names', 'Choose environments', /were not checked/],
    ['actions: read # for the report', 'Test', /There is no comparison with the base\. .*actions: read/],
    ['checks: write', 'Test', /The check is left out\. .*checks: write/],
    ['pull-requests: write', 'Test', /The comment is left out\. .*pull-requests/],
  ];
  // Others in their places: a job without any would have those of the repository.
  const others = ['attestations', 'discussions', 'issues', 'packages', 'pages'];
  const without = missing.reduce((text, [permission], index) => {
    expect(text).toContain(permission);
    return text.replace(permission, `${others[index]}: read #`);
  }, template);
  await setUp({ '.github/workflows/dags.yml': without });
  const result = await merge();
  expect(result.conclusion).toBe('success');
  for (const [, name, said] of missing) expect(logOf(job(result, name))).toMatch(said);
  expect(await held()).not.toMatchObject({ staging: 'nothing' });
});

describe('again', () => {
  test('the same commit publishes nothing more, and every output is filled', async () => {
    await setUp();
    const first = await merge();
    const before = writes();
    const second = await merge();
    expect(second.conclusion).toBe('success');
    expect(writes()).toBe(before);
    const [was, is] = [first, second].map((result) => outputsOf(job(result, 'Publish to staging')));
    expect(is).toMatchObject({
      published: 'false',
      reason: 'already-published',
      digest: was?.digest,
      'requirements-version-id': was?.['requirements-version-id'],
    });
    expect(world.github.deployments()).toHaveLength(2);
  });

  test('an older run that comes late is superseded, and green', async () => {
    await setUp();
    const older = await happeningOf(repository, 'push');
    write(repository.work, { 'dags/common.py': 'LIMIT = 4\n' });
    await commit(repository.work, 'fix: a higher limit');
    await git(repository.work, 'push', '--quiet', 'origin', 'main');
    const newer = await merge();
    const late = await run(older);
    expect([newer.conclusion, late.conclusion]).toEqual(['success', 'success']);
    expect(outputsOf(job(late, 'Publish to staging'))).toMatchObject({ published: 'false', reason: 'superseded' });
    expect(world.aws.s3.bucket('org-dags-staging').text('dags/common.py')).toBe('LIMIT = 4\n');
  });

  test('only what changed is sent, and what is gone is deleted', async () => {
    await setUp({ 'dags/old.py': 'OLD = 1\n' });
    await merge();
    rmSync(path.join(repository.work, 'dags/old.py'));
    write(repository.work, { 'dags/common.py': 'LIMIT = 5\n' });
    await commit(repository.work, 'refactor: without the old helper');
    await git(repository.work, 'push', '--quiet', 'origin', 'main');
    const result = await merge();
    expect(outputsOf(job(result, 'Publish to staging'))).toMatchObject({ uploaded: '1', deleted: '1', unchanged: '4' });
    expect(world.aws.s3.bucket('org-dags-staging').keys()).not.toContain('dags/old.py');
  });
});

test('the example of the repository passes its own tests and is published whole', async () => {
  const source = path.join(below, 'source', 'dags');
  cpSync(path.join(root, 'examples/dags'), source, { recursive: true });
  write(source, { '.github/workflows/dags.yml': template });
  repository = await makeRepository(source, below);
  faults = createFaults();
  world = await startWorld(repository, ['development'], {
    dist: path.join(root, 'dist'),
    state: path.join(below, 'aws'),
    faults,
  });
  const result = await run(await happeningOf(repository, 'dispatch', { environment: 'development' }));
  expect(conclusions(result)).toEqual({
    Test: 'success',
    'Choose environments': 'success',
    'Publish to development': 'success',
  });
  const inGit = (await git(repository.work, 'ls-files', 'dags')).split('\n');
  const keys = world.aws.s3.bucket('org-dags-development').keys();
  expect(keys.filter((key) => key.startsWith('dags/')).sort()).toEqual(
    [...inGit, 'dags/config/environment.json'].sort(),
  );
});
