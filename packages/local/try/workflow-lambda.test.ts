// The shipped template for Lambda functions, run for each event by the runner, and what was published read back with AWS's
// own client. The functions really run: what the workflow's smoke event asks, and what is asked here of what is live.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import type { JobResult, RunResult } from '../runner/result.ts';
import { type HeldFunction, readFunctions } from './read-functions.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { runEvent } from './run-event.ts';
import { type Happening, happeningOf } from './scenario.ts';
import { type Served, serveLibraries, whyNoPip } from './serve-libraries.ts';
import { region, startWorld, type World } from './world.ts';

const root = process.cwd();
const template = readFileSync(path.join(root, 'action-templates/lambda.yml'), 'utf8');

/** The same for the small functions: without what takes its time to start. The example is run with all of it. */
const workflow = template
  .replace(/ +- uses: actions\/setup-.*\n +with:\n +\S+-version: .*\n/g, '')
  .replace(/ +- uses: org\/ci-actions\/test-report@[\s\S]*?(?=\n {2}environments:)/, '');
const workflowFile = '.github/workflows/lambda.yml';

/** A function that answers what it is asked, and says which text it was made with. */
const says = (text: string) =>
  `export const handler = async () => ({ statusCode: 200, body: ${JSON.stringify(text)} });\n`;
/** Functions as small as the template allows: their dependencies are none. */
const files: Record<string, string> = {
  'functions/orders/index.mjs': says('orders'),
  'functions/receipts/index.mjs': says('receipts'),
  'scripts/test.py':
    'import os\nos.makedirs("test-results", exist_ok=True)\nopen("test-results/unit.xml", "w").write(\'<testsuite name="t"><testcase name="a"/></testsuite>\')\n',
};

let below = '';
let repository: LocalRepository;
let world: World;
let served: Served | undefined;
let runs = 0;
beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), 'workflow-lambda-'));
  served = undefined;
  runs = 0;
});
afterEach(async () => {
  await Promise.all([world.close(), served?.close()]);
  expect(world.github.violations).toEqual([]);
  rmSync(below, { recursive: true, force: true });
});

/** @param changes files that differ from the small repository */
async function setUp(changes: Record<string, string> = {}): Promise<void> {
  const source = path.join(below, 'source', 'shop');
  write(source, { ...files, [workflowFile]: workflow, ...changes });
  await start(source);
}

async function start(source: string, variables: Record<string, string> = {}): Promise<void> {
  repository = await makeRepository(source, below);
  world = await startWorld(repository, ['development', 'staging', 'production'], {
    dist: path.join(root, 'dist'),
    state: path.join(below, 'aws'),
    faults: createFaults(),
    // Nobody waits: that changes take their time is for the tests of the action.
    lambda: { settleMs: 0, settleAsks: 0 },
    variables,
  });
}

