// The shipped templates for images, run for each event by the runner, and what was published read back with AWS's own
// client. No container engine is needed: the step that builds is the example's script, as `try` does it without one.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import type { JobResult, RunResult } from '../runner/result.ts';
import { withScriptedBuild } from './build-stand-in.ts';
import { type ExampleName, examples } from './examples.ts';
import { readImages } from './read-images.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { runEvent } from './run-event.ts';
import { type Happening, happeningOf } from './scenario.ts';
import { startWorld, type World } from './world.ts';

const root = process.cwd();

/** The shipped template, with the one step that needs an engine replaced. */
function workflowOf(name: ExampleName): string {
  const { workflow, imageScript } = examples[name];
  const template = readFileSync(path.join(root, 'action-templates', workflow), 'utf8');
  return withScriptedBuild(template, imageScript?.command ?? '');
}

/** The same for the small service: its tests need no npm, which takes its time to start. The examples are run with it. */
const workflow = workflowOf('application')
  .replace(/ +- name: Install what the tests need\n +run: .*\n/, '')
  .replace('run: npm test', 'run: node scripts/test.js');

/** A service as small as the template allows. */
const files: Record<string, string> = {
  'package.json': JSON.stringify({ name: 'app', type: 'module' }),
  'src/main.js': 'console.log("hello");\n',
  'scripts/test.js':
    'import { mkdirSync, writeFileSync } from "node:fs";\nmkdirSync("test-results", { recursive: true });\nwriteFileSync("test-results/unit.xml", \'<testsuite name="t"><testcase name="a"/></testsuite>\');\n',
  ...Object.fromEntries(
    ['scripts/build-image.js', 'scripts/tar.js'].map((file) => [
      file,
      readFileSync(path.join(root, 'examples/application', file), 'utf8'),
    ]),
  ),
};
const workflowFile = '.github/workflows/application.yml';

let below = '';
let repository: LocalRepository;
let world: World;
let runs = 0;
beforeEach(() => {
  below = mkdtempSync(path.join(tmpdir(), 'workflow-images-'));
  runs = 0;
});
afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
  rmSync(below, { recursive: true, force: true });
});

/** @param changes files that differ from the small repository */
async function setUp(changes: Record<string, string> = {}): Promise<void> {
  const source = path.join(below, 'source', 'app');
  write(source, { ...files, [workflowFile]: workflow, ...changes });
  await start(source);
}

async function start(source: string): Promise<void> {
  repository = await makeRepository(source, below);
  world = await startWorld(repository, ['development', 'staging', 'production'], {
    dist: path.join(root, 'dist'),
    state: path.join(below, 'aws'),
    faults: createFaults(),
  });
}

