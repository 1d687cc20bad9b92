import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { Content, Receiver } from './store.ts';

/** Big enough that the disk is not asked for each packet, small enough that a blob is never in memory. */
const block = 1024 * 1024;

/** A blob that is a file. */
export function fileContent(file: string, digest: string, size: number): Content {
  const open = (start?: number, end?: number) =>
    createReadStream(file, { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) });
  return { digest, size, open };
}

/**
 * Receives bytes into a new file; while one block is written the next is hashed.
 *
 * @param folder where the file is until it is kept
 * @param place where it is to be as a blob of a repository
 */
export function receiveFile(
  folder: string,
  place: (repository: Parameters<Receiver['keepIn']>[0], digest: string) => string,
): Receiver {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, randomUUID());
  const hash = createHash('sha256');
  let handle: Promise<FileHandle> | undefined;
  let written: Promise<void> = Promise.resolve();
  let held: Buffer[] = [];
  let heldBytes = 0;
  let size = 0;

  async function flush(): Promise<void> {
    await written;
    const data = held.length === 1 && held[0] ? held[0] : Buffer.concat(held, heldBytes);
    held = [];
    heldBytes = 0;
    handle ??= open(file, 'wx');
    written = handle.then((opened) => opened.appendFile(data));
    // It is awaited before the next block and at the end; until then nobody listens.
    written.catch(() => {});
  }

  async function end(): Promise<void> {
    const opened = await handle;
    handle = undefined;
    await opened?.close();
  }

  return {
    get size() {
      return size;
    },
    write(chunk) {
      hash.update(chunk);
      size += chunk.length;
      held.push(chunk);
      heldBytes += chunk.length;
      return heldBytes < block ? undefined : flush();
    },
    async close() {
      await flush();
      await written;
      await end();
      return `sha256:${hash.digest('hex')}`;
    },
    keepIn(repository, digest) {
      const target = place(repository, digest);
      mkdirSync(path.dirname(target), { recursive: true });
      renameSync(file, target);
      return fileContent(target, digest, size);
    },
    async discard() {
      await written.catch(() => {});
      await end();
      rmSync(file, { force: true });
    },
  };
}
