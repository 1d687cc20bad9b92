import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import { lookUp } from './registry/look-up.ts';
import { nameOfPackage } from './registry/name-of-package.ts';
import { waitFor } from './registry/wait-for.ts';

export interface RegistryOptions {
  /** `pypi`, `npm` or the address of an index; empty: none is asked. */
  registry: string;
  /** The name there; empty: that of pyproject.toml or package.json. */
  name: string;
  workspace: string;
  log: Log;
}

/** One version at a registry; undefined where none is asked. */
export interface AtRegistry {
  /** Whether it is there. */
  has(version: string): Promise<boolean>;
  /** Waits until it is there; 0 seconds do not wait. @throws Error when the time is over */
  wait(version: string, seconds: number): Promise<void>;
}

/** @throws InputError where the name of the package is not known */
export async function openRegistry({
  registry,
  name,
  workspace,
  log,
}: RegistryOptions): Promise<AtRegistry | undefined> {
  if (registry === '') return undefined;
  const known = name || (await nameOfPackage(workspace, registry));
  if (!known) {
    throw new InputError(
      'The input `check-registry` is set, but no pyproject.toml or package.json says what the package is called; set `package` to its name there.',
    );
  }
  return {
    has: (version) => lookUp({ registry, name: known, version, log }),
    async wait(version, seconds) {
      if (seconds === 0) return;
      log.info(`Waiting up to ${seconds} s for ${known} ${version} at the registry.`);
      if (await waitFor({ registry, name: known, version, log, seconds })) return;
      throw new Error(
        `${known} ${version} was tagged, but is not at the registry after ${seconds} s; look at the run that publishes it, and run this job again when it is there.`,
      );
    },
  };
}
