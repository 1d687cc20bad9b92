import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Repository } from './repository.ts';

/** A blob of a repository. */
export interface Content {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** Its bytes from the first to the last, both counted from 0 and included; all when left out. */
  open(first?: number, last?: number): Readable;
}

/** Bytes on their way in, hashed as they come. */
export interface Receiver {
  /** How many came so far. */
  readonly size: number;
  write(chunk: Buffer): void | Promise<void>;
  /** There are no more. @returns their digest */
  close(): Promise<string>;
  /** Makes them a blob of a repository. */
  keepIn(repository: Repository, digest: string): Content;
  discard(): Promise<void>;
}

/** Where blobs are, and where the rest of a repository is written down. */
export interface Store {
  receive(): Receiver;
  /** The same blob in another repository, without a copy. */
  share(content: Content, to: Repository): Content;
  /** Writes down what has changed in a repository. */
  save(repository: Repository): void;
  remove(repository: Repository): void;
}

/** Keeps blobs in memory, in the pieces in which they came. */
export class MemoryStore implements Store {
  receive(): Receiver {
    const hash = createHash('sha256');
    let chunks: Buffer[] = [];
    let size = 0;
    return {
      get size() {
        return size;
      },
      write(chunk) {
        hash.update(chunk);
        chunks.push(chunk);
        size += chunk.length;
      },
      async close() {
        return `sha256:${hash.digest('hex')}`;
      },
      keepIn: (_, digest) => ({ digest, size, open: (first, last) => Readable.from(slices(chunks, first, last)) }),
      async discard() {
        chunks = [];
      },
    };
  }

  share(content: Content): Content {
    return content;
  }

  save(): void {}

  remove(): void {}
}

function* slices(chunks: readonly Buffer[], first = 0, last = Number.POSITIVE_INFINITY): Generator<Buffer> {
  let begin = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(Math.max(first - begin, 0), Math.max(last + 1 - begin, 0));
    begin += chunk.length;
    if (part.length > 0) yield part;
  }
}
