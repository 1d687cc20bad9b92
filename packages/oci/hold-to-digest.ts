import { createHash } from 'node:crypto';
import type { Descriptor } from './descriptor.ts';
import type { Blob } from './image-source.ts';

/** A blob whose bytes are held to its descriptor while they are read. */
export interface HeldBlob {
  open(): AsyncIterable<Buffer>;
  /** Tells the listener that nothing of what went out counts. */
  takeBack(): void;
}

/**
 * Holds a blob to its size and digest. The last chunk is kept back until both are known to be right, so that wrong bytes
 * never become a whole request.
 *
 * @param onBytes told of each chunk as it is asked for; of what was told before, as a negative number, when it is begun again
 */
export function holdToDigest(
  { digest, size }: Descriptor,
  blob: Blob,
  onBytes: (more: number) => void = () => {},
): HeldBlob {
  let told = 0;
  const takeBack = () => {
    if (told > 0) onBytes(-told);
    told = 0;
  };
  async function* open(): AsyncGenerator<Buffer> {
    takeBack();
    const hash = createHash('sha256');
    let read = 0;
    let held: Buffer | undefined;
    for await (const chunk of blob.open()) {
      read += chunk.length;
      if (read > size) throw wrong(`has more than the ${size} bytes that its manifest says`);
      hash.update(chunk);
      if (held) {
        yield held;
        told += held.length;
        onBytes(held.length);
      }
      held = chunk;
    }
    if (read !== size) throw wrong(`has ${read} bytes, but its manifest says ${size}`);
    const found = `sha256:${hash.digest('hex')}`;
    if (found !== digest) throw wrong(`has other bytes: their digest is ${found}`);
    if (!held) return;
    yield held;
    told += held.length;
    onBytes(held.length);
  }
  const wrong = (how: string) => new Error(`The blob ${digest} of the image ${how}. Nothing was published of it.`);
  return { open, takeBack };
}
