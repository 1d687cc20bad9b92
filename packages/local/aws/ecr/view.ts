import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Push, Registries, Registry, Service } from './registry.ts';
import type { Repository, Settings, StoredImage } from './repository.ts';
import type { ScanOptions } from './scan.ts';

/** Which repository is meant, where its name is not enough. */
export interface Where {
  /** The server's when left out. */
  account?: string;
  /** The server's when left out. */
  region?: string;
  /** In ECR Public. */
  public?: boolean;
}

/** An image, past all requests. */
export interface ImageView {
  digest: string;
  mediaType: string;
  bytes: Buffer;
  tags: string[];
  pushedAt: Date;
}

/** A look into a repository, past all requests, and a hand in it. */
export interface RepositoryView {
  name: string;
  /** As people write it: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/app`. */
  uri: string;
  settings: Readonly<Settings>;
  /** Each tag and the digest that it is on. */
  tags(): Record<string, string>;
  /** Of all manifests and indexes, tagged or not. */
  digests(): string[];
  /** @param reference a tag or a digest */
  image(reference: string): ImageView | undefined;
  /** Of all configs and layers. */
  blobs(): string[];
  /** The content of a config or a layer. */
  blob(digest: string): Promise<Buffer> | undefined;
  /** Puts an image in, with what it points to. @returns its digest @throws AwsError as PutImage does */
  put(image: {
    manifest: string | Buffer;
    mediaType?: string;
    tag?: string;
    blobs?: readonly Buffer[];
  }): Promise<string>;
  /** Says what scans find. @param reference a digest or a tag; `*` is every other image */
  scan(reference: string, options: ScanOptions): void;
}

/** What a test or a person can look at. */
export interface EcrView {
  /** Such as `http://127.0.0.1:41235`: the registry of ECR Public. */
  publicUrl: string;
  /** All repositories, private and public. */
  repositories(): (Required<Where> & { name: string; uri: string })[];
  /** @throws AwsError RepositoryNotFoundException */
  repository(name: string, where?: Where): RepositoryView;
  /** @param reference a tag or a digest */
  image(repository: string, reference: string, where?: Where): ImageView | undefined;
  /** Each time that a tag was set to another image, in order: what would have started a deployment. */
  pushes: readonly Push[];
}

/** @param home the account and region that are meant when none are named */
export function viewOf(
  registries: Registries,
  home: Required<Omit<Where, 'public'>>,
  clock: () => Date,
): Omit<EcrView, 'publicUrl'> {
  const find = (name: string, where: Where = {}) => {
    const service: Service = where.public ? 'ecr-public' : 'ecr';
    return registries.find(service, where.account ?? home.account, where.region ?? home.region).get(name);
  };
  return {
    repositories: () =>
      registries.all().flatMap((registry: Registry) =>
        [...registry.repositories.values()].map(({ name, uri }) => ({
          name,
          uri,
          account: registry.account,
          region: registry.region,
          public: registry.service === 'ecr-public',
        })),
      ),
    repository: (name, where) => repositoryView(find(name, where), registries, clock),
    image: (name, reference, where) => imageView(find(name, where), reference),
    pushes: registries.pushes,
  };
}

function repositoryView(repository: Repository, registries: Registries, clock: () => Date): RepositoryView {
  return {
    name: repository.name,
    uri: repository.uri,
    settings: repository.settings,
    tags: () => Object.fromEntries(repository.tags),
    digests: () => [...repository.images.keys()],
    image: (reference) => imageView(repository, reference),
    blobs: () => [...repository.blobs.keys()],
    blob(digest) {
      const found = repository.blobs.get(digest);
      return found && buffer(found.open());
    },
    async put({ manifest, mediaType, tag, blobs = [] }) {
      for (const bytes of blobs) {
        const receiver = registries.store.receive();
        await receiver.write(bytes);
        repository.addBlob(receiver.keepIn(repository, await receiver.close()));
      }
      const bytes = Buffer.from(manifest);
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      repository.put({ bytes, mediaType, tag, digest, time: clock() });
      return digest;
    },
    scan: (reference, options) => void repository.scans.set(reference, options),
  };
}

function imageView(repository: Repository, reference: string): ImageView | undefined {
  const id = reference.includes(':')
    ? { imageDigest: reference, imageTag: undefined }
    : { imageDigest: undefined, imageTag: reference };
  const image: StoredImage | undefined = repository.find(id);
  if (!image) return undefined;
  const { digest, mediaType, bytes, pushedAt } = image;
  return { digest, mediaType, bytes, pushedAt, tags: repository.tagsOf(digest) };
}
