import { overNetwork } from './over-network.ts';
import type { Remote } from './remote.ts';
import { remoteSaid } from './remote-said.ts';

/** A tag of a remote. */
export interface RemoteTag {
  /** Without `refs/tags/`. */
  name: string;
  /** What the tag names: a tag object where it is annotated, otherwise the commit. */
  object: string;
  /** The commit below it, however many tag objects lie between. */
  commit: string;
  annotated: boolean;
}

/**
 * Every tag of a remote, in one exchange, whatever the clone holds.
 *
 * @returns in the order of their names
 * @throws Error where the remote does not answer, or refuses
 * @see https://git-scm.com/docs/git-ls-remote
 */
export async function remoteTags(remote: Remote): Promise<RemoteTag[]> {
  const args = ['ls-remote', '--tags', '--', remote.name];
  const result = await overNetwork(remote, `Listing the tags of ${remote.name}`, args);
  if (result.code !== 0) {
    throw new Error(`The tags of ${remote.name} cannot be listed: ${remoteSaid(result.stderr, remote)}`);
  }
  return parseTags(result.stdout);
}

function parseTags(stdout: string): RemoteTag[] {
  const tags = new Map<string, RemoteTag>();
  for (const line of stdout.split('\n')) {
    const [, object, name, peeled] = /^([0-9a-f]{40,64})\trefs\/tags\/(.+?)(\^\{\})?$/.exec(line) ?? [];
    if (object === undefined || name === undefined) continue;
    const tag = tags.get(name);
    // The line of what lies below an annotated tag follows its own; no name can end in `^{}`.
    if (peeled === undefined) tags.set(name, { name, object, commit: object, annotated: false });
    else if (tag) tags.set(name, { ...tag, commit: object, annotated: true });
  }
  return [...tags.values()];
}
