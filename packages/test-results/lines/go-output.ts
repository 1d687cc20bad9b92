import { lineNumber } from './json-line.ts';

/** What the output of a Go test says of its failure, in short. */
export interface GoFailure {
  message: string;
  /** As the output names it: mostly without a folder. */
  file: string;
  line: number | undefined;
}

/** `    foo_test.go:12: expected 1`, with a folder after `go test -fullpath`. */
const located = /^\s*((?:[A-Za-z]:)?[^\s:]+\.go):(\d+): ?(.*)$/;

/** A frame of a panic's stack: `\t/home/me/foo_test.go:12 +0x1d`. */
const testFrame = /^\s+((?:[A-Za-z]:)?[^\s:][^:]*_test\.go):(\d+)(?: \+0x[0-9a-f]+)?\s*$/;

/** Longer lines are data, not a log. */
const longestLine = 4_000;

/** testify puts what is wrong into a table below the line. */
const testifyError = /^\s*Error:\s+(.*)$/;

/**
 * @param output what a test printed, without the lines of the test runner
 * @returns the panic, or what its last log line says: a test that stops does it with that one
 */
export function goFailure(output: string): GoFailure {
  let found: GoFailure = { message: '', file: '', line: undefined };
  let panicked = false;
  let below = false;
  for (const line of output.split('\n')) {
    if (line.length > longestLine) continue;
    const frame = panicked ? testFrame.exec(line) : null;
    if (frame) return { ...found, file: frame[1] ?? '', line: lineNumber(frame[2]) };
    if (line.startsWith('panic: ') && !panicked) {
      panicked = true;
      found = { message: line, file: '', line: undefined };
    } else if (!panicked) {
      const log = located.exec(line);
      const error = below && found.message === '' ? testifyError.exec(line) : null;
      if (log) {
        found = { message: (log[3] ?? '').trim(), file: log[1] ?? '', line: lineNumber(log[2]) };
        below = true;
      } else if (error) found.message = (error[1] ?? '').trim();
    }
  }
  return found.message === '' ? { ...found, message: firstLine(output) } : found;
}

function firstLine(output: string): string {
  return /\S.*/.exec(output)?.[0].trim() ?? '';
}

/**
 * The file of a Go test, with its package: a checkout may be found by the end of it.
 *
 * @param importPath such as `example.com/module/folder`, or `_/home/me/folder` outside of a module
 */
export function goFile(importPath: string, file: string): string {
  if (file === '' || /[\\/]/.test(file)) return file;
  if (importPath.startsWith('_/')) return `${importPath.slice(1)}/${file}`;
  return importPath === '' || importPath === 'command-line-arguments' ? file : `${importPath}/${file}`;
}
