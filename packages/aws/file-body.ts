import { createHash } from 'node:crypto';
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

/** The whole of a file, and what is not as planned is found out before a byte is sent. @throws FileChanged */
export async function readPlanned(file: PlannedFile): Promise<Buffer> {
  let content: Buffer;
  try {
    content = file.size <= blockingLimit ? readFileSync(file.path) : await readFile(file.path);
  } catch (error) {
    throw gone(file, error);
  }
  checkSize(file, content.length);
  if (createHash('sha256').update(content).digest('hex') !== file.sha256) throw otherBytes(file);
  return content;
}

/**
 * A file as a stream. Its last chunk is held back until the hash of all of them is the planned one: a file that was
 * changed on the way never becomes a whole request.
 */
export function streamPlanned(file: PlannedFile): StreamBody {
  return { size: file.size, open: () => chunks(file) };
}

async function* chunks(file: PlannedFile): AsyncGenerator<Buffer> {
  const handle = await open(file.path).catch((error) => {
    throw gone(file, error);
  });
  try {
    const hash = createHash('sha256');
    let held: Buffer | undefined;
    let total = 0;
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize);
      if (bytesRead === 0) break;
      total += bytesRead;
      if (total > file.size) checkSize(file, (await handle.stat()).size);
      if (held) yield held;
      held = buffer.subarray(0, bytesRead);
      hash.update(held);
    }
    checkSize(file, total);
    if (hash.digest('hex') !== file.sha256) throw otherBytes(file);
    if (held) yield held;
  } finally {
    await handle.close();
  }
}

function checkSize(file: PlannedFile, size: number): void {
  if (size !== file.size)
    throw new FileChanged(file.path, `it had ${file.size} bytes when planned and now has ${size}`);
}

const otherBytes = (file: PlannedFile) => new FileChanged(file.path, 'its content is not what was planned');

function gone(file: PlannedFile, cause: unknown): FileChanged {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  const error = new FileChanged(file.path, code === 'ENOENT' ? 'it is gone' : `it cannot be read (${code})`);
  error.cause = cause;
  return error;
}
