import type { Artifact, Plan } from './protocol.ts';

/** What git knows of two commits. */
export interface History {
  /**
   * Whether `newer` descends from `older`. A commit does not descend from itself.
   * @returns undefined where nothing here can tell: a shallow clone and no token
   */
  descends(newer: string, older: string): Promise<boolean | undefined>;
}

/** What the stale guard found. */
export type Staleness = { stale: false; unknown: readonly string[] } | { stale: true; by: string };

/** Whether the target holds exactly this artifact, so that there is nothing to do. */
export function alreadyThere(artifact: Artifact, plan: Plan): boolean {
  return plan.steps.length === 0 && plan.live?.digest === artifact.digest;
}

/**
 * Whether a slower, older run is about to overtake a newer one: the target holds, or is just being given, a commit that
 * descends from this one.
 *
 * @param commits the commits that stand for the target: its own record, a run that is publishing now, the last deployment
 * @returns `unknown` lists the commits that could not be compared
 */
export async function staleness(
  artifact: Artifact,
  commits: readonly (string | undefined)[],
  history: History,
): Promise<Staleness> {
  const unknown: string[] = [];
  for (const commit of new Set(commits)) {
    if (commit === undefined || commit === '' || commit === artifact.commit) continue;
    const descends = await history.descends(commit, artifact.commit);
    if (descends === true) return { stale: true, by: commit };
    if (descends === undefined) unknown.push(commit);
  }
  return { stale: false, unknown };
}
