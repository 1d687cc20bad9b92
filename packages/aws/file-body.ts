import { readFileSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { StreamBody } from '@ci-actions/http/send-body';
import { FileChanged } from './s3-errors.ts';

/** A file as it was planned. */
export interface PlannedFile {
  path: string;
  /** In bytes. */
  size: number;
  /** Of its bytes, in hex. */
  sha256: string;
}

/** Files up to this size are read whole, larger ones are streamed. In bytes. */
export const bufferLimit = 8 << 20;
/** Up to this size, one blocking read is cheaper than four trips to the thread pool: 10% of the CPU of a first sync. */
const blockingLimit = 256 << 10;
const chunkSize = 256 << 10;

/**
 * The whole of a file. Its size is held to the plan here; its bytes are held to the plan by S3, which gets the planned
 * hash in the signature and refuses others. Hashing them here once more would cost a tenth of a first sync.
 *
 * @throws FileChanged where it has another size, is gone, or cannot be read
 */
export async function readPlanned(file: PlannedFile): Promise<Buffer> {
  let content: Buffer;
  try {
    content = file.size <= blockingLimit ? readFileSync(file.path) : await readFile(file.path);
  } catch (error) {
    throw unreadable(file, error);
  }
  checkSize(file, content.length);
  return content;
}

/**
 * A file as a stream. Its last chunk is held back until the end of the file is where it was planned, so that a file
 * that grows or shrinks on the way never becomes a whole request.
 */
export function streamPlanned(file: PlannedFile): StreamBody {
  return { size: file.size, open: () => chunks(file) };
}

async function* chunks(file: PlannedFile): AsyncGenerator<Buffer> {
  const handle = await open(file.path).catch((error) => {
    throw unreadable(file, error);
  });
  try {
    let held: Buffer | undefined;
    let total = 0;
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize);
      if (bytesRead === 0) break;
      total += bytesRead;
      if (total > file.size) checkSize(file, (await handle.stat()).size);
      if (held) yield held;
      held = buffer.subarray(0, bytesRead);
    }
    checkSize(file, total);
    if (held) yield held;
  } finally {
    await handle.close();
  }
}

function checkSize(file: PlannedFile, size: number): void {
  if (size !== file.size)
    throw new FileChanged(file.path, `it had ${file.size} bytes when planned and now has ${size}`);
}

function unreadable(file: PlannedFile, cause: unknown): FileChanged {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const error = new FileChanged(file.path, code === 'ENOENT' ? 'it is gone' : `it cannot be read (${code})`);
  error.cause = cause;
  return error;
}
