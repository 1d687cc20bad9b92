import { rm } from 'node:fs/promises';
import path from 'node:path';
import { bytes } from '@ci-actions/format/units';
import type { Artifact, Artifacts } from '@ci-actions/github/artifacts';
import { GitHubError, NotPermitted } from '@ci-actions/github/errors';
import type { Log } from '@ci-actions/log/log';
import { UnusableArchive } from '@ci-actions/zip/read-zip';
import { extractJson } from './base-artifact-entry.ts';
import type { BaseRef } from './run-event.ts';

/** In bytes: of the archive, and of the JSON in it. 500,000 cases are 150 MB of CTRF. */
const most = { archive: 200_000_000, json: 1_000_000_000 };

/** What a run is compared with. */
export interface FoundBase {
  /** The CTRF file. Its content is as untrusted as any report. */
  file: string;
  /** The commit that it is of. */
  sha: string;
  branch: string;
  runId: number;
}

export interface FindBaseOptions {
  /** See `baseOf`; undefined where the event has none. */
  base: BaseRef | undefined;
  /** The name under which runs keep the output of the report. */
  artifact: string;
  /** The name of the JSON file in it, for an artifact that has several. */
  fileName: string;
  /** A folder for temporary files, which whoever gives it removes. */
  folder: string;
  /** Smaller limits, in bytes, for tests. */
  limits?: { archive: number; json: number };
}

/**
 * The test results of the base, from the artifact of its run: of the very commit, or else the newest of the branch. Two
 * calls of the API at most. Never the artifact of a fork, nor of the run itself.
 *
 * There is no choosing by workflow: GitHub's list of artifacts does not name it. Where two workflows keep reports, each
 * needs a name of its own for its artifact.
 *
 * @returns undefined where there is none; a line of the log says why
 */
export async function findBase(
  github: Artifacts,
  { base, artifact, fileName, folder, limits = most }: FindBaseOptions,
  log: Pick<Log, 'info' | 'warning'>,
): Promise<FoundBase | undefined> {
  const none = (why: string) => void log.info(`There is no comparison with the base: ${why}.`);
  if (!base) return none('the event names no branch to compare with');
  const archive = path.join(folder, 'base-artifact.zip');
  try {
    const found = chooseArtifact(await github.listArtifacts(artifact), base);
    if (typeof found === 'string') return none(`${found} (artifact ${artifact}, branch ${base.branch})`);
    const { id, size, digest, run } = found;
    const named = `the artifact ${artifact} of run ${run.id}`;
    if (size > limits.archive) return none(`${named} has ${bytes(size)}, more than ${bytes(limits.archive)}`);
    const { sha256 } = await github.downloadArtifact(id, archive, limits.archive);
    if (digest !== undefined && digest !== `sha256:${sha256}`) return none(`${named} is not what was uploaded`);
    const file = path.join(folder, 'base.json');
    await extractJson(archive, fileName, file, limits.json).catch((thrown: unknown) => {
      throw thrown instanceof UnusableArchive ? new UnusableArchive(`${named} ${thrown.message}`) : thrown;
    });
    return { file, sha: run.headSha, branch: run.headBranch, runId: run.id };
  } catch (thrown) {
    if (thrown instanceof UnusableArchive) return none(thrown.message);
    if (!(thrown instanceof GitHubError)) throw thrown;
    const line = `There is no comparison with the base. ${thrown.message}`;
    if (thrown instanceof NotPermitted || thrown.status === 410) log.info(line);
    else log.warning(line);
    return undefined;
  } finally {
    await rm(archive, { force: true });
  }
}

type Usable = Artifact & { run: NonNullable<Artifact['run']> };

/**
 * @param artifacts the newest first
 * @returns the one to compare with, or why there is none
 */
export function chooseArtifact(artifacts: readonly Artifact[], base: BaseRef): Usable | string {
  const candidates = artifacts.filter((item): item is Usable => {
    if (!item.run || item.run.isFork || item.run.id === base.ownRun) return false;
    if (item.run.headSha === base.sha) return true;
    const isLater = base.isOwnBranch && base.ownRun > 0 && item.run.id > base.ownRun;
    return item.run.headBranch === base.branch && !isLater;
  });
  const usable = candidates.filter(({ expired }) => !expired);
  const found = usable.find(({ run }) => run.headSha === base.sha) ?? usable[0];
  if (found) return found;
  return candidates.length > 0 ? 'what there was has expired' : 'no run of it has left its results yet';
}
