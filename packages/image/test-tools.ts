import type { Descriptor } from '@ci-actions/oci/descriptor';
import { isDigest } from '@ci-actions/oci/descriptor';
import type { RawManifest } from '@ci-actions/oci/image-source';
import { type Repository, RepositoryMissing, TagTaken } from '@ci-actions/oci/repository';
import type { ImageTarget } from './image-target.ts';

/** A repository in memory, which remembers what was written to it, in order. */
export interface MemoryRepository extends Repository {
  close(): void;
  readonly tagged: Map<string, string>;
  /** `blob sha256:…`, `manifest sha256:…`, `tag name`. */
  readonly writes: string[];
  /** Called before each write; what it throws, the write throws. */
  before: (write: string) => void;
  exists: boolean;
  immutable: (tag: string) => boolean;
}

/** @param path in the registry `registry.test` */
export function memoryRepository(path = 'app'): MemoryRepository {
  const manifests = new Map<string, RawManifest>();
  const blobs = new Map<string, Buffer>();
  const tagged = new Map<string, string>();
  const writes: string[] = [];
  const find = (reference: string) => {
    if (!repository.exists) throw new RepositoryMissing(`${repository.name} does not exist.`);
    return manifests.get(isDigest(reference) ? reference : (tagged.get(reference) ?? ''));
  };
  const write = (what: string) => {
    repository.before(what);
    writes.push(what);
  };
  const repository: MemoryRepository = {
    name: `registry.test/${path}`,
    registry: 'registry.test',
    path,
    tagged,
    writes,
    before: () => {},
    exists: true,
    immutable: () => false,
    async headManifest(reference) {
      const found = find(reference);
      return found && { digest: found.digest, mediaType: found.mediaType, size: found.bytes.length };
    },
    getManifest: async (reference) => find(reference),
    async putManifest(reference, manifest) {
      const current = tagged.get(reference);
      if (repository.immutable(reference) && current !== undefined && current !== manifest.digest)
        throw new TagTaken(`The tag ${reference} is ${current} and not ${manifest.digest}.`);
      write(isDigest(reference) ? `manifest ${reference}` : `tag ${reference}`);
      manifests.set(manifest.digest, manifest);
      if (!isDigest(reference)) tagged.set(reference, manifest.digest);
    },
    hasBlob: async (digest) => blobs.has(digest),
    async putBlob(descriptor, blob) {
      if (blobs.has(descriptor.digest)) return 'there';
      const chunks: Buffer[] = [];
      for await (const chunk of blob.open()) chunks.push(chunk);
      write(`blob ${descriptor.digest}`);
      blobs.set(descriptor.digest, Buffer.concat(chunks));
      return 'uploaded';
    },
    async blob({ digest }: Descriptor) {
      const bytes = blobs.get(digest);
      if (!bytes) throw new Error(`There is no blob ${digest}.`);
      return {
        size: bytes.length,
        async *open() {
          yield bytes;
        },
      };
    },
    async *tags() {
      yield [...tagged.keys()];
    },
    close() {},
  };
  return repository;
}

/** A repository in memory as a target of a publish. */
export function memoryTarget(repository: MemoryRepository, options: Partial<ImageTarget> = {}): ImageTarget {
  return {
    repository,
    state: async () => ({ isImmutable: (tag) => repository.immutable(tag) }),
    create: undefined,
    scan: undefined,
    ...options,
  };
}
