import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EngineName } from './engine.ts';
import { findEngine, readBuildx, readDocker } from './find-engine.ts';
import { answers, type Behaviour, fakeEngines } from './testing.ts';

const said = (stdout: string) => ({ code: 0, stdout, why: '' });

describe('what docker buildx inspect says', () => {
  test.each([
    ['a container of its own', answers.containerDriver, { driver: 'docker-container', exports: true }],
    ['the daemon, whose images containerd keeps', answers.daemonWithContainerd, { driver: 'docker', exports: true }],
    ['the daemon', answers.daemon, { driver: 'docker', exports: false }],
    [
      'a builder on two machines, of which one is away',
      `Name: farm\nDriver: remote\n\nNodes:\nName: a\nError: unreachable\n\nName: b\nStatus: running\n`,
      { driver: 'remote', exports: true },
    ],
  ])('%s', (_what, text, engine) => {
    expect(readBuildx(said(text))).toEqual({ engine: { name: 'buildx', ...engine } });
  });

  test.each([
    ['no daemon', said(answers.noDaemon), /^Cannot connect to the Docker daemon at .* running\?$/],
    [
      'no plugin',
      { code: 1, stdout: '', why: 'docker: unknown command: docker buildx' },
      /^the plugin is not installed$/,
    ],
    [
      'no plugin, 20.10',
      { code: 1, stdout: '', why: "docker: 'buildx' is not a docker command" },
      /^the plugin is not/,
    ],
    ['a broken plugin', { code: 1, stdout: '', why: 'cannot execute: wrong architecture' }, /^cannot execute: wrong/],
    ['podman that calls itself docker', said('Name: default\nDriver: podman\n'), /^its driver podman is not known$/],
    ['nothing', said(''), /^$/],
  ])('%s', (_what, answer, why) => {
    expect(readBuildx(answer)).toEqual({ why: expect.stringMatching(why) });
  });
});

describe('what docker version says', () => {
  test.each([
    ['28.2.2', false],
    ['23.0.0', false],
    ['20.10.24+dfsg1', true],
    ['19.03.15', true],
  ])('a client %s drives BuildKit itself: %s', (version, buildKit) => {
    expect(readDocker(said(answers.version(version)))).toEqual({ engine: { name: 'docker', buildKit } });
  });

  test.each([
    ['no daemon', { code: 1, stdout: answers.version('28.2.2', false), why: 'Cannot connect' }, 'Cannot connect'],
    ['podman that calls itself docker', said(answers.version('5.4.0', false)), 'it has no daemon'],
    ['no JSON', said('json'), 'it gave no version: json'],
  ])('%s', (_what, answer, why) => {
    expect(readDocker(answer)).toEqual({ why });
  });
});

describe('on a machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'find-engine-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const inspect = (stdout: string): Behaviour => ({ when: ['buildx', 'inspect'], stdout });
  const version: Behaviour = { when: ['version'], stdout: answers.version('28.2.2') };
  const there: readonly Behaviour[] = [{ when: ['--version'], stdout: 'version 1.28.2' }];

  test.each<[string, Record<string, readonly Behaviour[]>, EngineName | undefined, EngineName, number]>([
    ['buildx before docker', { docker: [inspect(answers.daemon), version], podman: there }, undefined, 'buildx', 1],
    ['docker without the plugin', { docker: [version], podman: there }, undefined, 'docker', 2],
    [
      'podman where docker has no daemon',
      { docker: [inspect(answers.noDaemon)], podman: there },
      undefined,
      'podman',
      3,
    ],
    ['podman before buildah', { podman: there, buildah: there }, undefined, 'podman', 2],
    ['buildah', { buildah: there }, undefined, 'buildah', 1],
    [
      'buildah, because it is wanted',
      { docker: [inspect(answers.daemon), version], buildah: there },
      'buildah',
      'buildah',
      1,
    ],
    ['docker, because it is wanted', { docker: [inspect(answers.daemon), version] }, 'docker', 'docker', 1],
  ])('%s', async (_what, programs, wanted, name, calls) => {
    const { env, starts } = fakeEngines(folder, '', programs);
    expect(await findEngine({ env, ...(wanted === undefined ? {} : { engine: wanted }) })).toMatchObject({ name });
    expect(starts()).toHaveLength(calls);
  });

  test('none works: one sentence says what was tried and why not', async () => {
    const broken: Behaviour = { when: ['--version'], stderr: '\u001b[31mno storage here.\u001b[0m\nmore\n', code: 125 };
    const { env } = fakeEngines(folder, '', { docker: [inspect(answers.noDaemon)], buildah: [broken] });
    await expect(findEngine({ env })).rejects.toThrow(
      'No program that builds images works here; tried: docker buildx (Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?), docker (docker: unknown command), podman (it is not installed), buildah (no storage here). Set up one of them, or set `image` to an archive that was built earlier, which needs no engine.',
    );
  });

  test('the one that is wanted does not work', async () => {
    const { env } = fakeEngines(folder, '', { buildah: there });
    await expect(findEngine({ env, engine: 'podman' })).rejects.toThrow(
      'The engine podman does not work here; tried: podman (it is not installed). Set it up, or leave `engine` empty to take the one that works, or set `image` to an archive that was built earlier, which needs no engine.',
    );
  });
});
