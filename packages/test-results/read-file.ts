import { createReadStream } from 'node:fs';
import { decodeText } from './decode-text.ts';
import { type DetailsBudget, detailsBudget, ResultsFold } from './fold-results.ts';
import type { FileOutcome } from './model.ts';
import { readText } from './recognise.ts';
import { UnreadableError } from './unreadable-error.ts';

/**
 * Reads one file of test results. Never throws for what is in the file or wrong with it.
 *
 * @param path where it is
 * @param name what to call it: its path relative to the workspace
 * @param budget shared by the files of one run
 * @returns its results, or why it could not be read
 */
export async function readFile(
  path: string,
  name: string,
  budget: DetailsBudget = detailsBudget(),
): Promise<FileOutcome> {
  const fold = new ResultsFold(budget);
  const stream = createReadStream(path);
  try {
    await readText(decodeText(stream), fold);
    return fold.finish(name);
  } catch (error) {
    if (error instanceof UnreadableError)
      return { readable: false, file: name, reason: error.message, line: error.line };
    const cause = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
    return { readable: false, file: name, reason: `could not be read (${cause})`, line: undefined };
  } finally {
    stream.destroy();
  }
}
