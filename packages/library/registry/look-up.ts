import { setTimeout as delay } from 'node:timers/promises';
import { InputError } from '@ci-actions/errors/errors';
import { createHttp } from '@ci-actions/http/exchange';
import type { Retry } from '@ci-actions/http/retry';
import { tellRetries } from '@ci-actions/http/tell-retries';
import type { Log } from '@ci-actions/log/log';
import { pythonKey, pythonVersion } from '../version/python-version.ts';
import { readVersion } from '../version/tag-names.ts';
import { holdName } from './package-name.ts';
import { registryUrl } from './registry-url.ts';
import { type Published, versionsAt } from './versions-at.ts';

/** What to look for, and where. */
export interface LookUp {
  /** The input `check-registry`: `pypi`, `npm`, or an index URL. See `registryUrl`. */
  registry: string;
  /** Of the package, in any spelling. */
  name: string;
  version: string;
  log: Pick<Log, 'info' | 'debug'>;
  /** Ends the asking. */
  signal?: AbortSignal;
  /** Where the registry and proxies are looked up; that of the process by default. */
  env?: NodeJS.ProcessEnv;
  /** How patient to be with a registry that does not answer; tests give a clock. */
  retry?: Retry;
}

/**
 * Whether a registry has a version of a package, yanked and deprecated ones too: nobody can publish them again.
 * `1.0.0-rc.1` is there where a Python index has `1.0.0rc1`.
 *
 * @throws InputError for a registry or a name that is none, and for a version that the registry cannot have
 * @throws Error where the registry wants a login, refuses, or does not answer in time
 */
export async function lookUp({
  registry,
  name,
  version,
  log,
  signal,
  env = process.env,
  retry,
}: LookUp): Promise<boolean> {
  const where = registryUrl(registry, env);
  holdName(name, where.protocol);
  const http = createHttp({ connections: 2, env });
  const patience: Retry = {
    sleep: (ms) => delay(ms, undefined, signal ? { signal } : {}),
    ...retry,
    onRetry: tellRetries(log, retry?.onRetry),
  };
  try {
    const published = await versionsAt({ registry: where, http, retry: patience, signal }, name);
    if (!published) log.info(`${where.url.host} has no package of the name ${JSON.stringify(name)}.`);
    return published !== undefined && isThere(published, version);
  } finally {
    http.close();
  }
}

function isThere({ protocol, versions }: Published, version: string): boolean {
  // npm knows no build metadata.
  if (protocol === 'npm') return versions.has(readVersion(version)?.version ?? version);
  const spelled = pythonVersion(version);
  const key = spelled === undefined ? undefined : pythonKey(spelled);
  if (key !== undefined) return versions.has(key);
  throw new InputError(
    `A Python index cannot have the version ${JSON.stringify(version)}: Python knows no pre-releases but alpha, beta, rc and dev; use one of these.`,
  );
}
