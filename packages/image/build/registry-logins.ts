import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { EngineName } from './engine.ts';

/** A login for a registry that base images or the cache are in. */
export interface RegistryLogin {
  /** As in image names: `123456789012.dkr.ecr.eu-west-1.amazonaws.com`. */
  host: string;
  username: string;
  /** A secret, masked by whoever made it. */
  password: string;
}

type Env = Readonly<Record<string, string | undefined>>;
type Config = Record<string, unknown> & {
  auths?: Record<string, unknown>;
  credHelpers?: Record<string, string>;
};

/**
 * Gives an engine logins, without a change to the user's own. They are written to a file that only this user reads, in a
 * folder that is removed after the build. `docker login` would end with the same bytes, but first ask the registry (which may
 * throttle), and give them to the user's own keychain where one is set.
 *
 * @param folder private
 * @returns the variables with which the engine finds them; none where there are no logins
 */
export async function registryLogins(
  engine: EngineName,
  logins: readonly RegistryLogin[],
  { folder, env }: { folder: string; env: Env },
): Promise<Record<string, string>> {
  if (logins.length === 0) return {};
  const home = env.HOME ?? homedir();
  const docker = env.DOCKER_CONFIG || path.join(home, '.docker');
  if (engine === 'podman' || engine === 'buildah') {
    const file = path.join(folder, 'auth.json');
    await write(file, withLogins(await mergedAuths(env, home, docker), logins, undefined));
    return { REGISTRY_AUTH_FILE: file };
  }
  const own = path.join(folder, 'docker');
  await mkdir(own, { mode: 0o700 });
  // The plugins, contexts and keys of the user stay in force; only the logins are ours.
  for (const name of await readdir(docker).catch(() => [])) {
    if (name !== 'config.json') await symlink(path.join(path.resolve(docker), name), path.join(own, name));
  }
  await write(path.join(own, 'config.json'), withLogins(await read(path.join(docker, 'config.json')), logins, ''));
  // What buildx knows of its builders must outlive the folder.
  return { DOCKER_CONFIG: own, BUILDX_CONFIG: env.BUILDX_CONFIG || path.join(path.resolve(docker), 'buildx') };
}

/**
 * @param helper what a registry gets instead of its helper: for docker the empty name, which means this file also where a
 *   keychain is set for all; podman and buildah know no such name, and no keychain for all in this file
 */
function withLogins(config: Config, logins: readonly RegistryLogin[], helper: '' | undefined): Config {
  const auths = { ...config.auths };
  const credHelpers = { ...config.credHelpers };
  for (const { host, username, password } of logins) {
    const key =
      /^(?:docker\.io|index\.docker\.io)$/.test(host) && helper !== undefined ? 'https://index.docker.io/v1/' : host;
    auths[key] = { auth: Buffer.from(`${username}:${password}`).toString('base64') };
    if (helper === undefined) delete credHelpers[key];
    else credHelpers[key] = helper;
  }
  return { ...config, auths, credHelpers };
}

/** All that podman and buildah would look at, because they look at one file only when they are told which. */
async function mergedAuths(env: Env, home: string, docker: string): Promise<Config> {
  const places = env.REGISTRY_AUTH_FILE
    ? [env.REGISTRY_AUTH_FILE]
    : [
        ...(env.XDG_RUNTIME_DIR ? [path.join(env.XDG_RUNTIME_DIR, 'containers/auth.json')] : []),
        path.join(env.XDG_CONFIG_HOME || path.join(home, '.config'), 'containers/auth.json'),
        path.join(docker, 'config.json'),
      ];
  const merged: Required<Pick<Config, 'auths' | 'credHelpers'>> = { auths: {}, credHelpers: {} };
  for (const { auths, credHelpers } of (await Promise.all(places.map(read))).reverse()) {
    Object.assign(merged.auths, auths);
    Object.assign(merged.credHelpers, credHelpers);
  }
  return merged;
}

/** @returns an empty configuration where there is none, or none that can be read: the engine says what is wrong with it */
async function read(file: string): Promise<Config> {
  try {
    const config: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof config === 'object' && config !== null ? (config as Config) : {};
  } catch {
    return {};
  }
}

async function write(file: string, config: Config): Promise<void> {
  await writeFile(file, JSON.stringify(config), { mode: 0o600, flag: 'wx' });
}
