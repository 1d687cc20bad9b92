import { randomUUID } from 'node:crypto';
import type { Algorithm } from '../checksums.ts';
import type { BucketOptions } from '../options.ts';
import { KeyIndex } from './key-index.ts';
import type { Upload } from './multipart.ts';

/** One version of an object, or a delete marker (then its body is empty). */
export interface Version {
  /** `null` where the bucket keeps no versions. */
  versionId: string;
  deleteMarker: boolean;
  body: Buffer;
  /** Without quotes. */
  etag: string;
  lastModified: Date;
  /** The standard headers that come back: content-type, cache-control and so on. */
  headers: Readonly<Record<string, string>>;
  /** User metadata, names without `x-amz-meta-`. */
  metadata: Readonly<Record<string, string>>;
  checksum?: Checksum;
  tags: readonly (readonly [name: string, value: string])[];
  /** SSE-KMS, so that the ETag is no MD5. */
  kms: boolean;
}

export interface Checksum {
  algorithm: Algorithm;
  /** Base64; with `-N` behind it when it is made of the checksums of N parts. */
  value: string;
  type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** What a conditional write saw when it began. */
export interface Writer {
  key: string;
  /** A DELETE of the key succeeded since. */
  deleted: boolean;
}

/** Where a bucket's changes are kept beside the memory. */
export interface Keeper {
  bucket(bucket: Bucket): void;
  key(bucket: Bucket, key: string): void;
  removed(bucket: Bucket): void;
}

/** A bucket in memory. Every method is one step, so that each request is atomic. */
export class Bucket {
  readonly name: string;
  readonly region: string;
  readonly kms: boolean;
  readonly created: Date;
  readonly policy: BucketOptions['policy'];
  readonly uploads = new Map<string, Upload>();
  /** Conditional writes that have begun and are not done. */
  readonly writers = new Set<Writer>();
  versioning: BucketOptions['versioning'];
  readonly #keeper: Keeper | undefined;
  /** Newest version first. A key without versions is not here. */
  readonly #versions = new Map<string, Version[]>();
  readonly #index = new KeyIndex();

  constructor(options: BucketOptions, region: string, created: Date, keeper?: Keeper) {
    this.name = options.name;
    this.region = options.region ?? region;
    this.kms = options.kms ?? false;
    this.policy = options.policy;
    this.versioning = options.versioning;
    this.created = created;
    this.#keeper = keeper;
  }

  setVersioning(status: 'Enabled' | 'Suspended'): void {
    this.versioning = status;
    this.#keeper?.bucket(this);
  }

  /** All keys that have a version or a delete marker, in byte order. */
  keys(): readonly string[] {
    return this.#index.sorted();
  }

  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  /** All versions of a key, newest first. */
  versions(key: string): readonly Version[] {
    return this.#versions.get(key) ?? [];
  }

  /** The newest version, a delete marker included. */
  newest(key: string): Version | undefined {
    return this.#versions.get(key)?.[0];
  }

  /** The object as a plain GET sees it. */
  current(key: string): Version | undefined {
    const newest = this.newest(key);
    return newest?.deleteMarker ? undefined : newest;
  }

  /** Adds a version, or replaces the one where the bucket keeps none. @returns it with its version id */
  add(key: string, made: Omit<Version, 'versionId'>): Version {
    const versionId = this.versioning === 'Enabled' ? randomUUID().replaceAll('-', '') : 'null';
    const version = { ...made, versionId };
    const older = this.#versions.get(key);
    if (older) {
      const kept = versionId === 'null' ? older.filter((other) => other.versionId !== 'null') : older;
      this.#versions.set(key, [version, ...kept]);
    } else {
      this.#versions.set(key, [version]);
      this.#index.add(key);
    }
    this.#keeper?.key(this, key);
    return version;
  }

  /** Replaces one version by a changed copy of itself. */
  change(key: string, version: Version, changed: Version): void {
    const versions = this.#versions.get(key) ?? [];
    versions[versions.indexOf(version)] = changed;
    this.#keeper?.key(this, key);
  }

  /** Removes one version for good. */
  remove(key: string, version: Version): void {
    const left = this.versions(key).filter((other) => other !== version);
    if (left.length > 0) this.#versions.set(key, left);
    else if (this.#versions.delete(key)) this.#index.remove(key);
    this.#noteDeletion(key);
    this.#keeper?.key(this, key);
  }

  /** Hides the object behind a delete marker. @returns the marker */
  mark(key: string, now: Date): Version {
    const marker = {
      deleteMarker: true,
      body: Buffer.alloc(0),
      etag: '',
      lastModified: now,
      headers: {},
      metadata: {},
      tags: [],
      kms: false,
    };
    this.#noteDeletion(key);
    return this.add(key, marker);
  }

  /** Puts back what a keeper kept. */
  restore(key: string, versions: Version[]): void {
    this.#versions.set(key, versions);
    this.#index.add(key);
  }

  #noteDeletion(key: string): void {
    for (const writer of this.writers) if (writer.key === key) writer.deleted = true;
  }
}
