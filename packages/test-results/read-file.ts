import { type FileHandle, open } from 'node:fs/promises';
import { decodeText } from './decode-text.ts';
import { type DetailsBudget, detailsBudget, ResultsFold } from './fold-results.ts';
import type { FileOutcome, Sink } from './model.ts';
import { readText } from './recognise.ts';
import { UnreadableError } from './unreadable-error.ts';

/** So much is read at once, in bytes. Larger pieces are no faster, and the memory grows with them. */
const chunkSize = 65_536;

/**
 * Reads one file of test results. Never throws for what is in the file or wrong with it.
 *
 * @param path where it is
 * @param name what to call it: its path relative to the workspace
 * @param budget shared by the files of one run
 * @param also gets every case too; what it got of a file that turns out to be unreadable is not to be used
 * @param slowest how many of the file's slowest cases are kept
 * @returns its results, or why it could not be read
 */
export async function readFile(
  path: string,
  name: string,
  budget: DetailsBudget = detailsBudget(),
  also?: Sink,
  slowest = 10,
): Promise<FileOutcome> {
  const fold = new ResultsFold(budget, slowest);
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    await readText(decodeText(readChunks(file)), also ? both(fold, also) : fold);
    return fold.finish(name);
  } catch (error) {
    if (error instanceof UnreadableError)
      return { readable: false, file: name, reason: error.message, line: error.line };
    const cause = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
    return { readable: false, file: name, reason: `could not be read (${cause})`, line: undefined };
  } finally {
    await file?.close();
  }
}

/** The bytes of a file; each piece is only good until the next one is asked for. */
async function* readChunks(file: FileHandle): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(chunkSize, (await file.stat()).size + 1));
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function both(first: Sink, second: Sink): Sink {
  return {
    testCase(testCase) {
      first.testCase(testCase);
      second.testCase(testCase);
    },
    suiteFailure(failure) {
      first.suiteFailure(failure);
      second.suiteFailure(failure);
    },
  };
}
