import { createHash } from 'node:crypto';
import { isDigest } from '@ci-actions/oci/descriptor';
import { type ImageId, imageIdText, imageNotFound, invalidParameter, refused } from './errors.ts';
import { type ManifestFacts, readManifest } from './manifest.ts';
import { isMovable } from './mutability.ts';
import type { Mutability } from './options.ts';
import type { Push, Registry } from './registry.ts';
import type { Scan, ScanOptions } from './scan.ts';
import type { Content, Store } from './store.ts';

/** What a repository is set to. */
export interface Settings {
  createdAt: Date;
  mutability: Mutability;
  exclusions: readonly string[];
  scanOnPush: boolean;
  /** The ARN of a KMS key; undefined for AES256. */
  kmsKey: string | undefined;
  tags: readonly { Key: string; Value: string }[];
  lifecyclePolicy?: string;
  /** The repository's policy in IAM's language. */
  policy?: string;
}

/** A manifest or an index in a repository. */
export interface StoredImage {
  digest: string;
  mediaType: string;
  bytes: Buffer;
  pushedAt: Date;
  facts: ManifestFacts;
  scan?: Scan;
}

export interface PutManifest {
  bytes: Buffer;
  mediaType: string | undefined;
  tag: string | undefined;
  /** What the sender takes its digest for. */
  digest: string | undefined;
  time: Date;
}

/** One repository. Nothing in here waits, so each change of it is atomic. */
export class Repository {
  readonly registry: Registry;
  readonly name: string;
  readonly settings: Settings;
  readonly images = new Map<string, StoredImage>();
  readonly tags = new Map<string, string>();
  readonly blobs = new Map<string, Content>();
  /** What scans find, by digest, tag or `*`. */
  readonly scans = new Map<string, ScanOptions>();
  readonly #store: Store;
  readonly #pushes: Push[];

  constructor(registry: Registry, name: string, settings: Settings, store: Store, pushes: Push[]) {
    this.registry = registry;
    this.name = name;
    this.settings = settings;
    this.#store = store;
    this.#pushes = pushes;
  }

  get arn(): string {
    return this.registry.arn(this.name);
  }

  get uri(): string {
    return `${this.registry.host}/${this.name}`;
  }

  /** The image that an id means; a digest and a tag together must mean the same one. */
  find({ imageDigest, imageTag }: ImageId): StoredImage | undefined {
    const tagged = imageTag === undefined ? undefined : this.tags.get(imageTag);
    if (imageTag !== undefined && tagged === undefined) return undefined;
    if (tagged !== undefined && imageDigest !== undefined && tagged !== imageDigest) return undefined;
    return this.images.get(imageDigest ?? tagged ?? '');
  }

  tagsOf(digest: string): string[] {
    return [...this.tags].filter(([, of]) => of === digest).map(([tag]) => tag);
  }

  /** Whether a manifest here points to the blob. */
  references(digest: string): boolean {
    return [...this.images.values()].some(({ facts }) => facts.blobs.some((blob) => blob.digest === digest));
  }

  /**
   * Puts a manifest, and a tag on it.
   *
   * @returns the image, and whether anything has changed
   * @throws AwsError ImageDigestDoesNotMatchException, LayersNotFoundException, ReferencedImagesNotFoundException,
   *   ImageTagAlreadyExistsException for a tag that is immutable and taken, even by the same digest where it says `strict`
   */
  put(
    { bytes, mediaType, tag, digest: claimed, time }: PutManifest,
    strict = false,
  ): { image: StoredImage; changed: boolean } {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (claimed !== undefined && claimed !== digest) {
      throw refused(
        'ImageDigestDoesNotMatchException',
        `The digest '${claimed}' that was given does not match the digest '${digest}' of the image manifest`,
      );
    }
    const facts = readManifest(bytes, mediaType);
    this.#demandParts(facts);
    const before = tag === undefined ? undefined : this.tags.get(tag);
    if (tag !== undefined && before !== undefined && (strict || before !== digest)) this.#demandMovable(tag);
    const known = this.images.get(digest);
    const image = known ?? { digest, mediaType: facts.mediaType, bytes, pushedAt: time, facts };
    this.images.set(digest, image);
    if (!known && this.settings.scanOnPush) image.scan = { asked: 0, startedAt: time };
    const moved = tag !== undefined && before !== digest;
    if (moved) {
      this.tags.set(tag, digest);
      const { account, region, service } = this.registry;
      this.#pushes.push({
        account,
        region: service === 'ecr' ? region : '',
        repository: this.name,
        tag,
        digest,
        ...(before === undefined ? {} : { previous: before }),
        time,
      });
    }
    if (!known || moved) this.save();
    return { image, changed: !known || moved };
  }

  /** Takes away a tag, or by digest the image with all its tags. @returns whether it was there */
  remove({ imageDigest, imageTag }: ImageId): boolean {
    const image = this.find({ imageDigest, imageTag });
    if (!image) return false;
    const gone = imageTag === undefined ? this.tagsOf(image.digest) : [imageTag];
    for (const tag of gone) this.tags.delete(tag);
    // An image that loses its last tag that way goes with it.
    if (imageTag === undefined || this.tagsOf(image.digest).length === 0) this.images.delete(image.digest);
    this.save();
    return true;
  }

  addBlob(content: Content): void {
    this.blobs.set(content.digest, content);
  }

  /** Takes a blob of another repository of the registry, without a copy. */
  mount(content: Content): void {
    this.addBlob(this.#store.share(content, this));
  }

  /** Writes down what has changed in the settings. */
  save(): void {
    this.#store.save(this);
  }

  #demandMovable(tag: string): void {
    if (isMovable(this.settings.mutability, this.settings.exclusions, tag)) return;
    throw refused(
      'ImageTagAlreadyExistsException',
      `The image tag '${tag}' already exists in the '${this.name}' repository and cannot be overwritten because the repository is immutable.`,
    );
  }

  #demandParts({ blobs, children }: ManifestFacts): void {
    const layers = [...new Set(blobs.map(({ digest }) => digest))].filter((digest) => !this.blobs.has(digest));
    if (layers.length > 0) {
      throw refused(
        'LayersNotFoundException',
        `The layers with digests '[${layers.join(', ')}]' required for pushing image into repository with name '${this.name}' in the registry with id '${this.registry.account}' do not exist`,
      );
    }
    const images = children.map(({ digest }) => digest).filter((digest) => !this.images.has(digest));
    if (images.length > 0) {
      throw refused(
        'ReferencedImagesNotFoundException',
        `Images with digests '[${images.join(', ')}]' required for pushing image into repository with name '${this.name}' in the registry with id '${this.registry.account}' do not exist`,
      );
    }
  }
}

/** @throws AwsError InvalidParameterException for an id with neither tag nor digest, or with a digest that is none */
export function checkImageId(id: ImageId): void {
  if (id.imageDigest === undefined && id.imageTag === undefined) {
    throw invalidParameter('imageId', `${imageIdText(id)} must have a digest or a tag`);
  }
  if (id.imageDigest !== undefined && !isDigest(id.imageDigest)) {
    throw invalidParameter('imageDigest', 'must be sha256: and 64 hexadecimal digits');
  }
}

/** @throws AwsError ImageNotFoundException, InvalidParameterException */
export function demandImage(repository: Repository, id: ImageId): StoredImage {
  checkImageId(id);
  const image = repository.find(id);
  if (!image) throw imageNotFound(id, repository.name, repository.registry.account);
  return image;
}
