import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { registryLogins } from './registry-logins.ts';

const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const ours = { host, username: 'AWS', password: 'for tests: only' };
const auth = Buffer.from('AWS:for tests: only').toString('base64');
const theirs = { 'ghcr.io': { auth: 'dGhlaXJz' } };

let home: string;
let folder: string;
beforeEach(() => {
  const top = mkdtempSync(path.join(tmpdir(), 'logins-'));
  home = path.join(top, 'home');
  folder = path.join(top, 'private');
  mkdirSync(home);
  mkdirSync(folder);
});
afterEach(() => rmSync(path.dirname(home), { recursive: true }));

const write = (file: string, content: unknown) => {
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  writeFileSync(path.join(home, file), typeof content === 'string' ? content : JSON.stringify(content));
};
const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const mode = (file: string) => statSync(file).mode & 0o777;

test('no logins: the engine finds the own ones of the user', async () => {
  expect(await registryLogins('buildx', [], { folder, env: { HOME: home } })).toEqual({});
  expect(await registryLogins('podman', [], { folder, env: { HOME: home } })).toEqual({});
});

test.each(['buildx', 'docker'] as const)(
  '%s: all of the user stays in force, but for the logins that are ours',
  async (engine) => {
    const config = {
      auths: { ...theirs, [host]: { auth: 'b2xk' } },
      credsStore: 'desktop',
      credHelpers: { 'gcr.io': 'gcloud', [host]: 'ecr-login' },
      currentContext: 'remote',
      proxies: { default: { httpProxy: 'http://127.0.0.1:3128' } },
      cliPluginsExtraDirs: ['/opt/plugins'],
    };
    write('.docker/config.json', config);
    write('.docker/cli-plugins/docker-buildx', 'the plugin');
    write('.docker/contexts/meta/x.json', '{}');
    write('.docker/buildx/current', '{}');
    const env = await registryLogins(engine, [ours], { folder, env: { HOME: home } });
    const own = env.DOCKER_CONFIG ?? '';
    expect(path.dirname(own)).toBe(folder);
    expect(env).toEqual({ DOCKER_CONFIG: own, BUILDX_CONFIG: path.join(home, '.docker/buildx') });
    expect([mode(own), mode(path.join(own, 'config.json'))]).toEqual([0o700, 0o600]);
    expect(json(path.join(own, 'config.json'))).toEqual({
      ...config,
      auths: { ...theirs, [host]: { auth } },
      // The empty name means this file, though a keychain is set for all.
      credHelpers: { 'gcr.io': 'gcloud', [host]: '' },
    });
    expect(readFileSync(path.join(own, 'cli-plugins/docker-buildx'), 'utf8')).toBe('the plugin');
    expect(existsSync(path.join(own, 'contexts/meta/x.json'))).toBe(true);
    expect(lstatSync(path.join(own, 'contexts')).isSymbolicLink()).toBe(true);
    expect(json(path.join(home, '.docker/config.json'))).toEqual(config);
  },
);

test.each<[string, string | undefined]>([
  ['no configuration', undefined],
  ['one that is no JSON', 'oops'],
  ['one that is no object', '[1'],
])('%s', async (_what, content) => {
  if (content !== undefined) write('.docker/config.json', content);
  const env = await registryLogins('buildx', [ours, { ...ours, host: 'docker.io' }], { folder, env: { HOME: home } });
  expect(json(path.join(env.DOCKER_CONFIG ?? '', 'config.json')).auths).toEqual({
    [host]: { auth },
    'https://index.docker.io/v1/': { auth },
  });
});

test('a configuration and a state of buildx elsewhere', async () => {
  write('elsewhere/config.json', { auths: theirs });
  const before = { HOME: home, DOCKER_CONFIG: path.join(home, 'elsewhere'), BUILDX_CONFIG: '/state' };
  const env = await registryLogins('buildx', [ours], { folder, env: before });
  expect(env.BUILDX_CONFIG).toBe('/state');
  expect(json(path.join(env.DOCKER_CONFIG ?? '', 'config.json')).auths).toEqual({ ...theirs, [host]: { auth } });
});

test.each(['podman', 'buildah'] as const)('%s: all files that it would look at, and ours', async (engine) => {
  write('run/containers/auth.json', { auths: { ...theirs, 'quay.io': { auth: 'Zmlyc3Q=' } } });
  write('.config/containers/auth.json', {
    auths: { 'quay.io': { auth: 'c2Vjb25k' } },
    credHelpers: { [host]: 'ecr-login' },
  });
  write('.docker/config.json', { auths: { 'docker.io': { auth: 'dGhpcmQ=' } }, credsStore: 'desktop' });
  const env = await registryLogins(engine, [ours], {
    folder,
    env: { HOME: home, XDG_RUNTIME_DIR: path.join(home, 'run') },
  });
  const file = env.REGISTRY_AUTH_FILE ?? '';
  expect(env).toEqual({ REGISTRY_AUTH_FILE: path.join(folder, 'auth.json') });
  expect(mode(file)).toBe(0o600);
  expect(json(file)).toEqual({
    auths: { 'docker.io': { auth: 'dGhpcmQ=' }, 'quay.io': { auth: 'Zmlyc3Q=' }, ...theirs, [host]: { auth } },
    credHelpers: {},
  });
});

test('podman with a file of its own looks at no other', async () => {
  write('.docker/config.json', { auths: theirs });
  write('own.json', { auths: { 'quay.io': { auth: 'b3du' } } });
  const before = { HOME: home, REGISTRY_AUTH_FILE: path.join(home, 'own.json') };
  const env = await registryLogins('podman', [{ ...ours, host: 'docker.io' }], { folder, env: before });
  expect(json(env.REGISTRY_AUTH_FILE ?? '').auths).toEqual({ 'quay.io': { auth: 'b3du' }, 'docker.io': { auth } });
});
