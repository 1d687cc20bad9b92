import { InputError } from '@ci-actions/errors/errors';
import { coreOf } from './next-pre-release.ts';
import { nextPythonPreRelease, pythonVersion } from './python-version.ts';
import { readVersion } from './tag-names.ts';

/** How many digits of a commit's hash tell it from others. */
const hashLength = 7;

/**
 * The version of what is built between two releases, as setuptools-scm names it and as PEP 440 wants it: it sorts above
 * the last release and below the next one.
 *
 * @param previous the version of the last tag, a pre-release too; undefined where there is none
 * @param initialVersion what the first version will be
 * @param commits how many there are since the last tag, or in all
 * @param commit the hash of the newest
 * @returns `1.2.1.dev3+gabc1234` after 1.2.0, `1.2.0rc2.dev3+gabc1234` after 1.2.0-rc.1, `0.1.0.dev7+gabc1234` where
 * there is no tag, and the version itself on its tag. A pre-release that Python does not know counts as its core:
 * `1.2.0.dev3+gabc1234` after 1.2.0-test
 * @throws InputError where one of the versions is none
 * @see https://setuptools-scm.readthedocs.io/en/stable/extending/#available-implementations
 */
export function devVersion(since: {
  previous: string | undefined;
  initialVersion: string;
  commits: number;
  commit: string;
}): string {
  const { previous, initialVersion, commits, commit } = since;
  const dev = `.dev${commits}+g${commit.slice(0, hashLength).toLowerCase()}`;
  if (previous === undefined) return hold(initialVersion, 'The input `initial-version`').core + dev;
  const { core, stable } = hold(previous, 'The last version');
  if (commits === 0) return pythonVersion(previous) ?? core + dev;
  return (stable ? nextPatch(core) : (nextPythonPreRelease(previous) ?? core)) + dev;
}

function hold(text: string, what: string): { core: string; stable: boolean } {
  const version = readVersion(text);
  if (version) return { core: coreOf(version), stable: version.prerelease.length === 0 };
  throw new InputError(`${what} is ${JSON.stringify(text)}, and that is no version; it has to be one such as 0.1.0.`);
}

const nextPatch = (core: string) => core.replace(/\d+$/, (patch) => String(Number(patch) + 1));
