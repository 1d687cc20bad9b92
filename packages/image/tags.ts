import { InputError } from '@ci-actions/errors/errors';

/** What a run is of. */
export interface Ref {
  type: 'tag' | 'branch' | '';
  name: string;
}

/** A commit that is of no branch and no tag of the run. */
export const noRef: Ref = { type: '', name: '' };

/** @param run as GitHub says it: `branch` or `tag`, and its name */
export function readRef({ refType, refName }: { refType: string; refName: string }): Ref {
  return refType === 'tag' || refType === 'branch' ? { type: refType, name: refName } : noRef;
}

/** What tags are made of. */
export interface TagSource {
  /** The full commit id. */
  commit: string;
  /** The tag or the branch that the run is of; empty where it is neither. */
  ref: Ref;
  environment: string;
}

/** The tags of one image. */
export interface Tags {
  /** In the order in which they are asked for, each once; the commit's first. Not the environment's. */
  readonly names: readonly string[];
  /** The environment's; undefined for none. It is moved last, because that starts a deployment. */
  readonly environment: string | undefined;
  /** What was left out and why, as sentences. */
  readonly leftOut: readonly string[];
}

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const valid = /^\w[\w.-]{0,127}$/;
const longest = 128;

/** How many digits of a commit stand for it in a tag; as many as in its version. */
const shortLength = 12;

const semver = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9a-z.-]+)?(\+[0-9a-z.-]+)?$/i;

/**
 * The tags of an image: `sha-<commit>` always, the version where the run is of a git tag, what the input `tags` asks for, and
 * the environment's.
 *
 * A pattern may hold `{version}`, `{major}`, `{minor}` and `{patch}` (of a git tag that is a semantic version, such as
 * `v1.2.3`; a pre-release has only `{version}`), `{branch}`, `{commit}` and `{environment}`. A pattern for which this run has
 * no value is left out. A branch's name becomes a valid tag: `feature/x` is `feature-x`.
 *
 * @param patterns the lines of the input `tags`
 * @param environmentTag the input `environment-tag`: a pattern, or `none`
 * @throws InputError where a pattern makes no tag that a registry accepts
 */
export function makeTags(patterns: readonly string[], environmentTag: string, source: TagSource): Tags {
  const values = valuesOf(source);
  const leftOut: string[] = [];
  const names = [`sha-${source.commit.slice(0, shortLength)}`];
  if (source.ref.type === 'tag') names.push(asTag(source.ref.name));
  for (const pattern of patterns) {
    const made = fill(pattern, 'tags', values);
    if ('missing' in made) leftOut.push(`The tag ${pattern} is left out: ${why(made.missing, source)}.`);
    else names.push(made.tag);
  }
  const environment = environmentTag === 'none' ? undefined : fill(environmentTag, 'environment-tag', values);
  if (environment && 'missing' in environment) {
    throw new InputError(
      `The input environment-tag is ${JSON.stringify(environmentTag)}, and this run has no {${environment.missing}}: ${why(environment.missing, source)}.`,
    );
  }
  const last = environment?.tag;
  return { names: [...new Set(names)].filter((name) => name !== last), environment: last, leftOut };
}

/** A name that is not ours, such as a branch's, as a tag: what a tag cannot hold becomes a hyphen. */
export function asTag(name: string): string {
  const tag = name
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longest)
    .replace(/-+$/, '');
  return tag === '' ? 'unnamed' : tag;
}

const placeholders = ['version', 'major', 'minor', 'patch', 'branch', 'commit', 'environment'] as const;
type Placeholder = (typeof placeholders)[number];

function valuesOf({ commit, ref, environment }: TagSource): Partial<Record<Placeholder, string>> {
  const [, major, minor, patch, prerelease] = (ref.type === 'tag' && semver.exec(ref.name)) || [];
  const parts = major && minor && patch && !prerelease ? { major, minor, patch } : {};
  return {
    commit: commit.slice(0, shortLength),
    ...(environment === '' ? {} : { environment: asTag(environment) }),
    ...(ref.type === 'branch' ? { branch: asTag(ref.name) } : {}),
    ...(ref.type === 'tag' ? { version: asTag(ref.name.replace(/^v(?=\d)/, '')) } : {}),
    ...parts,
  };
}

function fill(
  pattern: string,
  input: string,
  values: Partial<Record<Placeholder, string>>,
): { tag: string } | { missing: Placeholder } {
  let missing: Placeholder | undefined;
  const tag = pattern.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const known = placeholders.find((one) => one === name);
    if (!known) {
      const all = placeholders.map((one) => `{${one}}`).join(', ');
      throw new InputError(
        `The input ${input} has ${JSON.stringify(pattern)}, and ${whole} is not known; there are ${all}.`,
      );
    }
    if (values[known] === undefined) missing ??= known;
    return values[known] ?? '';
  });
  if (missing) return { missing };
  if (valid.test(tag)) return { tag };
  throw new InputError(
    `The input ${input} has ${JSON.stringify(pattern)}, which makes ${JSON.stringify(tag.slice(0, 200))}, a tag that no registry accepts: a tag has at most ${longest} letters, digits, "_", "." and "-", and begins with a letter, a digit or "_".`,
  );
}

function why(missing: Placeholder, { ref }: TagSource): string {
  if (missing === 'environment') return 'no environment is given';
  if (missing === 'branch') return 'the run is of no branch';
  if (ref.type !== 'tag') return 'the run is of no git tag';
  if (missing === 'version') return `${JSON.stringify(ref.name)} is no version`;
  return semver.test(ref.name)
    ? `${JSON.stringify(ref.name)} is a pre-release, which has no {${missing}} of its own`
    : `the git tag ${JSON.stringify(ref.name)} is no semantic version`;
}
