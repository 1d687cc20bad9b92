import { tryGit } from './git-command.ts';
import { isCommitId } from './history.ts';
import { GitWeather, isGitWeather, retried } from './over-network.ts';
import { type Fate, isDenial, parsePush } from './push-lines.ts';
import type { Remote } from './remote.ts';
import { remoteSaid } from './remote-said.ts';

/** A ref that is to have a value. */
export interface RefUpdate {
  /** In full, as in `refs/tags/v1.2.3`. */
  ref: string;
  /** The id of the object; the clone must have it. */
  object: string;
  /** The value that the ref must have until then; empty where it must not exist. */
  expected: string;
}

/**
 * What became of an update.
 * `exists`: it should not exist, and has another value. `moved`: it no longer has the value that was expected.
 * `refused`: a rule or a hook of the repository. `denied`: the token, for lack of a permission.
 * The text is what the remote said, in lines, without secrets; it may hold anything else.
 */
export type PushResult =
  | { ref: string; done: true }
  | { ref: string; done: false; why: 'exists' | 'moved' | 'refused' | 'denied'; text: string };

/**
 * Gives refs of a remote a value, each by itself: where one is refused, the others are done all the same. None is
 * changed that has another value than is expected. A ref that has the new value already is done, so that what is asked
 * for twice, or whose reply was lost, is done once.
 *
 * @returns one result for each update, in the same order
 * @throws Error where the network fails for too long, or git fails for another reason than the remote's
 */
export async function pushRefs(remote: Remote, updates: readonly RefUpdate[]): Promise<readonly PushResult[]> {
  if (updates.length === 0) return [];
  for (const { ref, object, expected } of updates) {
    const fine = /^refs\/[^\s:+^~?*[\\]+$/.test(ref) && isCommitId(object) && (expected === '' || isCommitId(expected));
    if (!fine)
      throw new Error(
        `${JSON.stringify(ref)} cannot be pushed: it is no full name of a ref, or its values are no ids.`,
      );
  }
  const what = `Pushing ${updates.map(({ ref }) => ref).join(', ')} to ${remote.name}`;
  try {
    return await retried(remote, what, () => push(remote, updates));
  } catch (error) {
    // The last reply may be lost as well, and its work done.
    const values = await remoteValues(remote, updates).catch(() => undefined);
    if (values && updates.every(({ ref, object }) => values.get(ref) === object)) {
      return updates.map(({ ref }) => ({ ref, done: true }));
    }
    throw error;
  }
}

async function push(remote: Remote, updates: readonly RefUpdate[]): Promise<readonly PushResult[]> {
  const { code, stdout, stderr } = await tryGit(
    remote.folder,
    [
      ...['push', '--porcelain', '--no-verify', '--no-follow-tags', '--recurse-submodules=no', '--no-signed'],
      // Also where the value is empty: the ref must not exist.
      ...updates.map(({ ref, expected }) => `--force-with-lease=${ref}:${expected}`),
      ...['--', remote.name],
      ...updates.map(({ ref, object }) => `${object}:${ref}`),
    ],
    { env: remote.env },
  );
  const said = remoteSaid(stderr, remote);
  const fates = parsePush(stdout, said);
  if (fates.size === 0 && code !== 0) return nothing(remote, updates, stderr);
  const all = updates.map((update) => ({ update, fate: fates.get(update.ref) ?? missing }));
  if (all.some(({ fate }) => !fate.done && fate.why === 'unknown')) throw new GitWeather(said || 'the reply was lost');
  // What a server says of a ref that another push has just changed does not tell to which value.
  const values = all.some(({ fate }) => !fate.done && fate.why === 'changed')
    ? await remoteValues(remote, updates)
    : new Map<string, string>();
  return all.map(({ update, fate }) => judge(update, fate, values.get(update.ref) ?? '', said));
}

const missing: Fate = { done: false, why: 'unknown', reason: 'the reply was lost' };

function judge({ ref, object, expected }: RefUpdate, fate: Fate, value: string, said: string): PushResult {
  if (fate.done || (fate.why === 'changed' && value === object)) return { ref, done: true };
  const text = [said, said.includes(fate.reason) ? '' : fate.reason].filter((part) => part !== '').join('\n');
  if (fate.why !== 'changed') {
    return { ref, done: false, why: fate.why === 'denied' ? 'denied' : 'refused', text };
  }
  // Another writer holds the ref for a moment, and has not changed it.
  if (value === expected) throw new GitWeather(text);
  return { ref, done: false, why: expected === '' ? 'exists' : 'moved', text };
}

/** The push came to nothing at all. */
function nothing(remote: Remote, updates: readonly RefUpdate[], stderr: string): readonly PushResult[] {
  const text = remoteSaid(stderr, remote);
  if (isDenial(stderr)) return updates.map(({ ref }) => ({ ref, done: false, why: 'denied', text }));
  if (isGitWeather(stderr)) throw new GitWeather(text);
  throw new Error(`Nothing could be pushed to ${remote.name}: ${text || 'git does not say why.'}`);
}

async function remoteValues(remote: Remote, updates: readonly RefUpdate[]): Promise<ReadonlyMap<string, string>> {
  const args = ['ls-remote', '--', remote.name, ...updates.map(({ ref }) => ref)];
  const { code, stdout, stderr } = await tryGit(remote.folder, args, { env: remote.env });
  if (code !== 0 && isGitWeather(stderr)) throw new GitWeather(remoteSaid(stderr, remote));
  if (code !== 0) throw new Error(`The refs of ${remote.name} cannot be listed: ${remoteSaid(stderr, remote)}`);
  return new Map(
    stdout.split('\n').map((line) => {
      const [value = '', ref = ''] = line.split('\t');
      return [ref, value];
    }),
  );
}
