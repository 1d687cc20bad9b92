import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import { verdictOn } from './report.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { type Outcome, runEvent, type Session } from './run-event.ts';
import { happeningOf } from './scenario.ts';
import { startWorld, type World, type WorldOptions } from './world.ts';

let below = '';
let repository: LocalRepository;
let world: World;
let said: string[] = [];
afterEach(async () => {
  await world.close();
  rmSync(below, { recursive: true, force: true });
});

const workflow = (on: string, ...scripts: string[]) =>
  `on: ${on}\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n${scripts.map((run) => `      - run: ${JSON.stringify(run)}\n`).join('')}`;

async function setUp(workflows: Record<string, string>, more: Partial<WorldOptions> = {}): Promise<Session> {
  below = mkdtempSync(path.join(tmpdir(), 'event-'));
  said = [];
  const source = path.join(below, 'source', 'dags');
  mkdirSync(path.join(source, '.github/workflows'), { recursive: true });
  for (const [name, text] of Object.entries(workflows))
    writeFileSync(path.join(source, '.github/workflows', name), text);
  repository = await makeRepository(source, below);
  world = await startWorld(repository, ['development'], {
    dist: below,
    state: path.join(below, 'aws'),
    faults: createFaults(),
    ...more,
  });
  return {
    repository,
    world,
    runs: path.join(below, 'runs'),
    listener: {},
    onProcess() {},
    kills: () => 0,
    print: (line) => said.push(line),
  };
}

const printed = ({ attempts }: Outcome) =>
  attempts.at(-1)?.jobs.flatMap(({ steps }) => steps.map(({ log }) => log.at(-1)?.text));
const conclusions = (outcomes: Outcome[]) => outcomes.map(({ attempts }) => attempts.at(-1)?.conclusion);

test('a workflow that is refused is shown, does not keep the others from running, and counts as failed', async () => {
  const session = await setUp({
    'a.yml': workflow('push', 'true').replace('    steps:', '    container: node\n    steps:'),
    'b.yml': workflow('push', 'true'),
    'c.yml': 'on: [push\n',
  });
  const outcomes = await runEvent(session, await happeningOf(repository, 'push'), 1);
  expect(conclusions(outcomes)).toEqual([undefined, 'success', undefined]);
  expect(outcomes.map(({ refused }) => refused?.split('\n')[0])).toEqual([
    '.github/workflows/a.yml asks for what this runner does not have:',
    undefined,
    expect.stringMatching(/^\.github\/workflows\/c\.yml is not valid/),
  ]);
  expect(said.slice(0, 2)).toEqual([
    '  ✗ .github/workflows/a.yml: refused',
    `    ${outcomes[0]?.refused?.split('\n')[0]}`,
  ]);
  expect(verdictOn(outcomes)).toEqual({
    said: expect.stringMatching(/^Failed: .*a\.yml and .*c\.yml could not be run here$/),
    good: false,
  });
  expect(verdictOn(outcomes.slice(1, 2))).toEqual({ said: 'Done', good: true });
});

test('one workflow only, by its file name', async () => {
  const session = await setUp({ 'a.yml': workflow('push', 'true'), 'b.yml': workflow('push', 'true') });
  const push = await happeningOf(repository, 'push');
  const only = await runEvent({ ...session, workflow: 'b.yml' }, push, 1);
  expect(only.map((outcome) => outcome.workflow)).toEqual(['.github/workflows/b.yml']);
  await expect(runEvent({ ...session, workflow: 'c.yml' }, push, 2)).rejects.toThrow(
    'There is no workflow c.yml; .github/workflows has a.yml and b.yml.',
  );
});

test('started by hand, each workflow gets those inputs that it takes', async () => {
  const show = 'echo "${{ inputs.environment }}/${{ inputs.name }}"';
  const inputs = (text: string) => `{ workflow_dispatch: { inputs: { ${text} } } }`;
  const session = await setUp({
    'a.yml': workflow(inputs('name: {}'), show.replace('inputs.environment', "'-'")),
    'b.yml': workflow(inputs('environment: { type: environment }, name: {}'), show),
    'c.yml': workflow('workflow_dispatch', 'echo none'),
    'd.yml': workflow('push', 'echo no'),
  });
  const given = await runEvent(session, await happeningOf(repository, 'dispatch', { name: 'x' }), 1);
  expect(given.map(printed)).toEqual([['-/x'], ['development/x'], ['none'], []]);
  expect(conclusions(given)).toEqual(['success', 'success', 'success', 'not-triggered']);
});

test('a step has a HOME of its own, and the variables and secrets that were given', async () => {
  const session = await setUp(
    {
      'a.yml': workflow(
        'push',
        'echo "$HOME"',
        'ls -A ~ | wc -l | tr -d " "',
        'echo ${{ vars.COLOUR }} ${{ vars.AWS_REGION }}',
        'echo ${{ secrets.KEY }}; test ${{ secrets.KEY }} = s3cr3t',
      ).replace('    steps:', '    environment: development\n    steps:'),
    },
    { variables: { COLOUR: 'blue', AWS_REGION: 'us-east-1' }, secrets: { KEY: 's3cr3t' } },
  );
  const [outcome] = await runEvent(session, await happeningOf(repository, 'push'), 1);
  expect(conclusions([outcome as Outcome])).toEqual(['success']);
  const home = path.join(below, 'runs/1010-1/home');
  expect(printed(outcome as Outcome)).toEqual([home, '0', 'blue us-east-1', '***']);
  expect(home).not.toBe(os.homedir());
});

test('a run that is cancelled ends its steps, and no other starts', async () => {
  const session = await setUp({ 'a.yml': workflow('push', 'sleep 300', 'true'), 'b.yml': workflow('push', 'true') });
  const controller = new AbortController();
  const pids: number[] = [];
  const outcomes = await runEvent(
    {
      ...session,
      signal: controller.signal,
      onProcess(pid) {
        pids.push(pid);
        controller.abort();
      },
    },
    await happeningOf(repository, 'push'),
    1,
  );
  expect(conclusions(outcomes)).toEqual(['cancelled']);
  expect(pids).toHaveLength(1);
  // Killed is not gone at once, the less the more else there is to do; what is never gone fails by the time of the test.
  while (isThere(-(pids[0] ?? 0))) await sleep(20);
  expect(readdirSync(session.runs)).toEqual(['1010-1']);
});

test('the payload of a push says what it was before, and which commits came', async () => {
  await setUp({ 'a.yml': workflow('push', 'true') });
  const first = await git(repository.work, 'rev-parse', 'HEAD');
  const start = await happeningOf(repository, 'push');
  expect(start.event.payload).toMatchObject({ before: '0'.repeat(40), created: true, head_commit: { id: first } });

  writeFileSync(path.join(repository.work, 'x'), 'x');
  const second = await commit(repository.work, 'feat: x\n\nIn two paragraphs.');
  const { event } = await happeningOf(repository, 'push');
  const head = { id: second, message: 'feat: x\n\nIn two paragraphs.', author: { name: 'A developer' } };
  expect(event.payload).toMatchObject({ before: first, after: second, created: false, head_commit: head });
  expect(event.payload.commits).toMatchObject([head]);
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
