import { InputError } from '@ci-actions/errors/errors';
import { count } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { AtRegistry } from './at-registry.ts';
import { type Decision, decideVersion, type VersionOptions } from './decide-version.ts';
import { type HistoryOptions, type LibraryHistory, readHistory } from './read-history.ts';
import { checkVersionFiles } from './version-files/check-version-files.ts';
import { VersionTaken } from './version-taken.ts';

/** Why a commit gets no version from this run. */
export type NoVersion = 'no-release-commits' | 'already-published' | 'superseded';

export interface GiveOptions<T> extends HistoryOptions, VersionOptions {
  /** The checkout. */
  workspace: string;
  /** Files that have to say the version already. */
  versionFiles: readonly string[];
  /** Undefined where none is asked. */
  registry: AtRegistry | undefined;
  /** What to do where the commit or the registry has the version already. */
  ifPublished: 'skip' | 'fail';
  log: Log;
  /** Publishes the version. @throws VersionTaken where another run has taken it meanwhile */
  publish(history: LibraryHistory, decision: Decision & { version: string }): Promise<T>;
  /** What came of it where there is none. */
  none(reason: NoVersion, history: LibraryHistory, decision: Decision): T;
}

/** Other runs may take the version this often before this one gives up. */
const tries = 3;

/**
 * Gives a commit the next version of a library, where there is one: works it out, holds it to the files that say it and to
 * the registry, and has it published. Where another run takes it meanwhile, it is worked out anew.
 *
 * @throws InputError before anything is written
 */
export async function giveVersion<T>(options: GiveOptions<T>): Promise<T> {
  const { head, library, workspace, versionFiles, registry, ifPublished, log } = options;
  for (let attempt = 1; ; attempt++) {
    const history = await log.group(`Commits of ${library.name}`, async () => {
      const read = await readHistory(options);
      const commits = count(read.commits.length, 'commit');
      log.info(`The last version: ${read.base?.name ?? 'none'}. What counts since then: ${commits}.`);
      return read;
    });
    const decision = decideVersion(history, options);
    const { version, exists } = decision;
    if (decision.superseded) {
      log.notice(
        `${history.newer?.name} is a version of a newer commit than ${head.slice(0, 12)}: this one gets none.`,
      );
      return options.none('superseded', history, decision);
    }
    if (version === undefined) {
      const since = history.base?.name ?? 'the first';
      log.notice(`Nothing to release for ${library.name}: no commit since ${since} asks for it.`);
      return options.none('no-release-commits', history, decision);
    }
    await checkVersionFiles(workspace, versionFiles, version, log);
    if (!exists && (await registry?.has(version))) {
      const said = `The registry has version ${version} of ${library.name} already`;
      const way = 'tag the commit that it was published from, or name the next version by a footer such as Release-As:';
      if (ifPublished === 'fail') {
        throw new InputError(`${said}, and it can never be published again; ${way}.`);
      }
      log.warning(`${said}: nothing was tagged; ${way}.`);
      return options.none('already-published', history, decision);
    }
    try {
      return await options.publish(history, { ...decision, version });
    } catch (thrown) {
      if (!(thrown instanceof VersionTaken) || attempt === tries) throw thrown;
      log.notice(`${thrown.message} Working out the next version again.`);
    }
  }
}