function write(folder: string, texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

/** Commits and pushes what has changed. @returns the commit */
async function change(texts: Record<string, string>, message: string): Promise<string> {
  write(repository.work, texts);
  const sha = await commit(repository.work, message);
  await git(repository.work, 'push', '--quiet', 'origin', 'HEAD');
  return sha;
}

async function run(happening: Happening): Promise<RunResult> {
  runs += 1;
  const kept = { runs: path.join(below, 'runs'), listener: {}, onProcess() {}, kills: () => 0, print() {} };
  const [outcome] = await runEvent({ repository, world, ...kept }, happening, runs);
  const last = outcome?.attempts.at(-1);
  if (!last) throw new Error(outcome?.refused);
  return last;
}

const merge = async () => run(await happeningOf(repository, 'push'));
const byHand = (inputs: Record<string, string> = {}) =>
  happeningOf(repository, 'dispatch', { environment: 'development', ...inputs });
const conclusions = (result: RunResult) => Object.fromEntries(result.jobs.map((job) => [job.name, job.conclusion]));
const job = (result: RunResult, name: string) => result.jobs.find((one) => one.name === name) as JobResult;
const logOf = (one: JobResult) =>
  [
    ...one.steps.flatMap((step) => step.log.map(({ text }) => text)),
    ...one.annotations.map(({ message }) => message),
  ].join('\n');
const outputsOf = (one: JobResult) => one.steps.at(-1)?.outputs ?? {};
/** What came of each function in one job. */
const functionsOf = (one: JobResult): Record<string, string>[] => JSON.parse(outputsOf(one).functions ?? '[]');

const rows = async (environment: string) =>
  (await readFunctions(world)).filter((one) => one.environment === environment);
const liveOf = ({ name, alias, digest }: HeldFunction) => [name, alias === 'live' ? digest : 'nothing'] as const;
/** What the alias of each function is on. */
const live = async (environment: string) => Object.fromEntries((await rows(environment)).map(liveOf));
const allLive = async () => Object.fromEntries((await readFunctions(world)).map(liveOf));
const empty = (environment: string) => ({
  [`orders-${environment}`]: 'nothing',
  [`receipts-${environment}`]: 'nothing',
});
const nothing = { ...empty('development'), ...empty('staging'), ...empty('production') };
/** The requests that change something, by their operations. */
const writes = () =>
  world.aws.requests
    .map(({ operation }) => operation)
    .filter((operation) => /^(Put|Update|Publish|Create|Delete|Add)/.test(operation));

/** Asks what is live. */
async function ask(name: string, event: object): Promise<{ statusCode: number; body: string }> {
  const lambda = new LambdaClient({ region, endpoint: world.aws.url, credentials: world.reader });
  try {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Qualifier: 'live', Payload: Buffer.from(JSON.stringify(event)) }),
    );
    expect(FunctionError).toBeUndefined();
    return JSON.parse(Payload?.transformToString() ?? '');
  } finally {
    lambda.destroy();
  }
}

describe('each event', () => {
  test('a push to a branch is tested and publishes nothing', async () => {
    await setUp();
    await git(repository.work, 'checkout', '--quiet', '-b', 'feature/x');
    const result = await merge();
    expect(conclusions(result)).toEqual({ Test: 'success', 'Choose environments': 'success', publish: 'skipped' });
    expect(await allLive()).toEqual(nothing);
  });

  test('a merge to main publishes to staging, then to production: the same zips', async () => {
    await setUp();
    const result = await merge();
    const sha = await git(repository.work, 'rev-parse', 'HEAD');
    expect(result.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Test', 'success'],
      ['Choose environments', 'success'],
      ['Publish to staging', 'success'],
      ['Publish to production', 'success'],
    ]);
    const staging = await rows('staging');
    expect(staging).toEqual(
      ['orders', 'receipts'].map((name) => ({
        ...{ environment: 'staging', name: `${name}-staging`, alias: 'live', version: '1', commit: sha },
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        release: sha.slice(0, 12),
        published: expect.any(Date),
        recorded: true,
      })),
    );
    const digests = staging.map(({ digest }) => digest);
    expect(new Set(digests).size).toBe(2);
    expect((await rows('production')).map(({ digest, recorded }) => [digest, recorded])).toEqual(
      digests.map((digest) => [digest, true]),
    );
    expect(await live('development')).toEqual(empty('development'));
    // What is live is what the repository has, and each zip lies in the bucket under its own digest.
    expect(await ask('orders-production', {})).toEqual({ statusCode: 200, body: 'orders' });
    for (const environment of ['staging', 'production']) {
      const keys = world.aws.s3.bucket(`org-shop-${environment}`).keys();
      expect(keys.filter((key) => key.endsWith('.zip')).sort()).toEqual(
        ['orders', 'receipts'].map((name, index) => `lambda/${name}/${digests[index]?.slice('sha256:'.length)}.zip`),
      );
    }
    const publish = job(result, 'Publish to staging');
    expect(outputsOf(publish)).toMatchObject({ published: 'true', reason: 'published', version: sha.slice(0, 12) });
    expect(functionsOf(publish)).toEqual(
      ['orders', 'receipts'].map((name, index) =>
        expect.objectContaining({ name, source: `functions/${name}`, digest: digests[index], alias: 'live' }),
      ),
    );
  });

  test('started by hand, it publishes the branch to the chosen environment only', async () => {
    await setUp();
    await git(repository.work, 'checkout', '--quiet', '-b', 'feature/x');
    const result = await run(await byHand());
    expect(conclusions(result)).toEqual({
      Test: 'success',
      'Choose environments': 'success',
      'Publish to development': 'success',
    });
    const digest = expect.stringMatching(/^sha256:/);
    expect(await allLive()).toEqual({ ...nothing, 'orders-development': digest, 'receipts-development': digest });
  });
});

