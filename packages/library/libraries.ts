import { InputError } from '@ci-actions/errors/errors';

/** One library of a repository. */
export interface Library {
  /** What people call it: the repository, or the package in it. */
  name: string;
  /** What its tags begin with: `v`, `client-v`. */
  prefix: string;
  /** Only commits that touch one of these count; none: all do. */
  paths: readonly string[];
}

export interface LibrariesWanted {
  /** `name: path path`, one library each; none: the repository is one library. */
  packages: readonly string[];
  prefix: string;
  paths: readonly string[];
  /** `owner/name`. */
  repository: string;
}

/**
 * The libraries that a repository holds.
 *
 * @throws InputError for a line that is not `name: path`, for a name twice, and for a prefix that no tag can have
 */
export function readLibraries({ packages, prefix, paths, repository }: LibrariesWanted): readonly Library[] {
  checkPrefix(prefix);
  checkPaths('path', paths);
  if (packages.length === 0) return [{ name: repository.split('/').at(-1) || 'the library', prefix, paths }];
  if (paths.length > 0) {
    throw new InputError('The inputs `packages` and `path` are both given; a line of `packages` has its own paths.');
  }
  const found = new Map<string, Library>();
  for (const line of packages) {
    const [, name = '', rest = ''] = /^([A-Za-z0-9][\w.-]*)\s*:\s*(\S.*)$/.exec(line) ?? [];
    if (name === '') {
      throw new InputError(
        `The input \`packages\` has the line ${JSON.stringify(line)}; write it as \`name: path\`, such as \`client: packages/client\`.`,
      );
    }
    if (found.has(name))
      throw new InputError(`The input \`packages\` names ${JSON.stringify(name)} twice; leave one out.`);
    const own = rest.split(/\s+/);
    checkPaths('packages', own);
    checkPrefix(`${name}-${prefix}`);
    found.set(name, { name, prefix: `${name}-${prefix}`, paths: own });
  }
  return [...found.values()];
}

/** https://git-scm.com/docs/git-check-ref-format, for what a tag begins with. */
function checkPrefix(prefix: string): void {
  const wrong =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: git allows none in a name
    /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock\//.test(prefix) || /^[-/.]/.test(prefix);
  if (!wrong) return;
  throw new InputError(
    `The input \`prefix\` gives tags that begin with ${JSON.stringify(prefix)}, which git does not allow; set it to something like v.`,
  );
}

function checkPaths(input: string, paths: readonly string[]): void {
  for (const path of paths) {
    if (!path.startsWith('/') && !path.split('/').includes('..') && !path.startsWith(':')) continue;
    throw new InputError(
      `The input \`${input}\` names ${JSON.stringify(path)}; name folders or globs relative to the root of the repository.`,
    );
  }
}
