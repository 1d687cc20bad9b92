import type { Descriptor } from './descriptor.ts';
import type { Blob, RawManifest } from './image-source.ts';

/** User and password for a registry. They are secrets, and masked by whoever made them. */
export interface Login {
  username: string;
  password: string;
}

/**
 * Gives the login of a registry; undefined for none (anonymous). It is asked again with `refused` when the registry did not
 * take the last one, because a token has run out in the middle of a push; then it must be a new one.
 */
export type LoginProvider = (options?: { refused?: Login }) => Promise<Login | undefined>;

/** One repository of one registry, by the OCI Distribution API (https://github.com/opencontainers/distribution-spec). */
export interface Repository {
  /** For sentences, and as people write it: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/app`. */
  readonly name: string;
  /** Which registry it is in: blobs can be mounted between repositories with the same one. */
  readonly registry: string;
  /** Its path in the registry: `app`, `team/app`. */
  readonly path: string;
  /**
   * What a tag or a digest points to, without its bytes.
   * @returns undefined where there is no such image @throws RepositoryMissing where there is no such repository
   */
  headManifest(reference: string): Promise<Descriptor | undefined>;
  /** The same with its bytes, which were held to the digest. */
  getManifest(reference: string): Promise<RawManifest | undefined>;
  /**
   * Writes a manifest under a tag or its own digest, in one request.
   * @throws TagTaken where the tag has another digest and the repository is immutable
   */
  putManifest(reference: string, manifest: RawManifest): Promise<void>;
  hasBlob(digest: string): Promise<boolean>;
  /**
   * Writes a blob with one POST and one PUT of the whole, unless it is there.
   *
   * @param missing whether it was not there a moment ago: the first try does not look again
   * @param mountFrom the path of another repository of the same registry that has it; a registry that cannot mount is no fault
   * @param onBytes told how many more bytes went out; negative when a try is begun again
   */
  putBlob(
    descriptor: Descriptor,
    blob: Blob,
    options?: { mountFrom?: string; missing?: boolean; onBytes?(more: number): void },
  ): Promise<'there' | 'mounted' | 'uploaded'>;
  /** A blob, streamed; a redirect to another host is followed without the login. */
  blob(descriptor: Descriptor): Promise<Blob>;
  /** All tags, page by page. */
  tags(): AsyncIterable<readonly string[]>;
}

/** There is no such repository in the registry. */
export class RepositoryMissing extends Error {
  override readonly name = 'RepositoryMissing';
}

/** A tag of an immutable repository has another digest already. */
export class TagTaken extends Error {
  override readonly name = 'TagTaken';
}

/** The registry refuses the login, or what it may do. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';
}