describe('nothing is published', () => {
  test('when a test fails; the report is there all the same', async () => {
    await setUp({
      [workflowFile]: template,
      'scripts/test.py':
        'import os, sys\nos.makedirs("test-results", exist_ok=True)\nopen("test-results/unit.xml", "w").write(\'<testsuite name="t"><testcase name="a"><failure message="1 is not 2"/></testcase></testsuite>\')\nsys.exit(1)\n',
    });
    const result = await merge();
    expect(conclusions(result)).toEqual({ Test: 'failure', 'Choose environments': 'skipped', publish: 'skipped' });
    const summary = job(result, 'Test').steps.find((step) => step.summary)?.summary ?? '';
    expect(readFileSync(summary, 'utf8')).toContain('1 is not 2');
    expect(await allLive()).toEqual(nothing);
    expect(writes()).toEqual([]);
  });

  test.each([
    ['without id-token: write', / +id-token: write.*\n/, '', /id-token: write/],
    [
      'to the functions of another environment',
      '{name}-{environment}',
      '{name}-production',
      /orders-production[^\n]* was denied/,
    ],
    ['of a folder that is not there', 'functions/orders', 'functions/none', /functions\/none/],
    [
      'to a bucket of another environment',
      '${{ vars.LAMBDA_BUCKET }}',
      'org-shop-production',
      /s3:\/\/org-shop-production[^\n]* was denied/,
    ],
  ])('%s', async (_what, from, to, said) => {
    // The functions that are there are those of the shipped workflow.
    await setUp();
    const changed = workflow.replace(from, to);
    expect(changed).not.toBe(workflow);
    await change({ [workflowFile]: changed }, 'ci: wrong');
    const result = await merge();
    expect(conclusions(result)).toMatchObject({ Test: 'success', 'Publish to staging': 'failure' });
    expect(job(result, 'Publish to production').conclusion).toBe('cancelled');
    expect(logOf(job(result, 'Publish to staging'))).toMatch(said);
    expect(await allLive()).toEqual(nothing);
    expect(writes()).toEqual([]);
  });

  test('where a new version does not answer the smoke event: the alias stays, and production is not reached', async () => {
    await setUp();
    await run(await byHand({ environment: 'staging' }));
    const before = await allLive();
    expect(before).not.toEqual(nothing);
    await change(
      { 'functions/orders/index.mjs': 'export const handler = async () => { throw new Error("It is broken."); };\n' },
      'feat: broken',
    );
    const result = await merge();
    expect(job(result, 'Publish to staging').conclusion).toBe('failure');
    expect(job(result, 'Publish to production').conclusion).toBe('cancelled');
    expect(logOf(job(result, 'Publish to staging'))).toMatch(/smoke[\s\S]*It is broken\./);
    expect(await allLive()).toEqual(before);
    expect(await ask('orders-staging', {})).toEqual({ statusCode: 200, body: 'orders' });
  });
});

test('without deployments: write it is published, and said that nothing was recorded', async () => {
  await setUp({ [workflowFile]: workflow.replace('deployments: write', 'attestations: read') });
  const result = await run(await byHand());
  expect(result.conclusion).toBe('success');
  expect(logOf(job(result, 'Publish to development'))).toMatch(/No deployment was recorded/);
  expect((await rows('development')).map(({ alias, recorded }) => [alias, recorded])).toEqual([
    ['live', false],
    ['live', false],
  ]);
});

