import { createReadStream } from 'node:fs';
import { decodeText } from '../decode-text.ts';
import { splitLines } from '../lines/split-lines.ts';
import { peekHead } from '../peek-head.ts';
import { UnreadableError } from '../unreadable-error.ts';
import type { FileLines } from './file-lines.ts';
import { isLcov, LcovReader } from './lcov.ts';
import type { CoverageOutcome } from './model.ts';
import { readCoverageXml } from './read-coverage-xml.ts';

/**
 * Reads one file of coverage, recognised by its content: Cobertura XML, JaCoCo XML or LCOV. Never throws for what is in
 * the file or wrong with it.
 *
 * @param path where it is
 * @param name what to call it: its path relative to the workspace
 * @param workspace the checkout, absolute: source files inside of it are named relative to it
 */
export async function readCoverage(path: string, name: string, workspace?: string): Promise<CoverageOutcome> {
  const stream = createReadStream(path);
  try {
    return { readable: true, file: name, ...(await readCoverageText(decodeText(stream), workspace)) };
  } catch (error) {
    if (error instanceof UnreadableError) {
      return { readable: false, file: name, reason: error.message, line: error.line };
    }
    const cause = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));
    return { readable: false, file: name, reason: `could not be read (${cause})`, line: undefined };
  } finally {
    stream.destroy();
  }
}

/** @throws UnreadableError when the text is of no known format, is broken, or ends too early */
export async function readCoverageText(
  chunks: AsyncIterable<string>,
  workspace?: string,
): Promise<{ format: string; files: ReadonlyMap<string, FileLines> }> {
  const { head, whole } = await peekHead(chunks);
  if (head.trim() === '') throw new UnreadableError(head === '' ? 'is empty' : 'holds nothing but blanks');
  if (/^\s*</.test(head)) return readCoverageXml(whole, workspace);
  if (!isLcov(head)) throw new UnreadableError('is no format of coverage that is known', 1);
  const reader = new LcovReader(workspace);
  await splitLines(whole, (line) => reader.line(line));
  reader.end();
  return { format: 'LCOV', files: reader.files };
}
