import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createFaults } from '@ci-actions/local/faults/faults';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bench, commit, openBench } from './test-tools.ts';

/** Leaves the archive that it is given as its build, and writes down how it was called. */
const podman = `#!/bin/sh
echo "$@" >> "$FAKE_CALLS"
env >> "$FAKE_ENVIRONMENT"
case "$1" in
  build) if [ -n "$FAKE_FAILS" ]; then printf 'STEP 2: RUN make\\n\\033[31mmake: *** No rule\\033[0m\\n'; exit 2; fi ;;
  --version) echo podman version 5.0.0 ;;
esac
for argument in "$@"; do
  case "$argument" in
    --iidfile=*) printf 'sha256:%064d' 7 > "\${argument#--iidfile=}" ;;
    --output=*) cp "$FAKE_ARCHIVE" "\${argument#--output=}" ;;
  esac
done
`;

const faults = createFaults();
let bench: Bench;
let env: Record<string, string>;
let digest: string;
beforeEach(async () => {
  faults.clear();
  bench = await openBench({ faults });
  const at = (name: string) => path.join(bench.root, name);
  mkdirSync(at('bin'));
  writeFileSync(at('bin/podman'), podman);
  chmodSync(at('bin/podman'), 0o755);
  writeFileSync(at('Dockerfile'), 'FROM scratch\n');
  digest = await bench.archive('made.tar', { layers: [{ app: 'x' }] });
  env = {
    PATH: `${at('bin')}:/usr/bin:/bin`,
    FAKE_ARCHIVE: at('made.tar'),
    FAKE_CALLS: at('calls'),
    FAKE_ENVIRONMENT: at('environment'),
  };
});
afterEach(() => bench.close());

const build = { image: '', engine: 'podman' };
const written = (name: string) => readFileSync(path.join(bench.root, name), 'utf8');

test('builds and publishes in one step, and leaves nothing behind', async () => {
  const { outputs } = await bench.step(build, env);
  expect(outputs).toMatchObject({ reason: 'published', digest });
  expect(bench.aws.ecr.image('app', 'staging')?.digest).toBe(digest);
  expect(written('calls')).toContain(`--label=org.opencontainers.image.revision=${commit}`);
  const known = ['Dockerfile', 'bin', 'calls', 'environment', 'made.tar'];
  expect(readdirSync(bench.root).sort()).toEqual(known.sort());
});

test('`output` builds and stops; what it wrote is published as it is', async () => {
  const built = await bench.step({ ...build, output: 'out/image.tar', environment: '', repository: '' }, env);
  expect(built.outputs).toEqual({
    published: 'false',
    reason: 'built',
    digest,
    version: commit.slice(0, 12),
    archive: 'out/image.tar',
    summary: '/summaries/build-image.md',
  });
  expect(built.markdown).toContain('nothing is published yet');
  expect(bench.aws.requests).toEqual([]);
  const { outputs } = await bench.step({ image: 'out/image.tar' });
  expect(outputs).toMatchObject({ reason: 'published', digest });
});

test('`output` logs in to the registry of `repository` where a base image is in it, and only there', async () => {
  const output = { ...build, output: 'image.tar', environment: '' };
  await bench.step(output, env);
  expect(bench.aws.requests).toEqual([]);
  writeFileSync(path.join(bench.root, 'Dockerfile'), `FROM 123456789012.dkr.ecr.eu-central-1.amazonaws.com/base\n`);
  await bench.step(output, env);
  expect(bench.aws.requests.map(({ operation }) => operation)).toEqual(['GetAuthorizationToken']);
  expect(written('environment')).toMatch(/^REGISTRY_AUTH_FILE=/m);
});

test('the engine gets neither the inputs of the step nor what makes an OIDC token', async () => {
  const secrets = { 'INPUT_BUILD-SECRETS': 'NPM=hunter2', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc' };
  await bench.step({ ...build, 'build-secrets': 'NPM=hunter2' }, { ...env, ...secrets });
  expect(written('environment')).not.toMatch(/hunter2|oidc/);
  expect(written('calls')).not.toContain('hunter2');
  expect(written('calls')).toContain('--secret=id=NPM');
});

test('a dry run builds, and writes neither an image nor a cache', async () => {
  const cached = { ...build, cache: 'registry:registry.example/cache', 'dry-run': 'true' };
  expect((await bench.step(cached, env)).outputs.reason).toBe('dry-run');
  expect(written('calls')).toContain('--cache-from=registry.example/cache');
  expect(written('calls')).not.toContain('--cache-to');
  expect(bench.aws.ecr.repository('app').digests()).toEqual([]);
});

describe('a build that fails', () => {
  test('its last lines are in the error and in the summary, and nothing is published', async () => {
    const { message, markdown } = await bench.fails(build, { ...env, FAKE_FAILS: 'yes' });
    expect(message).toMatch(/^podman could not build the image from .*\(exit code 2\)\. It printed at last:/);
    expect(message).toContain('make: *** No rule');
    expect(markdown).toContain('### ❌ The image was not built');
    expect(markdown).toContain('STEP 2: RUN make\nmake: *** No rule');
    expect(bench.aws.ecr.repository('app').digests()).toEqual([]);
  });

  test('the same with `output`, and there is no archive', async () => {
    const { message, markdown } = await bench.fails({ ...build, output: 'image.tar' }, { ...env, FAKE_FAILS: 'yes' });
    expect(message).toContain('make: *** No rule');
    expect(markdown).toContain('### ❌ The image was not built');
    expect(existsSync(path.join(bench.root, 'image.tar'))).toBe(false);
  });

  test('it does not wait for a login that is slow', async () => {
    faults.add({ match: { operation: 'GetAuthorizationToken' }, answer: 429 });
    const { message } = await bench.fails(build, { ...env, FAKE_FAILS: 'yes' });
    expect(message).toContain('make: *** No rule');
    faults.clear();
    // The login goes on by itself until it has succeeded; the next test must not meet it.
    while (!bench.aws.requests.some(({ status }) => status === 200))
      await new Promise((resolve) => setTimeout(resolve, 50));
  });

  test('without a Dockerfile nothing is logged in to', async () => {
    const { message } = await bench.fails({ ...build, context: 'bin' }, env);
    expect(message).toContain('has no Dockerfile');
    expect(bench.aws.requests).toEqual([]);
  });

  test('without an engine: one sentence that names the way without', async () => {
    const { message } = await bench.fails({ image: '' }, { PATH: '/nonexistent' });
    expect(message).toContain('`image`');
    expect(message.split('\n')).toHaveLength(1);
    expect(bench.aws.requests).toEqual([]);
  });
});