describe('again', () => {
  test('the same commit writes nothing more, and every output is filled; one that changes a function publishes that one', async () => {
    await setUp();
    const happening = await byHand();
    const first = await run(happening);
    const before = await live('development');
    const [sent, deployments] = [writes().length, world.github.deployments().length];
    const second = await run(happening);
    expect([first.conclusion, second.conclusion]).toEqual(['success', 'success']);
    expect([writes().length, world.github.deployments().length]).toEqual([sent, deployments]);
    const [was, is] = [first, second].map((result) => job(result, 'Publish to development'));
    expect(outputsOf(is as JobResult)).toMatchObject({ published: 'false', reason: 'already-published' });
    const told = [was, is].map((one) =>
      functionsOf(one as JobResult).map(({ digest, 'function-version': version, alias }) => [digest, version, alias]),
    );
    expect(told[1]).toEqual(told[0]);
    expect(told[0]?.[0]).toEqual([before['orders-development'], '1', 'live']);

    await change({ 'functions/orders/index.mjs': says('orders, again') }, 'feat: again');
    expect((await run(await byHand())).conclusion).toBe('success');
    const after = await live('development');
    expect(after['receipts-development']).toBe(before['receipts-development']);
    expect(after['orders-development']).not.toBe(before['orders-development']);
    expect((await rows('development')).map(({ name, version }) => [name, version])).toEqual([
      ['orders-development', '2'],
      ['receipts-development', '1'],
    ]);
    // Lambda is asked for a dry run first.
    const update = ['UpdateFunctionCode', 'UpdateFunctionCode', 'PublishVersion', 'UpdateAlias'];
    expect(writes().slice(sent)).toEqual(['PutObject', ...update]);
  });

  test('an older run that comes late is superseded, and green; the way back is to allow it', async () => {
    await setUp();
    const older = await byHand();
    await run(older);
    const before = await live('development');
    await change({ 'functions/orders/index.mjs': says('worse') }, 'feat: worse');
    await run(await byHand());
    const worse = await live('development');
    expect(worse).not.toEqual(before);

    const late = await run(older);
    expect(late.conclusion).toBe('success');
    expect(outputsOf(job(late, 'Publish to development'))).toMatchObject({ published: 'false', reason: 'superseded' });
    expect(await live('development')).toEqual(worse);

    const inputs = { ...older.event.inputs, 'allow-older': 'true' };
    const back = await run({ ...older, event: { ...older.event, inputs } });
    expect(back.conclusion).toBe('success');
    expect(outputsOf(job(back, 'Publish to development'))).toMatchObject({ published: 'true', reason: 'published' });
    expect(await live('development')).toEqual(before);
    expect(await ask('orders-development', {})).toEqual({ statusCode: 200, body: 'orders' });
    // The zip was in the bucket already.
    expect(
      world.aws.s3
        .bucket('org-shop-development')
        .keys()
        .filter((key) => key.endsWith('.zip')),
    ).toHaveLength(3);
  });
});

const noPip = await whyNoPip(tmpdir());
(noPip === undefined ? test : test.skip)(
  `the example passes its own tests and is published with its dependencies: what is live prices an order${noPip === undefined ? '' : ` (${noPip})`}`,
  async () => {
    const source = path.join(below, 'source', 'lambda');
    cpSync(path.join(root, 'examples/lambda'), source, { recursive: true });
    write(source, { [workflowFile]: template });
    served = await serveLibraries(path.join(source, 'scripts/build-libraries.py'), path.join(below, 'libraries'));
    await start(source, served.variables);
    const result = await merge();
    expect(conclusions(result)).toEqual({
      Test: 'success',
      'Choose environments': 'success',
      'Publish to staging': 'success',
      'Publish to production': 'success',
    });
    const report = job(result, 'Test').steps.find(({ summary }) => summary)?.summary ?? '';
    for (const suite of ['orders', 'receipts', 'libraries']) expect(readFileSync(report, 'utf8')).toContain(suite);
    const [staging, production] = await Promise.all([live('staging'), live('production')]);
    expect(Object.values(staging)).toEqual(Object.values(production));

    const post = (rawPath: string, body: string) => ({ rawPath, requestContext: { http: { method: 'POST' } }, body });
    const order = JSON.stringify({ country: 'DE', lines: [{ sku: 'mug', quantity: 2 }] });
    const priced = await ask('orders-production', post('/orders', order));
    expect(JSON.parse(priced.body)).toMatchObject({ total: 2990, vat: 477 });
    expect((await ask('receipts-production', post('/receipts', priced.body))).body).toMatch(/^Total +29\.90 EUR$/m);
    const { files: packed } = world.aws.lambda.function('orders-production').at('live');
    expect(packed).toContain('shop_money/vat.py');
    expect(packed.filter((name) => name.startsWith('tests/'))).toEqual([]);
  },
);
