import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { openImage } from '@ci-actions/oci/archive/open-image';
import {
  containerdSaveFiles,
  dockerSaveFiles,
  layoutFiles,
  makeImage,
  writeTar,
} from '@ci-actions/oci/archive/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { BuildFailed } from './build-failed.ts';
import { type BuildOptions, buildImage } from './build-image.ts';
import { answers, type Behaviour, fakeEngines, imageId } from './testing.ts';

const archives = mkdtempSync(path.join(tmpdir(), 'build-archives-'));
const archive = (name: string) => path.join(archives, `${name}.tar`);
beforeAll(async () => {
  const image = await makeImage();
  await writeTar(archive('oci'), layoutFiles(image));
  await writeTar(archive('docker'), dockerSaveFiles(image));
  await writeTar(archive('containerd'), containerdSaveFiles(image));
});
afterAll(() => rmSync(archives, { recursive: true }));

let top: string;
let workspace: string;
let temp: string;
beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), 'build-image-'));
  workspace = path.join(top, 'workspace');
  temp = path.join(top, 'temp');
  mkdirSync(path.join(workspace, 'app'), { recursive: true });
  mkdirSync(temp);
  writeFileSync(path.join(workspace, 'app/Dockerfile'), 'FROM scratch\n');
});
afterEach(() => rmSync(top, { recursive: true }));

const inspect = (stdout: string): Behaviour => ({ when: ['buildx', 'inspect'], stdout });
const version = (client: string): Behaviour => ({ when: ['version'], stdout: answers.version(client) });
const buildx: Behaviour = { when: ['buildx', 'build'], stderr: '#1 done\n', leaves: true };
const save: Behaviour = { when: ['image', 'save'], leaves: true };
const installed: Behaviour = { when: ['--version'], stdout: 'version 1.28.2\n' };
const full = { docker: [inspect(answers.containerDriver), version('28.2.2'), buildx] };

function setUp(programs: Record<string, readonly Behaviour[]>, more: Partial<BuildOptions> = {}, kind = 'oci') {
  const fakes = fakeEngines(top, archive(kind), programs);
  const said: string[] = [];
  const masked: string[] = [];
  const log: Log = {
    info: (line) => void said.push(line),
    notice: (line) => void said.push(`notice: ${line}`),
    warning: (line) => void said.push(`warning: ${line}`),
    debug() {},
    group: (title, work) => {
      said.push(`# ${title}`);
      return work();
    },
  };
  const options: BuildOptions = {
    workspace,
    temp,
    log,
    mask: (secret) => void masked.push(secret),
    ...more,
    inputs: { context: 'app', ...more.inputs },
    env: { ...fakes.env, ...more.env },
  };
  return { ...fakes, said, masked, build: () => buildImage(options) };
}

const facts = { revision: 'a'.repeat(40), committed: new Date(1_700_000_000_000) };
const builds = ['build', 'bud', 'buildx build'];
const isBuild = ({ args }: { args: readonly string[] }) =>
  builds.some((start) => args.join(' ').startsWith(start)) && args[1] !== 'inspect';