function write(folder: string, texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
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
const conclusions = (result: RunResult) => Object.fromEntries(result.jobs.map((job) => [job.name, job.conclusion]));
const job = (result: RunResult, name: string) => result.jobs.find((one) => one.name === name) as JobResult;
const logOf = (one: JobResult) =>
  [
    ...one.steps.flatMap((step) => step.log.map(({ text }) => text)),
    ...one.annotations.map(({ message }) => message),
  ].join('\n');
const outputsOf = (one: JobResult) => one.steps.at(-1)?.outputs ?? {};
/** What each environment's own tag is on. */
const live = async () => {
  const images = await readImages(world);
  return Object.fromEntries(
    world.environments.map(({ name }) => [
      name,
      images.find(({ environment, tags }) => environment === name && tags.includes(name))?.digest ?? 'nothing',
    ]),
  );
};
const nothing = { development: 'nothing', staging: 'nothing', production: 'nothing' };

test('the attestation of the README is of what was published, in a job that may store it', async () => {
  const readme = readFileSync(path.join(root, 'actions/publish-image-to-ecr/README.md'), 'utf8');
  const [, step = ''] = /```yaml\n( +- uses: actions\/attest-build-provenance@[\s\S]*?)```/.exec(readme) ?? [];
  const publish = '      - uses: org/ci-actions/publish@v1\n';
  expect([step, workflow.split(publish).length]).toEqual([expect.stringContaining('subject-digest'), 2]);
  const [before = '', after = ''] = workflow.split(publish);
  const deployments = '      deployments: write';
  const allowed = before.replace(deployments, `      attestations: write\n${deployments}`);
  await setUp({ [workflowFile]: `${allowed}${publish}        id: image\n${after.trimEnd()}\n${step}` });
  const result = await run(await happeningOf(repository, 'dispatch', { environment: 'development' }));
  const steps = job(result, 'Publish to development').steps.slice(-2);
  expect(steps.map(({ conclusion }) => conclusion)).toEqual(['success', 'success']);
  const [published, attested] = steps.map(({ outputs }) => outputs);
  const { dsseEnvelope } = JSON.parse(readFileSync(attested?.['bundle-path'] ?? '', 'utf8'));
  const { subject } = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString());
  const { digest } = (await readImages(world)).find(({ environment }) => environment === 'development') ?? {};
  expect(subject).toEqual([{ name: published?.uri, digest: { sha256: digest?.replace('sha256:', '') } }]);
  expect(published?.uri).toMatch(/^\d{12}\.dkr\.ecr\.[^/]+\/.+[^:@]$/);
});

describe('each event', () => {
  test('a push to a branch is tested; nothing is built, nothing is published', async () => {
    await setUp();
    await git(repository.work, 'checkout', '--quiet', '-b', 'feature/x');
    const result = await merge();
    expect(conclusions(result)).toEqual({
      Test: 'success',
      'Choose environments': 'success',
      'Build the image': 'skipped',
      publish: 'skipped',
    });
    expect(await live()).toEqual(nothing);
  });

  test('a merge to main builds once; staging, then production get that digest', async () => {
    await setUp();
    const result = await merge();
    const sha = await git(repository.work, 'rev-parse', 'HEAD');
    expect(result.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['Test', 'success'],
      ['Choose environments', 'success'],
      ['Build the image', 'success'],
      ['Publish to staging', 'success'],
      ['Publish to production', 'success'],
    ]);
    const [digest] = /sha256:[0-9a-f]{64}/.exec(logOf(job(result, 'Build the image'))) ?? [];
    expect(await live()).toEqual({ development: 'nothing', staging: digest, production: digest });
    const version = sha.slice(0, 12);
    expect((await readImages(world)).slice(1)).toEqual(
      ['staging', 'production'].map((environment) => ({
        environment,
        repository: `app-${environment}`,
        digest,
        tags: [`sha-${version}`, environment].sort(),
        version,
        commit: sha,
        pushed: expect.any(Date),
        recorded: true,
      })),
    );
    expect(outputsOf(job(result, 'Publish to staging'))).toMatchObject({
      published: 'true',
      reason: 'published',
      digest,
      version,
    });
    // The tag that starts a deployment is set once, and last.
    expect(world.aws.ecr.pushes.map(({ repository: name, tag }) => `${name}:${tag}`)).toEqual(
      ['staging', 'production'].flatMap((name) => [`app-${name}:sha-${version}`, `app-${name}:${name}`]),
    );
  });

  test('started by hand, it publishes the branch to the chosen environment only', async () => {
    await setUp();
    await git(repository.work, 'checkout', '--quiet', '-b', 'feature/x');
    const result = await run(await happeningOf(repository, 'dispatch', { environment: 'development' }));
    expect(result.conclusion).toBe('success');
    expect(await live()).toEqual({ ...nothing, development: outputsOf(job(result, 'Publish to development')).digest });
  });
});

