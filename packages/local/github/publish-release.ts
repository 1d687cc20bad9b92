import { defaultBranch, findCommit, readCommits, utc } from './commits.ts';
import type { FieldError } from './handlers.ts';
import { createRef, listRefs } from './refs.ts';
import type { ReleaseRecord } from './release-state.ts';
import { nothing, violations } from './rules.ts';
import type { State } from './state.ts';

/** The most characters that GitHub takes for the notes of a release. */
const longest = 125_000;

/** What is wrong with a release, drafts included; empty where GitHub takes it. */
export function whatIsWrong(state: State, wanted: ReleaseRecord): FieldError[] {
  const wrong: FieldError[] = [];
  const field = (name: string, message: string) =>
    wrong.push({ resource: 'Release', code: 'custom', field: name, message: `${name} ${message}` });
  if ([...(wanted.body ?? '')].length > longest) field('body', `is too long (maximum is ${longest} characters)`);
  if (!isTagName(wanted.tag)) field('tag_name', 'is not a valid tag');
  const other = state.releases.find((one) => one.id !== wanted.id && !one.draft && one.tag === wanted.tag);
  // Drafts may share a tag, as many as there are.
  if (!wanted.draft && other) wrong.push({ resource: 'Release', code: 'already_exists', field: 'tag_name' });
  return wrong;
}

/** https://git-scm.com/docs/git-check-ref-format */
function isTagName(name: string): boolean {
  return !/(^|\/)\.|\.\.|[\s~^:?*[\\]|@\{|\/\/|^\/|\/$|\.lock(\/|$)|\.$|^@$|^-|^$/.test(name);
}

/**
 * Publishes a release that nothing is wrong with: makes its tag where there is none, a lightweight one, and locks it
 * where the repository makes its releases immutable.
 *
 * @param wanted is changed
 * @returns why it cannot be; empty where it is published
 */
export async function publish(
  state: State,
  folder: string,
  wanted: ReleaseRecord,
  now: () => number,
): Promise<FieldError[]> {
  const ref = `refs/tags/${wanted.tag}`;
  const isThere = (await listRefs(folder, ref)).some(({ name }) => name === ref);
  const burned: FieldError[] = state.burnedTags.has(wanted.tag)
    ? [custom('tag_name was used by an immutable release', 'tag_name')]
    : [];
  const noTag = custom('Published releases must have a valid tag');
  if (!isThere) {
    const target = wanted.target || (await defaultBranch(folder));
    const sha = await findCommit(folder, target);
    if (!sha) return [{ resource: 'Release', code: 'invalid', field: 'target_commitish', value: target }, noTag];
    const broken = violations(state, { ref, from: nothing, to: sha }, wanted.author.login);
    if (broken.length > 0) {
      const said = `pre_receive Repository rule violations found\n\n${broken.join('\n\n')}\n\n`;
      return [custom(said, 'pre_receive'), ...burned, noTag];
    }
    if (!(await createRef(folder, ref, sha))) return [custom('Reference already exists', 'tag_name')];
  }
  if (burned.length > 0) return burned;
  const commit = await findCommit(folder, ref);
  const [made] = commit ? await readCommits(folder, [commit]) : [];
  wanted.draft = false;
  wanted.createdAt = made?.committer.date ?? wanted.createdAt;
  wanted.publishedAt ??= utc(now());
  wanted.immutable = state.settings.immutableReleases;
  if (wanted.immutable) state.burnedTags.add(wanted.tag);
  return [];
}

const custom = (message: string, field?: string): FieldError => ({
  resource: 'Release',
  code: 'custom',
  message,
  ...(field === undefined ? {} : { field }),
});

/** The release that is the latest by GitHub's old rule: the newest commit, and of one commit the highest version. */
export function latestByDate(releases: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  const numbers = new Intl.Collator('en', { numeric: true });
  return releases
    .filter(({ draft, prerelease }) => !draft && !prerelease)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || numbers.compare(a.tag, b.tag))
    .at(-1);
}