describe('an archive that can be opened', () => {
  test.each<[string, string, Record<string, readonly Behaviour[]>, string, number, boolean]>([
    ['docker buildx', 'a driver that writes archives', full, 'oci', 2, true],
    [
      'docker buildx',
      'the driver of the daemon',
      { docker: [inspect(answers.daemon), version('28.2.2'), buildx, save] },
      'docker',
      3,
      false,
    ],
    [
      'docker',
      'no plugin',
      { docker: [version('28.2.2'), { when: ['build'], leaves: true }, save] },
      'containerd',
      4,
      false,
    ],
    [
      'docker',
      'a client of its own BuildKit',
      { docker: [version('20.10.24'), { when: ['build'], leaves: true }, save] },
      'docker',
      4,
      false,
    ],
    ['podman', 'no docker', { podman: [installed, { when: ['build'], leaves: true }, save] }, 'oci', 3, false],
    [
      'buildah',
      'nothing else',
      { buildah: [installed, { when: ['bud'], leaves: true }, { when: ['push', '--', imageId], leaves: true }] },
      'oci',
      3,
      false,
    ],
  ])('%s, with %s', async (engine, _what, programs, kind, calls, reproducible) => {
    const { build, starts, said } = setUp(programs, { facts }, kind);
    const built = await build();
    expect(built).toMatchObject({ engine, reproducible });
    expect(built.durationMs).toBeGreaterThanOrEqual(built.buildMs + built.saveMs);
    expect(starts()).toHaveLength(calls);
    expect(starts().at(-1)?.cwd).toBe(workspace);
    const image = await openImage(built.archive, 'the archive', { temporary: temp });
    expect(image.root.digest).toMatch(/^sha256:/);
    await image.close();
    expect(said[0]).toBe(`# Build the image with ${engine}`);
    expect(said.at(-1)).toMatch(new RegExp(`^Built the image with ${engine} in .*: an archive of .*B\\.$`));
    expect(readdirSync(temp)).toHaveLength(1);
    await built.remove();
    expect(readdirSync(temp)).toEqual([]);
  });

  test('the log has what the engine prints, line by line and without colours', async () => {
    const noisy = { ...buildx, stdout: 'a\u001b[31m red\u001b[0m\n', stderr: '::error::not ours\n\n' };
    const { build, said } = setUp({ docker: [inspect(answers.containerDriver), version('28.2.2'), noisy] });
    await (await build()).remove();
    expect(said).toEqual(expect.arrayContaining(['a red', '::error::not ours']));
  });

  test('an engine that was looked for before is not looked for again', async () => {
    const { build, starts } = setUp(full, {
      found: Promise.resolve({ name: 'buildx', driver: 'docker-container', exports: true }),
    });
    await (await build()).remove();
    expect(starts()).toHaveLength(1);
  });

  test('the commit is in the labels, and the date of the image', async () => {
    const { build, starts } = setUp(full, { facts, inputs: { labels: ['team=us'] } });
    await (await build()).remove();
    const { args = [], env } = starts().find(isBuild) ?? {};
    expect(args).toEqual(
      expect.arrayContaining([
        `--label=org.opencontainers.image.revision=${'a'.repeat(40)}`,
        '--label=org.opencontainers.image.created=2023-11-14T22:13:20Z',
        '--label=team=us',
        '--build-arg=SOURCE_DATE_EPOCH=1700000000',
      ]),
    );
    expect(env).toMatchObject({ SOURCE_DATE_EPOCH: '1700000000' });
  });
});

