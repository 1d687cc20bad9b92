/** More numbers at the end of one line than this nobody writes. */
const most = 10;

/**
 * Takes the numbers of pull requests off the end of a first line, where GitHub puts them when it squashes:
 * `fix: a thing (#12)`.
 *
 * @param line a first line, or the description in it
 * @returns the line without them, and the numbers in their order
 */
export function splitPulls(line: string): { line: string; pulls: readonly string[] } {
  const pulls: string[] = [];
  let rest = line.trimEnd();
  while (rest.endsWith(')') && pulls.length < most) {
    const at = rest.lastIndexOf('(');
    const [, number] = /^\(#(\d{1,10})\)$/.exec(rest.slice(Math.max(at, 0))) ?? [];
    if (number === undefined) break;
    pulls.unshift(number);
    rest = rest.slice(0, at).trimEnd();
  }
  return { line: rest, pulls };
}
