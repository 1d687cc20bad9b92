import { AwsError } from '../error.ts';
import type { BucketOptions } from '../options.ts';
import { Bucket, type Keeper } from './bucket.ts';

/** All the buckets, by name. */
export class Buckets {
  readonly #region: string;
  readonly #keeper: Keeper | undefined;
  readonly #byName = new Map<string, Bucket>();

  constructor(region: string, keeper?: Keeper) {
    this.#region = region;
    this.#keeper = keeper;
  }

  /** @throws AwsError 404 NoSuchBucket */
  get(name: string): Bucket {
    const bucket = this.#byName.get(name);
    if (bucket) return bucket;
    throw new AwsError(404, 'NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
  }

  find(name: string): Bucket | undefined {
    return this.#byName.get(name);
  }

  /** Makes a bucket. @throws AwsError 400 InvalidBucketName */
  create(options: BucketOptions, now: Date): Bucket {
    const { name } = options;
    const valid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
    if (!valid || /^\d+\.\d+\.\d+\.\d+$/.test(name)) {
      throw new AwsError(400, 'InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
    }
    const bucket = new Bucket(options, this.#region, now, this.#keeper);
    this.#byName.set(name, bucket);
    this.#keeper?.bucket(bucket);
    return bucket;
  }

  /** @throws AwsError 409 BucketNotEmpty */
  delete(bucket: Bucket): void {
    if (!bucket.isEmpty) {
      throw new AwsError(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty', {
        BucketName: bucket.name,
      });
    }
    this.#byName.delete(bucket.name);
    this.#keeper?.removed(bucket);
  }

  all(): Bucket[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
