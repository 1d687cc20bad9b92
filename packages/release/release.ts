import { count, duration } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import { alreadyThere, type History, staleness } from './guards.ts';
import { logPlan } from './log-plan.ts';
import { type Artifact, type Outcome, type Plan, type Publisher, type Reason, TargetMoved } from './protocol.ts';
import type { Records, ReleaseRecord } from './records.ts';

export interface ReleaseOptions {
  log: Log;
  /** Stop after the plan. */
  dryRun: boolean;
  /** Lets an older commit replace a newer one: the way back. */
  allowOlder: boolean;
  history: History;
  /** Where the record of what went out is kept; undefined where this run has no token. */
  records: Records | undefined;
  /** How long to wait for another run that holds the target, in milliseconds. */
  patienceMs?: number;
  sleep?: (ms: number) => Promise<void>;
  now?: () => number;
}

/** Another run may move the target this often before this one gives up. */
const maxPlans = 5;
/** How often a target that another run holds is looked at again, in milliseconds. */
const pollMs = 3_000;

/**
 * Publishes one artifact to one target: build -> plan -> apply -> verify -> record. Whatever fails, a re-run finishes it.
 *
 * @throws InputError for a source or a plan that must not be published; nothing is written then
 * @throws Error when the target cannot be reached, or other runs keep moving it
 */
export async function release<A extends Artifact, P extends Plan>(
  publisher: Publisher<A, P>,
  options: ReleaseOptions,
): Promise<Outcome<A, P>> {
  const { log, records } = options;
  const now = options.now ?? Date.now;
  const started = now();
  const leftOut: string[] = [];
  const leaveOut = (line: string | undefined) => {
    if (line !== undefined && !leftOut.includes(line)) leftOut.push(line);
  };

  const artifact = await log.group('Build', () => publisher.build());
  log.info(`Built ${artifact.kind} ${artifact.version} at commit ${short(artifact.commit)}: ${artifact.digest}`);

  const last = await records?.last(publisher.target.place);
  leaveOut(last?.leftOut);
  const recorded = last?.record;

  const finish = async (reason: Reason, plan: P, previous: P['live']): Promise<Outcome<A, P>> => {
    if (records && (reason === 'published' || (reason === 'already-published' && !sameRelease(recorded, artifact)))) {
      leaveOut(await records.write({ artifact, target: plan.target, previous }));
    }
    for (const line of leftOut) log.notice(line);
    return { reason, artifact, plan, previous, durationMs: now() - started, leftOut };
  };

  // Set once this run has carried out a plan to its end, although a later look may find more to do.
  let applied: { previous: P['live'] } | undefined;
  for (let attempt = 1; ; attempt++) {
    const { plan, newer } = await planWhenFree(publisher, artifact, recorded?.commit, options, leaveOut);
    await log.group('Plan', async () => logPlan(plan, log));
    const superseded = newer !== undefined && !options.allowOlder;
    if (superseded) {
      log.notice(
        `${plan.target.environment} has commit ${short(newer)}, which is newer than ${short(artifact.commit)}: this one must not replace it.`,
      );
    }
    if (options.dryRun) {
      log.info('This is a dry run: nothing was written.');
      return finish('dry-run', plan, plan.live);
    }
    if (superseded) return finish('superseded', plan, plan.live);
    if (alreadyThere(artifact, plan)) {
      if (applied) return finish('published', plan, applied.previous);
      log.info(`${plan.target.place} holds ${artifact.digest} already: nothing was written.`);
      return finish('already-published', plan, whatWasBefore(artifact, plan, recorded));
    }
    try {
      await log.group('Apply', () => publisher.apply(artifact, plan));
      applied ??= { previous: plan.live };
      await log.group('Verify', () => publisher.verify(artifact, plan));
      const changes = count(plan.steps.length, 'change');
      log.info(
        `Published ${artifact.version} to ${plan.target.environment}: ${changes} in ${duration(now() - started)}.`,
      );
      return await finish('published', plan, applied.previous);
    } catch (thrown) {
      if (!(thrown instanceof TargetMoved)) throw thrown;
      if (attempt === maxPlans) {
        throw new Error(
          `${plan.target.place} was changed by other runs ${maxPlans} times while this one published; run the job again when they are done.`,
          { cause: thrown },
        );
      }
      log.notice(`${thrown.message} Planning again.`);
    }
  }
}

/** Plans; while another run holds the target, waits for it, unless that run is the newer one. */
async function planWhenFree<A extends Artifact, P extends Plan>(
  publisher: Publisher<A, P>,
  artifact: A,
  recordedCommit: string | undefined,
  { log, dryRun, history, patienceMs = 600_000, sleep = pause, now = Date.now }: ReleaseOptions,
  leaveOut: (line: string) => void,
): Promise<{ plan: P; newer: string | undefined }> {
  const until = now() + patienceMs;
  for (let told = false; ; ) {
    const plan = await publisher.plan(artifact);
    const found = await staleness(artifact, [plan.live?.commit, plan.busy?.commit, recordedCommit], history);
    if (found.stale) return { plan, newer: found.by };
    for (const commit of found.unknown) {
      leaveOut(
        `Whether ${short(commit)} is newer than ${short(artifact.commit)} could not be told: give the step a token with \`contents: read\`, or check out the whole history.`,
      );
    }
    if (plan.busy === undefined || dryRun) return { plan, newer: undefined };
    if (now() >= until) {
      throw new Error(
        `${plan.target.place} was held by ${plan.busy.by} for ${duration(patienceMs)}; run the job again when that run is done.`,
      );
    }
    if (!told) log.info(`${plan.busy.by} is publishing to ${plan.target.place}; waiting for it.`);
    told = true;
    await sleep(pollMs);
  }
}

/**
 * What an artifact that is there already has replaced. A run that died before its record left that to the run after it,
 * and the record before it says what there was.
 */
function whatWasBefore(artifact: Artifact, plan: Plan, recorded: ReleaseRecord | undefined): Plan['live'] {
  return recorded !== undefined && recorded.digest !== artifact.digest ? recorded : plan.live;
}

function sameRelease(record: { digest: string; commit: string } | undefined, artifact: Artifact): boolean {
  return record?.digest === artifact.digest && record.commit === artifact.commit;
}

const short = (commit: string) => commit.slice(0, 12);
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
