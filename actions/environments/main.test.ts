import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import { type LoopbackGitHub, startGitHub } from '@ci-actions/local/github/server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { run } from './main.ts';

const numbered = Array.from({ length: 130 }, (_, index) => `env-${index}`);
const events = {
  push: { repository: { default_branch: 'main' } },
  dispatch: { repository: { default_branch: 'main' }, inputs: { environment: 'development' } },
  'dispatch without inputs': { repository: { default_branch: 'main' }, inputs: null },
} as const;

let root: string;
let github: LoopbackGitHub;
let environments: readonly string[];

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'environments-'));
  // The toolkit reads it when it is loaded.
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});
afterAll(() => {
  delete process.env.GITHUB_API_URL;
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  environments = ['development', 'Staging', 'production'];
});
afterEach(async () => {
  await github.close();
  expect(github.violations).toEqual([]);
});

/** Runs the action as a step of a job would, with a token that may read the environments unless `inputs` has another. */
async function step(event: keyof typeof events, inputs: Record<string, string> = {}, may: 'read' | 'none' = 'read') {
  github = await startGitHub({ owner: 'org', repo: 'dags', folder: path.join(root, 'origin.git'), environments });
  const { token } = github.mintToken({ permissions: may === 'read' ? { actions: 'read' } : {} });
  const payload = path.join(root, 'event.json');
  writeFileSync(payload, JSON.stringify(events[event]));
  const env = {
    GITHUB_REPOSITORY: 'org/dags',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_EVENT_NAME: event === 'push' ? 'push' : 'workflow_dispatch',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_EVENT_PATH: payload,
  };
  const outputs: Record<string, string> = {};
  const masked: string[] = [];
  const notices: string[] = [];
  const host: Host = {
    input: (name) => ({ 'github-token': token, ...inputs })[name] ?? '',
    output: (name, value) => {
      outputs[name] = String(value);
    },
    log: { info() {}, notice: (line) => void notices.push(line), warning() {}, debug() {}, group: (_, work) => work() },
    annotate() {},
    mask: (secret) => void masked.push(secret),
    summarise: () => Promise.reject(new Error('not offered')),
    idToken: () => Promise.reject(new Error('not offered')),
    context: readContext(env),
    env,
  };
  const error = await run(host).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  return { outputs, masked, notices, error, token };
}

test('a merge: the names as JSON for a matrix, as the repository spells them, and a masked token', async () => {
  const { outputs, masked, notices, error, token } = await step('push');
  expect([error, notices]).toEqual([undefined, []]);
  expect(outputs).toEqual({ environments: '["Staging","production"]', any: 'true' });
  expect(masked).toEqual([token]);
});

test('started by hand: the choice is in the payload', async () => {
  expect((await step('dispatch')).outputs).toEqual({ environments: '["development"]', any: 'true' });
});

test('started by hand: the input goes over the payload', async () => {
  expect((await step('dispatch', { environment: 'production' })).outputs.environments).toBe('["production"]');
});

test('started by hand without inputs: the step fails and sets no output', async () => {
  const { outputs, error } = await step('dispatch without inputs');
  expect(error).toMatch(/^No environment was chosen:/);
  expect(outputs).toEqual({});
});

test('a name that the repository does not have fails the step and sets no output', async () => {
  const { outputs, error } = await step('push', { 'on-merge': 'stagin' });
  expect(error).toMatch(/^The environment "stagin" does not exist .* it has development, Staging and production\./);
  expect(outputs).toEqual({});
});

const unchecked =
  'The names staging and production were not checked: the token may not read the environments (`actions: read`).';

test('an empty token asks nothing, and the names go unchecked', async () => {
  const { outputs, masked, notices } = await step('push', { 'github-token': '' });
  expect(outputs.environments).toBe('["staging","production"]');
  expect(notices).toEqual([unchecked]);
  expect([masked, github.requests]).toEqual([[], []]);
});

test('a token that may not read the environments: the names go unchecked, after one question', async () => {
  const { outputs, notices } = await step('push', {}, 'none');
  expect(outputs.environments).toBe('["staging","production"]');
  expect(notices).toEqual([unchecked]);
  expect(github.requests.map(({ status }) => status)).toEqual([403]);
});

test('a token that GitHub does not know is an error, not an unchecked run', async () => {
  const { outputs, error } = await step('push', { 'github-token': 'ghs_stranger' });
  expect(error).toMatch(/^GitHub does not accept the token .* \(401 Bad credentials\)\./);
  expect(outputs).toEqual({});
});

test('all: every environment, over two pages of the API', async () => {
  environments = numbered;
  const { outputs } = await step('push', { 'on-merge': 'all' });
  expect(JSON.parse(outputs.environments ?? '')).toEqual(numbered);
  expect(github.requests.map(({ status }) => status)).toEqual([200, 200]);
});

test('nothing to publish to: an empty array, and `any` is false', async () => {
  const { outputs } = await step('push', { 'on-merge': '#' });
  expect(outputs).toEqual({ environments: '[]', any: 'false' });
});