describe('secrets and logins', () => {
  // A base image in a registry: otherwise nobody asks for its login.
  beforeEach(() => writeFileSync(path.join(workspace, 'app/Dockerfile'), 'FROM registry.example/base\n'));
  const registries = async () => [{ host: 'registry.example', username: 'AWS', password: 'password-for-tests' }];
  const inputs = { context: 'app', 'build-secrets': ['token=hunter2', 'id=npm,env=NPM_TOKEN'] };

  test.each<[string, Record<string, readonly Behaviour[]>, string]>([
    ['buildx', full, 'DOCKER_CONFIG'],
    [
      'buildah',
      { buildah: [installed, { when: ['bud'], leaves: true }, { when: ['push'], leaves: true }] },
      'REGISTRY_AUTH_FILE',
    ],
  ])(
    '%s gets them by files that only this user reads, which are gone at the end',
    async (_what, programs, variable) => {
      const { build, starts, masked } = setUp(programs, { inputs, registries, env: { NPM_TOKEN: 'hunter3' } });
      const built = await build();
      const { args = [], env = {}, files = {} } = starts().find(isBuild) ?? {};
      expect(masked).toEqual(['hunter2', 'hunter3']);
      expect(
        starts()
          .flatMap((start) => start.args)
          .join(),
      ).not.toMatch(/hunter|password-for-tests/);
      expect(args.filter((arg) => arg.startsWith('--secret=')).map((arg) => arg.split(',')[0])).toEqual([
        '--secret=id=token',
        '--secret=id=npm',
      ]);
      const auth = Buffer.from('AWS:password-for-tests').toString('base64');
      expect(
        Object.values(files).map(({ content, mode }) => [content.includes(auth) ? 'login' : content, mode]),
      ).toEqual([
        ['hunter2', '600'],
        ['hunter3', '600'],
        ['login', '600'],
      ]);
      expect(env[variable]).toContain(temp);
      await built.remove();
      expect(readdirSync(temp)).toEqual([]);
      expect(Object.keys(files).filter((file) => existsSync(file))).toEqual([]);
    },
  );

  test('they are gone when the build fails', async () => {
    const failing = {
      docker: [inspect(answers.containerDriver), version('28.2.2'), { when: ['buildx', 'build'], code: 1 }],
    };
    const { build, starts } = setUp(failing, { inputs, registries, env: { NPM_TOKEN: 'hunter3' } });
    await expect(build()).rejects.toThrow(BuildFailed);
    expect(Object.keys(starts().find(isBuild)?.files ?? {})).toHaveLength(3);
    expect(readdirSync(temp)).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const failsWith = (stderr: string, code = 1) => ({
    docker: [inspect(answers.containerDriver), version('28.2.2'), { when: ['buildx', 'build'], stderr, code }],
  });

  test('a Dockerfile that fails: one sentence, and the last lines', async () => {
    const lines = Array.from({ length: 50 }, (_, index) => `\u001b[31m#5 line ${index}\u001b[0m\n\n`).join('');
    const { build } = setUp(failsWith(`${lines}ERROR: failed to solve: exit code: 3\n`));
    const thrown: unknown = await build().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(BuildFailed);
    const { message, lastLines } = thrown as BuildFailed;
    expect(lastLines).toHaveLength(30);
    expect([lastLines[0], lastLines.at(-1)]).toEqual(['#5 line 21', 'ERROR: failed to solve: exit code: 3']);
    expect(message.split('\n')).toEqual([
      'docker buildx could not build the image from app (exit code 1). It printed at last:',
      ...lastLines,
    ]);
    expect(readdirSync(temp)).toEqual([]);
  });

  test('a failure without a word', async () => {
    const { build } = setUp(failsWith('', 17));
    await expect(build()).rejects.toThrow(/^docker buildx could not build the image from app \(exit code 17\)\.$/);
  });

  test('programs of another platform: what sets them up', async () => {
    const { build } = setUp(failsWith('exec /bin/sh: exec format error\n'), { inputs: { platforms: ['linux/arm64'] } });
    await expect(build()).rejects.toThrow('run docker/setup-qemu-action before this step.');
  });

  test.each<[string, Record<string, readonly Behaviour[]>, string]>([
    [
      'no archive though it ended well',
      { docker: [inspect(answers.containerDriver), version('28.2.2'), { when: ['buildx', 'build'] }] },
      'docker buildx ended well but wrote no archive of the image; it may be too old for this step.',
    ],
    [
      'no id of the image',
      { docker: [version('28.2.2'), { when: ['build'] }] },
      'docker ended well but did not say which image it built; it may be too old for this step.',
    ],
    [
      'an image that cannot be saved',
      {
        podman: [
          installed,
          { when: ['build'], leaves: true },
          { when: ['image', 'save'], stderr: 'Error: no space left on device\n', code: 125 },
        ],
      },
      'podman built the image but could not write its archive (exit code 125): Error: no space left on device.',
    ],
  ])('%s', async (_what, programs, sentence) => {
    const { build } = setUp(programs);
    await expect(build()).rejects.toThrow(sentence);
    expect(readdirSync(temp)).toEqual([]);
  });

  test.each<[string, BuildOptions['inputs'], string]>([
    ['a wrong context', { context: '..' }, 'lies outside the workspace'],
    ['a wrong secret', { 'build-secrets': ['hunter2'] }, 'Line 1 of the input `build-secrets`'],
    [
      'a secret that is not set',
      { 'build-secrets': ['id=a,env=NOWHERE'] },
      'The variable NOWHERE of the secret a is not set',
    ],
    ['more than the engine can', { sbom: 'true' }, 'cannot write an SBOM or provenance'],
  ])('%s: nothing is built, and nothing stays', async (_what, inputs, sentence) => {
    const { build, starts } = setUp({ docker: [inspect(answers.daemon), version('28.2.2'), buildx] }, { inputs });
    const thrown: unknown = await build().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(InputError);
    expect((thrown as Error).message).toContain(sentence);
    expect(starts().filter(isBuild)).toEqual([]);
    expect(readdirSync(temp)).toEqual([]);
  });
});

describe('remarks', () => {
  test.each<[string, Partial<BuildOptions>, RegExp | undefined]>([
    ['nothing special', {}, undefined],
    [
      'an attestation on one platform',
      { inputs: { provenance: 'true' } },
      /an index of two manifests, which AWS Lambda does not take/,
    ],
    ['an attestation on two', { inputs: { provenance: 'true', platforms: ['linux/amd64', 'linux/arm64'] } }, undefined],
    [
      'a build argument without a value',
      { inputs: { 'build-args': ['A', 'B'] }, env: { B: '' } },
      /^notice: The build argument A has no value/,
    ],
    ["GitHub's cache without a token", { inputs: { cache: ['gha'] } }, /so the cache of GitHub was left out/],
  ])('%s', async (_what, more, remark) => {
    const { build, said } = setUp(full, more);
    await (await build()).remove();
    expect(said.filter((line) => line.startsWith('notice'))).toEqual(remark ? [expect.stringMatching(remark)] : []);
  });

  test("GitHub's cache: the engine has the token from the environment, not from its arguments", async () => {
    const env = {
      ACTIONS_RUNTIME_TOKEN: 'runtime-token',
      ACTIONS_RESULTS_URL: 'https://results.example/',
      ACTIONS_CACHE_URL: 'https://cache.example/',
    };
    const { build, starts } = setUp(full, { inputs: { cache: ['gha', 'registry:registry.example/app:cache'] }, env });
    await (await build()).remove();
    const start = starts().find(isBuild);
    expect(start?.env).toMatchObject(env);
    expect(start?.args).toContain('--cache-to=type=gha,mode=max');
    expect(start?.args.join()).not.toContain('runtime-token');
  });

  test('without a token the other cache is used', async () => {
    const { build, starts } = setUp(full, { inputs: { cache: ['gha', 'registry:registry.example/app:cache'] } });
    await (await build()).remove();
    expect(
      starts()
        .find(isBuild)
        ?.args.filter((arg) => arg.startsWith('--cache')),
    ).toEqual([
      '--cache-from=type=registry,ref=registry.example/app:cache',
      '--cache-to=type=registry,ref=registry.example/app:cache,image-manifest=true,oci-mediatypes=true,mode=max',
    ]);
  });
});

describe('a build that is no longer wanted', () => {
  const waiting = {
    docker: [
      inspect(answers.containerDriver),
      version('28.2.2'),
      { when: ['buildx', 'build'], stderr: 'begun\n', waits: true },
    ],
  };
  const until = async (what: () => boolean) => {
    for (let i = 0; i < 1_000 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(what()).toBe(true);
  };
  const alive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  };

  test('an abort ends the engine; nothing stays', async () => {
    const abort = new AbortController();
    const { build, starts, said } = setUp(waiting, { signal: abort.signal });
    const ended = expect(build()).rejects.toThrow('not wanted');
    await until(() => said.includes('begun'));
    abort.abort(new Error('not wanted'));
    await ended;
    await until(() => !alive(starts().find(isBuild)?.pid ?? 0));
    expect(readdirSync(temp)).toEqual([]);
  });

  test('a job that is cancelled: the engine ends, and its secrets and logins are gone', async () => {
    const { env, starts } = fakeEngines(top, archive('oci'), waiting);
    const { build } = await import('esbuild');
    const program = path.join(top, 'program.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('./build-image.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: path.join(top, 'build-image.mjs'),
    });
    writeFileSync(
      program,
      `import { buildImage } from './build-image.mjs';
       const log = { info() {}, notice() {}, warning() {}, debug() {}, group: (_title, work) => work() };
       await buildImage({ ...JSON.parse(process.argv[2]), log, mask() {} });`,
    );
    const registries = async () => [{ host: 'registry.example', username: 'AWS', password: 'for tests only' }];
    const options = JSON.stringify({
      inputs: { context: 'app', 'build-secrets': ['a=b'] },
      workspace,
      temp,
      env,
      registries,
    });
    const child = spawn(process.execPath, [program, options], { stdio: 'ignore' });
    const closed = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)));
    await until(() => starts().some(isBuild));
    expect(readdirSync(temp)).toHaveLength(1);
    child.kill('SIGINT');
    expect(await closed).toBe('SIGINT');
    await until(() => !alive(starts().find(isBuild)?.pid ?? 0));
    expect(readdirSync(temp)).toEqual([]);
  });
});
