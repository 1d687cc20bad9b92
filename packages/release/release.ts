import { InputError } from '@ci-actions/errors/errors';
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
export async function release<A extends Artifact, P extends Plan, W>(
  publisher: Publisher<A, P, W>,
  options: ReleaseOptions,
): Promise<Outcome<A, P>> {
  const { log, records, dryRun, allowOlder, now = Date.now } = options;
  const { environment, place } = publisher.target;
  const started = now();
  const leftOut: string[] = [];
  const leaveOut = (line: string | undefined) => {
    if (line !== undefined && !leftOut.includes(line)) leftOut.push(line);
  };

  const artifact = await log.group('Build', () => publisher.build());
  log.info(`Built ${artifact.kind} ${artifact.version} at commit ${short(artifact.commit)}: ${artifact.digest}`);

  for (let attempt = 1; ; attempt++) {
    const { newer, recorded } = await waitForTurn(publisher, artifact, options, leaveOut);
    const plan = await log.group('Plan', async () => {
      const made = await publisher.plan(artifact);
      logPlan(made, log);
      return made;
    });
    const superseded = newer !== undefined && !allowOlder;
    const finish = async (reason: Reason, previous: P['live']): Promise<Outcome<A, P>> => {
      // An older commit of the same content must not become the newest record.
      const record = reason === 'published' || (reason === 'already-published' && !superseded);
      if (record && !(reason === 'already-published' && sameRelease(recorded, artifact))) {
        leaveOut(await records?.write({ artifact, target: plan.target, previous }));
      }
      for (const line of leftOut) log.notice(line);
      return { reason, artifact, plan, previous, durationMs: now() - started, leftOut };
    };

    if (superseded) {
      log.notice(
        `${environment} has commit ${short(newer)}, which is newer than ${short(artifact.commit)}: this one must not replace it.`,
      );
    } else if (plan.refused !== undefined) throw new InputError(plan.refused);
    if (dryRun) {
      log.info('This is a dry run: nothing was written.');
      return finish('dry-run', plan.live);
    }
    if (alreadyThere(artifact, plan)) {
      log.info(`${place} holds ${artifact.digest} already: nothing was written.`);
      return finish('already-published', whatWasBefore(artifact, plan, recorded));
    }
    if (superseded) return finish('superseded', plan.live);
    try {
      const work = await log.group('Apply', () => publisher.apply(artifact, plan));
      await log.group('Verify', () => publisher.verify(artifact, plan, work));
      await publisher.settle(artifact, plan, work);
    } catch (thrown) {
      if (!(thrown instanceof TargetMoved)) throw thrown;
      if (attempt === maxPlans) {
        throw new Error(
          `${place} was changed by other runs ${maxPlans} times while this one published; run the job again when they are done.`,
          { cause: thrown },
        );
      }
      log.notice(`${thrown.message} Planning again.`);
      continue;
    }
    const changes = count(plan.steps.length, 'change');
    log.info(`Published ${artifact.version} to ${environment}: ${changes} in ${duration(now() - started)}.`);
    return finish('published', plan.live);
  }
}

/**
 * Waits while another run holds the target, unless that run, or what is there, is the newer one.
 *
 * @returns the newer commit, where there is one, and the last record of what went to the target
 */
async function waitForTurn<A extends Artifact, P extends Plan, W>(
  publisher: Publisher<A, P, W>,
  artifact: A,
  { log, dryRun, allowOlder, history, records, patienceMs = 600_000, sleep = pause, now = Date.now }: ReleaseOptions,
  leaveOut: (line: string | undefined) => void,
): Promise<{ newer: string | undefined; recorded: ReleaseRecord | undefined }> {
  const { place } = publisher.target;
  const until = now() + patienceMs;
  for (let told = false; ; told = true) {
    const { live, busy } = await publisher.look();
    // A record of the same content at a newer commit is nowhere else, so it is read anew when the wait is over.
    const last = busy ? undefined : await records?.last(place);
    leaveOut(last?.leftOut);
    const found = await staleness(artifact, [live?.commit, busy?.commit, last?.record?.commit], history);
    if (found.stale && !allowOlder) return { newer: found.by, recorded: last?.record };
    if (busy === undefined || dryRun) {
      for (const commit of found.stale ? [] : found.unknown) leaveOut(cannotTell(commit, artifact.commit));
      return { newer: undefined, recorded: last?.record };
    }
    if (now() >= until) {
      throw new Error(
        `${place} was held by ${busy.by} for ${duration(patienceMs)}; run the job again when that run is done.`,
      );
    }
    if (!told) log.info(`${busy.by} is publishing to ${place}; waiting for it.`);
    await sleep(pollMs);
  }
}

function cannotTell(commit: string, own: string): string {
  return `Whether ${short(commit)} is newer than ${short(own)} could not be told: give the step a token with \`contents: read\`, or check out the whole history.`;
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
