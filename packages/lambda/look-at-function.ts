import type { LambdaClient } from '@ci-actions/aws/lambda/client';
import { type Alias, type FunctionState, isAlike, isBusy } from '@ci-actions/aws/lambda/function-state';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';
import type { Live } from '@ci-actions/release/protocol';
import { readDescription } from './description.ts';
import type { Named } from './function-name.ts';

/** What a look at a function has found. */
export interface Seen {
  latest: FunctionState;
  /** Undefined where none was asked for, or there is none yet. */
  alias: Alias | undefined;
  /** What counts: what the alias names; without an alias what callers get, with the version of that code if there is one. */
  current: FunctionState | undefined;
  /** The published versions, oldest first; they are read when they are needed first. */
  versions(): Promise<readonly FunctionState[]>;
}

/**
 * Reads a function, its alias and the version that the alias names. While something else updates the function, it waits.
 *
 * @param alias empty for none
 * @param digest of what is to be published: where that is live already, configured alike, there is nothing to wait for
 * @throws InputError where there is no such function
 * @throws Error where an update takes too long
 */
export async function lookAtFunction(
  lambda: LambdaClient,
  named: Named,
  alias: string,
  digest: string | undefined,
  log: Pick<Log, 'info'>,
): Promise<Seen> {
  const seen = await read(lambda, named, alias);
  const { latest, current } = seen;
  if (!isBusy(latest) || (current && current.digest === digest && isAlike(current, latest))) return seen;
  log.info(`Another update of ${named.name} is in progress; waiting for it.`);
  await lambda.waitUntilUpdated(named.id, { orFailed: true });
  return read(lambda, named, alias);
}

async function read(lambda: LambdaClient, { id, name }: Named, alias: string): Promise<Seen> {
  let listed: Promise<readonly FunctionState[]> | undefined;
  const versions = () => {
    listed ??= lambda.listVersions(id);
    return listed;
  };
  const [latest, found] = await Promise.all([
    lambda.getFunction(id),
    alias === '' ? undefined : lambda.getAlias(id, alias),
  ]);
  if (!latest) throw noSuchFunction(name, lambda.region);
  if (alias !== '') {
    const current = found && (await lambda.getFunction(id, found.version));
    return { latest, alias: found, current, versions };
  }
  const same = (await versions()).filter(({ digest }) => digest !== undefined && digest === latest.digest).at(-1);
  return { latest, alias: undefined, current: same ?? latest, versions };
}

/** @returns the error for a function that is not there, for whoever looks first to throw */
export function noSuchFunction(name: string, region: string): InputError {
  return new InputError(
    `There is no Lambda function ${name} in ${region}. Check the input function, aws-region and the account; this action publishes to functions and creates none: create it once, with any code, where its role and settings are looked after.`,
  );
}

/** What of a look is live. */
export function liveFunction({ current }: Pick<Seen, 'current'>): Live | undefined {
  if (!current) return undefined;
  const { digest = '', version, description } = current;
  const made = version === '$LATEST' ? undefined : readDescription(description);
  return { digest, commit: made?.commit ?? '', version: made?.version ?? nameOf(version) };
}

const nameOf = (version: string) => (version === '$LATEST' ? 'code without a version' : `version ${version}`);
