/**
 * The words of the release protocol. Everything that is published goes through the same five steps, whatever its kind:
 * build -> plan -> apply -> verify -> record. `release.ts` carries them out; a publisher fills them in for one kind.
 */

export type Kind = 'application' | 'data-task' | 'dags' | 'lambda' | 'library';

/** What was built. The same source gives the same digest, on any machine. */
export interface Artifact {
  kind: Kind;
  /** What a person calls it: a repository, a function, a package. */
  name: string;
  /** The version for people: the tag that is published, otherwise the short commit. */
  version: string;
  /** The full commit id of the source. */
  commit: string;
  /** `sha256:<hex>` over the content. */
  digest: string;
}

/** Where it goes. */
export interface Target {
  /** The GitHub environment. */
  environment: string;
  /** The place, as the field writes it: `s3://bucket/dags/`, an image repository, a function name. */
  place: string;
  /** A page where a person can look at it. */
  url?: string;
}

/** What the target holds now, as its own record says. */
export interface Live {
  digest: string;
  commit: string;
  version: string;
}

/** One change that a plan makes. */
export interface Step {
  change: 'add' | 'update' | 'delete';
  /** What is changed, by the name that it has at the target. Untrusted: file names come from pull requests. */
  what: string;
  /** How many bytes are sent; 0 for a delete. */
  bytes: number;
  /** Why, where it is not the obvious reason: `drifted`, … */
  note?: string;
}

/** Another run that is publishing to the same target at this moment. */
export interface Busy {
  commit: string;
  /** Who, for the log: a run's id and attempt. */
  by: string;
}

/** What a target holds at this moment, and who else is about to change it. */
export interface Look {
  /** What is there; undefined where nothing was published yet. */
  live: Live | undefined;
  /** Set while another run holds the target. */
  busy: Busy | undefined;
}

/** Exactly what would change. Making a plan writes nothing. */
export interface Plan {
  target: Target;
  /** What is there before; undefined where nothing was published yet. */
  live: Live | undefined;
  /** In the order in which they are carried out. Empty: the target holds the artifact already. */
  steps: readonly Step[];
  /** How many things at the target stay as they are. */
  unchanged: number;
  /** Why the plan must not be carried out, as a sentence: it would do too much. */
  refused?: string;
}

/** One kind of artifact, published to one target. `W` is the work that is done and does not count yet. */
export interface Publisher<A extends Artifact, P extends Plan, W = unknown> {
  /** Where it publishes to. */
  readonly target: Target;
  /** Reads the source and checks it. @throws InputError before anything is written, when the source cannot be published */
  build(): Promise<A>;
  /** Takes a cheap look at the target. */
  look(): Promise<Look>;
  /** Reads the target as far as the plan needs it, from the last look on. Writes nothing. */
  plan(artifact: A): Promise<P>;
  /**
   * Carries out the plan, up to the record at the target that makes it count. Idempotent: run again after any failure,
   * it finishes. What was there before still counts.
   * @throws TargetMoved when another run has changed the target since the plan was made
   */
  apply(artifact: A, plan: P): Promise<W>;
  /** Reads the target back. @throws TargetMoved when it does not hold what was planned */
  verify(artifact: A, plan: P, work: W): Promise<void>;
  /** Makes the work count, in one write. @throws TargetMoved when another run was faster */
  settle(artifact: A, plan: P, work: W): Promise<void>;
}

/** Another run changed the target after the plan was made: plan again. */
export class TargetMoved extends Error {
  override readonly name = 'TargetMoved';
}

/** Why a run ended as it did; the `reason` output. */
export type Reason = 'published' | 'already-published' | 'superseded' | 'dry-run' | 'no-release-commits';

/** What a release came to. */
export interface Outcome<A extends Artifact, P extends Plan> {
  reason: Reason;
  artifact: A;
  plan: P;
  /** What was there before this run. */
  previous: Live | undefined;
  /** Wall time from build to record, in milliseconds. */
  durationMs: number;
  /** What was left out, as sentences: a record that the token may not write, a guard that could not look. */
  leftOut: readonly string[];
}
