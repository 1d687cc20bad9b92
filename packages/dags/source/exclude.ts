import { InputError } from '@ci-actions/errors/errors';
import ignore from 'ignore';

/** What never belongs in a DAG folder: compiled files of one machine, and the repository itself. */
const always = ['__pycache__/', '.git', '*.pyc'];

export interface Excludes {
  /** Whether a path below the source stays out, itself or by a folder that it is in. @param path relative, a folder ends with `/` */
  fromSource(path: string): boolean;
  /** Whether an object below the prefix is protected: what the user excludes is never deleted. */
  fromDelete(path: string): boolean;
}

/**
 * Reads patterns in the syntax of `.gitignore`. They work both ways, by one judgement: what they name is neither published
 * nor deleted. The built-in ones (`__pycache__`, `.git`, `*.pyc`) are only kept out, and no pattern takes them back in:
 * such leftovers in the bucket may go.
 *
 * @throws InputError for a pattern that cannot be read
 * @see https://git-scm.com/docs/gitignore#_pattern_format
 */
export function createExcludes(patterns: readonly string[]): Excludes {
  const builtIn = matcher(always);
  if (patterns.length === 0) return { fromSource: (path) => builtIn.ignores(path), fromDelete: () => false };
  const own = matcher(patterns);
  return {
    fromSource: (path) => builtIn.ignores(path) || own.ignores(path),
    // A key such as `../b` is no path that a pattern could name.
    fromDelete: (path) => ignore.isPathValid(path) && own.ignores(path),
  };
}

function matcher(patterns: readonly string[]): { ignores(path: string): boolean } {
  const rules = ignore({ ignorecase: false });
  for (const pattern of patterns) {
    try {
      rules.add(pattern);
      rules.ignores('any');
    } catch (cause) {
      throw new InputError(
        `The \`exclude\` pattern ${JSON.stringify(pattern)} cannot be read; use the syntax of .gitignore.`,
        {
          cause,
        },
      );
    }
  }
  return rules;
}
