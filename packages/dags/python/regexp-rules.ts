import { runInNewContext } from 'node:vm';
import { InputError } from '@ci-actions/errors/errors';
import type { Log } from '@ci-actions/log/log';

/** One pattern against all paths. A sound pattern takes some milliseconds; `(a+)+$` takes the age of the universe. */
const timeoutMs = 2_000;

/** `{,3}` and the flags `x` and `L`: JavaScript would read these without a word, and differently. */
const readOtherwise = /(?<!\\)\{,\d*\}|^\(\?[aimsu]*[xL]/;

/**
 * Holds the regular expressions of an `.airflowignore` against paths, as Python's `re.search` would. A pattern comes
 * from the repository, so it gets its time and no more: V8 stops a regular expression that runs in a context with a limit.
 *
 * @param patterns in Python's syntax. What JavaScript spells otherwise is translated where it is common; what it cannot
 * read counts as naming no file, and a warning says so
 * @param paths relative to the DAG folder
 * @param file which file the patterns are from, for messages
 * @returns the places in `paths` that a pattern is found in
 * @throws InputError for a pattern that takes too long
 */
export function matchRegexps(
  patterns: readonly string[],
  paths: readonly string[],
  file: string,
  log: Pick<Log, 'warning'>,
): Set<number> {
  const matched = new Set<number>();
  for (const pattern of patterns) {
    const { source, flags } = fromPython(pattern);
    try {
      if (readOtherwise.test(pattern)) throw new SyntaxError('JavaScript means something else by it.');
      new RegExp(source, flags);
    } catch {
      log.warning(
        `${JSON.stringify(pattern)} in ${JSON.stringify(file)} is no regular expression that this action can read, so it names no file here; Airflow reads it if it is one of Python. Write it in simpler terms, or set \`airflowignore-syntax: glob\`.`,
      );
      continue;
    }
    for (const index of search(source, flags, paths, pattern, file)) matched.add(index);
  }
  return matched;
}

function search(source: string, flags: string, paths: readonly string[], pattern: string, file: string): number[] {
  // Only text goes in and comes out: nothing of this process is within reach of the context.
  const given = JSON.stringify(JSON.stringify({ source, flags, paths }));
  const program = `{
    const { source, flags, paths } = JSON.parse(${given});
    const pattern = new RegExp(source, flags);
    JSON.stringify(paths.flatMap((path, i) => (pattern.test(path) ? [i] : [])));
  }`;
  try {
    return JSON.parse(runInNewContext(program, Object.create(null), { timeout: timeoutMs })) as number[];
  } catch (cause) {
    throw new InputError(
      `The pattern ${JSON.stringify(pattern)} in ${JSON.stringify(file)} takes more than ${timeoutMs / 1000} seconds to match; write it without nested repeats.`,
      { cause },
    );
  }
}

/** Python's spelling of named groups, of the ends of the text and of flags at the start. */
function fromPython(pattern: string): { source: string; flags: string } {
  const flags = /^\(\?([aimsux]+)\)/.exec(pattern);
  const source = pattern
    .slice(flags?.[0].length ?? 0)
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$');
  return { source, flags: [...new Set(flags?.[1] ?? '')].filter((flag) => 'ims'.includes(flag)).join('') };
}
