import type { Descriptor } from './descriptor.ts';

/** A manifest or an index as it is stored: these bytes are never parsed and written again, because their digest is the image's. */
export interface RawManifest {
  /** Of the bytes. */
  digest: string;
  mediaType: string;
  bytes: Buffer;
}

/** The content of one blob, which can be read more than once. */
export interface Blob {
  /** In bytes. */
  size: number;
  /** Begins at the first byte each time. What it throws ends the reading. */
  open(): AsyncIterable<Buffer>;
}

/** Where an image is read from: an archive, a layout in a folder, or a repository. */
export interface ImageSource {
  /** For sentences: the path of the archive, or the repository. */
  readonly name: string;
  /** The image itself: a manifest, or an index of several. */
  readonly root: RawManifest;
  /** A manifest that an index names. @throws Error where it is not there, or its bytes have another digest */
  manifest(descriptor: Descriptor): Promise<RawManifest>;
  /** A config or a layer. @throws Error where it is not there; its bytes are held to the digest by whoever writes them */
  blob(descriptor: Descriptor): Promise<Blob>;
  close(): Promise<void>;
}