describe('nothing is published', () => {
  test('when a test fails; it is not even built', async () => {
    await setUp({ 'scripts/test.js': `${files['scripts/test.js']}process.exitCode = 1;\n` });
    expect(conclusions(await merge())).toEqual({
      Test: 'failure',
      'Choose environments': 'skipped',
      'Build the image': 'skipped',
      publish: 'skipped',
    });
    expect(await live()).toEqual(nothing);
  });

  test.each([
    ['without id-token: write', / +id-token: write.*\n/, '', /id-token: write/],
    [
      'to the repository of another environment',
      '${{ vars.ECR_REPOSITORY }}',
      'app-production',
      /not authorized|may not|AccessDenied/i,
    ],
    ['to a repository that is not there', '${{ vars.ECR_REPOSITORY }}', 'elsewhere', /elsewhere/],
    ['of an archive that is not there', 'image: image.tar', 'image: other.tar', /other\.tar/],
  ])('%s', async (_what, from, to, said) => {
    const changed = workflow.replace(from, to);
    expect(changed).not.toBe(workflow);
    await setUp({ [workflowFile]: changed });
    const result = await merge();
    expect(conclusions(result)).toMatchObject({ 'Build the image': 'success', 'Publish to staging': 'failure' });
    expect(job(result, 'Publish to production').conclusion).toBe('cancelled');
    expect(logOf(job(result, 'Publish to staging'))).toMatch(said);
    expect(await live()).toEqual(nothing);
  });
});

test('without deployments: write it is published, and said that nothing was recorded', async () => {
  await setUp({ [workflowFile]: workflow.replace('deployments: write', 'attestations: read') });
  const result = await merge();
  expect(result.conclusion).toBe('success');
  expect(logOf(job(result, 'Publish to staging'))).toMatch(/No deployment was recorded/);
  expect((await readImages(world)).map(({ digest, recorded }) => [digest !== '', recorded])).toEqual([
    [false, false],
    [true, false],
    [true, false],
  ]);
});

test('again: the same commit publishes nothing more, and an older run that comes late is superseded; both are green', async () => {
  await setUp();
  const byHand = () => happeningOf(repository, 'dispatch', { environment: 'development' });
  const older = await byHand();
  const publish = async (happening: Happening) => {
    const result = await run(happening);
    expect(result.conclusion).toBe('success');
    return outputsOf(job(result, 'Publish to development'));
  };
  const first = await publish(older);
  const pushes = world.aws.ecr.pushes.length;
  const { digest, tags, version } = first;
  expect(await publish(older)).toMatchObject({
    published: 'false',
    reason: 'already-published',
    digest,
    tags,
    version,
  });
  expect(world.aws.ecr.pushes).toHaveLength(pushes);
  expect(world.github.deployments()).toHaveLength(1);

  write(repository.work, { 'src/main.js': 'console.log("hello again");\n' });
  await commit(repository.work, 'feat: say it again');
  await git(repository.work, 'push', '--quiet', 'origin', 'main');
  const newer = await publish(await byHand());
  expect(await publish(older)).toMatchObject({ published: 'false', reason: 'superseded' });
  expect((await live()).development).toBe(newer.digest);
});

test.each(['application', 'data-task'] as const)(
  'the example %s passes its own tests and is published',
  async (name) => {
    const source = path.join(below, 'source', name);
    cpSync(path.join(root, 'examples', name), source, { recursive: true });
    write(source, { [`.github/workflows/${examples[name].workflow}`]: workflowOf(name) });
    await start(source);
    const result = await run(await happeningOf(repository, 'dispatch', { environment: 'development' }));
    expect(conclusions(result)).toEqual({
      Test: 'success',
      'Choose environments': 'success',
      'Build the image': 'success',
      'Publish to development': 'success',
    });
    const report = job(result, 'Test').steps.find(({ summary }) => summary)?.summary ?? '';
    for (const level of ['unit', 'integration', 'acceptance']) expect(readFileSync(report, 'utf8')).toContain(level);
    expect(await live()).toMatchObject({ development: expect.stringMatching(/^sha256:/) });
  },
);
