import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Code } from './code.ts';
import type { Config } from './config.ts';
import { conflict, notFound } from './errors.ts';
import { functionArn, type Place } from './names.ts';
import type { LambdaOptions } from './options.ts';

/** What runs: it is never changed, only replaced. */
export interface Deployed {
  readonly code: Code;
  readonly config: Config;
}

/** A change that is under way. */
interface Change {
  kind: 'creating' | 'updating';
  /** When it began, in milliseconds that no test's clock moves. */
  since: number;
  /** How often somebody has asked since. */
  asks: number;
  /** What runs until it is done; nothing does while a function is being created. */
  before: Deployed | undefined;
  /** Why it will fail. */
  failure: Failure | undefined;
}

/** Why a change came to nothing, such as `InvalidImage` or `ImageAccessDenied`, and the same in words. */
export interface Failure {
  code: string;
  reason: string;
}

/** `$LATEST` or a published version. */
export interface Version {
  readonly version: string;
  deployed: Deployed;
  revisionId: string;
  lastModified: Date;
  change?: Change | undefined;
  failure?: Failure | undefined;
}

export interface Alias {
  name: string;
  version: string;
  description: string;
  /** Other versions and the share of the calls that they get. */
  weights: Readonly<Record<string, number>>;
  revisionId: string;
}

export type Pace = Pick<LambdaOptions, 'settleMs' | 'settleAsks'>;

/** One function. Nothing in here waits, so each change of it is atomic. */
export class LambdaFunction {
  readonly place: Place;
  readonly name: string;
  readonly packageType: 'Zip' | 'Image';
  readonly tags: Readonly<Record<string, string>>;
  readonly latest: Version;
  /** By number, in the order in which they were published. */
  readonly versions = new Map<string, Version>();
  readonly aliases = new Map<string, Alias>();
  /** How many calls it had. */
  invocations = 0;
  /** Set from outside: the next change fails like this. */
  nextFailure: Failure | undefined;
  readonly #pace: Pace;

  constructor(
    place: Place,
    name: string,
    deployed: Deployed,
    now: Date,
    pace: Pace,
    tags: Readonly<Record<string, string>> = {},
  ) {
    this.place = place;
    this.name = name;
    this.packageType = deployed.code.packageType;
    this.tags = tags;
    this.latest = { version: '$LATEST', deployed, revisionId: randomUUID(), lastModified: now };
    this.#pace = pace;
  }

  arn(qualifier?: string): string {
    return functionArn(this.place, this.name, qualifier);
  }

  /** From now on it is being created. */
  begin(): void {
    this.#start(this.latest, 'creating', undefined);
  }

  /** All that is under way is done. */
  finish(): void {
    for (const version of [this.latest, ...this.versions.values()]) version.change = undefined;
  }

  /** Somebody asks how far it is. */
  ask(version: Version): void {
    this.#settle(version);
    if (version.change) version.change.asks += 1;
  }

  /** @throws AwsError ResourceConflictException while a change is under way; that counts as a question */
  demandSettled(): void {
    const { latest } = this;
    this.#settle(latest);
    const { change } = latest;
    if (!change) return;
    change.asks += 1;
    throw conflict(
      change.kind === 'creating'
        ? 'The operation cannot be performed at this time. The function is currently in the following state: Pending'
        : `The operation cannot be performed at this time. An update is in progress for resource: ${this.arn()}`,
    );
  }

  /** Replaces the code, the configuration or both. Until it is done the ones before are what runs. */
  update(deployed: Deployed, now: Date): void {
    const before = this.latest.deployed;
    Object.assign(this.latest, { deployed, lastModified: now, revisionId: randomUUID(), failure: undefined });
    this.#start(this.latest, 'updating', before);
  }

  /**
   * Publishes `$LATEST`; where nothing has changed since the newest version, that one is it.
   *
   * @param description the version's own; the function's when left out
   */
  publish(description: string | undefined, now: Date): Version {
    const newest = [...this.versions.values()].at(-1);
    const { deployed } = this.latest;
    if (newest && isSame(newest.deployed, deployed)) return newest;
    const version: Version = {
      version: String(this.versions.size + 1),
      deployed: { ...deployed, config: { ...deployed.config, published: description } },
      revisionId: randomUUID(),
      lastModified: now,
    };
    this.#start(version, 'creating', undefined);
    this.versions.set(version.version, version);
    this.latest.revisionId = randomUUID();
    return version;
  }

  /** The version that a qualifier means. @throws AwsError ResourceNotFoundException */
  find(qualifier: string | undefined): Version {
    if (qualifier === undefined || qualifier === '$LATEST') return this.latest;
    const found = this.versions.get(this.aliases.get(qualifier)?.version ?? qualifier);
    if (found) return found;
    if (this.aliases.get(qualifier)?.version === '$LATEST') return this.latest;
    throw notFound(`Function not found: ${this.arn(qualifier)}`);
  }

  /** What runs now; to call it is a question too. @throws AwsError ResourceConflictException while there is nothing yet */
  running(version: Version): Deployed {
    this.#settle(version);
    if (!version.change) return version.deployed;
    version.change.asks += 1;
    if (version.change.before) return version.change.before;
    throw conflict(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }

  #start(version: Version, kind: Change['kind'], before: Deployed | undefined): void {
    version.change = { kind, since: performance.now(), asks: 0, before, failure: this.nextFailure };
    this.nextFailure = undefined;
  }

  /** Ends a change whose time has come. That alone gives `$LATEST` another revision, as AWS does; a version keeps its own. */
  #settle(version: Version): void {
    const { change } = version;
    const { settleMs = 20, settleAsks = 1 } = this.#pace;
    if (!change || change.asks < settleAsks || performance.now() - change.since < settleMs) return;
    version.change = undefined;
    version.failure = change.failure;
    if (change.failure && change.before) version.deployed = change.before;
    if (version === this.latest) version.revisionId = randomUUID();
  }
}

/** Whether two would be the same version; what a version says of itself when it is published does not count. */
function isSame(a: Deployed, b: Deployed): boolean {
  const content = ({ code, config: { published: _, ...config } }: Deployed) => JSON.stringify([code.sha256, config]);
  return content(a) === content(b);
}
