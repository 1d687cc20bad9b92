import { deepenTo } from '@ci-actions/git/deepen';
import { isAncestor } from '@ci-actions/git/is-ancestor';
import { readCommits } from '@ci-actions/git/read-commits';
import type { Remote } from '@ci-actions/git/remote';
import { type RemoteTag, remoteTags } from '@ci-actions/git/remote-tags';
import { sourceCommits } from '@ci-actions/git/source-commits';
import type { Log } from '@ci-actions/log/log';
import type { Commit } from './commits/commit.ts';
import type { Library } from './libraries.ts';
import { byVersion, isStable, versionOf } from './version/tag-names.ts';

/** A tag that is a version of the library. */
export interface VersionTag extends RemoteTag {
  version: string;
  /** The commit that the version is of: the source where the tag holds a tree that was built from it. */
  source: string;
}

/** What the remote and the clone say of a library. */
export interface LibraryHistory {
  head: string;
  /** The highest version first. */
  tags: readonly VersionTag[];
  /** The highest stable version before head; undefined where there is none. */
  base: VersionTag | undefined;
  /** The version that head has already. */
  onHead: VersionTag | undefined;
  /** Those since the base that count, the newest first. */
  commits: readonly Commit[];
  /** The highest version, where its commit came after head: a newer run was faster. */
  newer: VersionTag | undefined;
}

export interface HistoryOptions {
  remote: Remote;
  /** The commit that would get a version. */
  head: string;
  library: Library;
  /** Whether this library's tags hold built trees, and so lie beside the history. */
  builtTrees: boolean;
  log: Log;
}

/** So many tags are asked at first what their tree was built from: nearly always the highest is the one. */
const askedAtMost = 5;
/** And so many where that is not enough: a call of git for each. */
const askedAtAll = 100;

/**
 * Reads from the remote which versions there are, and makes the clone hold the commits since the last of them: a checkout
 * is one commit deep.
 */
export async function readHistory(options: HistoryOptions): Promise<LibraryHistory> {
  const { remote, head, library, builtTrees, log } = options;
  const { prefix, paths } = library;
  let tags = versionTags(await remoteTags(remote), prefix);
  const ask = async (some: readonly VersionTag[]) => {
    const sources = await sourceCommits(remote, some);
    tags = tags.map((tag) => ({ ...tag, source: sources.get(tag.name) ?? tag.source }));
    return sources.size > 0;
  };
  const before = () => tags.filter(({ version, source }) => isStable(version) && source !== head);
  const find = async () => {
    // To git it is the commit of the source that stands for the tag.
    const candidates = before().map(({ source, ...tag }) => ({ ...tag, commit: source }));
    const found = await deepenTo(remote, head, candidates, log, { trees: paths.length > 0 });
    return tags.find(({ name }) => name === found?.name);
  };

  if (builtTrees) await ask(tags.slice(0, askedAtMost));
  let base = await find();
  // Some higher version is no ancestor: of another branch, or a tree that was built when the tags were made otherwise.
  const above = tags.filter((tag) => tag.source !== head && (!base || byVersion(tag.version, base.version) < 0));
  if (above.length > 0 && (await ask(above.slice(0, askedAtAll)))) base = await find();
  const commits = await readCommits(remote.folder, { ...(base ? { from: base.source } : {}), to: head, paths });
  return {
    head,
    tags,
    base,
    onHead: tags.find(({ source }) => source === head),
    commits,
    newer: await newerOf(options, before(), base),
  };
}

async function newerOf(
  { remote, head, log }: HistoryOptions,
  [highest]: readonly VersionTag[],
  base: VersionTag | undefined,
): Promise<VersionTag | undefined> {
  if (!highest || highest === base || (base && byVersion(highest.version, base.version) >= 0)) return undefined;
  const until = base ? [{ ...base, commit: base.source }] : [];
  await deepenTo(remote, highest.source, until, log);
  return (await isAncestor(remote.folder, head, highest.source)) === true ? highest : undefined;
}

function versionTags(tags: readonly RemoteTag[], prefix: string): VersionTag[] {
  return tags
    .flatMap((tag) => {
      const version = versionOf(tag.name, prefix);
      return version === undefined ? [] : [{ ...tag, version, source: tag.commit }];
    })
    .sort((a, b) => byVersion(a.version, b.version));
}
