/** The parts of a version of a Python package. */
interface PythonVersion {
  /** `1.2.0`, with an epoch in front where it is not 0: `1!1.2.0`. */
  release: string;
  /** `a`, `b` or `rc`, and its number. */
  pre: readonly [letter: string, number: string] | undefined;
  /** `.post1`, `.dev3`, `+abc`, or nothing. */
  rest: string;
}

const letters: Readonly<Record<string, string>> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/** As PEP 440 lets people write it. https://packaging.python.org/en/latest/specifications/version-specifiers/#appendix-parsing-version-strings-with-regular-expressions */
const written =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))?(?:[-_.]?dev[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

/** Reads a version as Python's tools do. @returns undefined where it is none */
function read(text: string): PythonVersion | undefined {
  const match = written.exec(text.trim().toLowerCase());
  if (!match) return undefined;
  const [, epoch = '0', release = '', letter, pre = '', implicit, post = implicit, dev, local] = match;
  const number = (digits: string) => digits.replace(/^0+(?=\d)/, '') || '0';
  const before = number(epoch) === '0' ? '' : `${number(epoch)}!`;
  return {
    release: before + release.split('.').map(number).join('.'),
    pre: letter === undefined ? undefined : [letters[letter] ?? letter, number(pre)],
    rest: [
      post === undefined ? '' : `.post${number(post)}`,
      dev === undefined ? '' : `.dev${number(dev)}`,
      local === undefined ? '' : `+${local.split(/[-_.]/).map(localPart).join('.')}`,
    ].join(''),
  };
}

/** Numbers in a local part count as numbers. */
const localPart = (part: string) => (/^\d+$/.test(part) ? part.replace(/^0+(?=\d)/, '') : part);

const write = ({ release, pre, rest }: PythonVersion) => `${release}${pre?.join('') ?? ''}${rest}`;

/**
 * What two spellings of one version have in common: `1.0`, `1.0.0` and `v1.0.0` are one, and so are `1.0.0-rc.1` and
 * `1.0rc1`.
 *
 * @param text a version of a Python package, however it is written
 * @returns undefined where it is none
 * @see https://peps.python.org/pep-0440/#normalization
 */
export function pythonKey(text: string): string | undefined {
  const version = read(text);
  return version && write({ ...version, release: version.release.replace(/(\.0)+$/, '') });
}

/**
 * A semantic version as Python's tools write it.
 *
 * @param version 1.2.0-rc.1
 * @returns `1.2.0rc1`; undefined where its pre-release is none that Python knows, which are alpha, beta, rc and dev
 * @see https://peps.python.org/pep-0440/#summary-of-permitted-suffixes-and-relative-ordering
 */
export function pythonVersion(version: string): string | undefined {
  // `1.2.0-1` is a pre-release here, and to Python a version after 1.2.0.
  const isPre = /^\d+\.\d+\.\d+-/.test(version);
  if (isPre && !/^\d+\.\d+\.\d+-(alpha|a|beta|b|preview|pre|rc|c|dev)(\.?\d+)?(\+|$)/i.test(version)) return undefined;
  const parts = read(version);
  return parts && write(parts);
}

/**
 * The version that a Python package leads to after a pre-release, as setuptools-scm guesses it.
 *
 * @param version 1.2.0-rc.1
 * @returns `1.2.0rc2`; undefined where it is no pre-release, or none that Python knows with a number
 */
export function nextPythonPreRelease(version: string): string | undefined {
  const parts = pythonVersion(version) === undefined ? undefined : read(version);
  if (!parts?.pre || parts.rest.startsWith('.')) return undefined;
  const [letter, number] = parts.pre;
  return write({ ...parts, pre: [letter, String(BigInt(number) + 1n)], rest: '' });
}
