import type { ExecResult } from '@ci-actions/exec/exec';
import { withRetry } from '@ci-actions/http/retry';
import { type GitOptions, tryGit } from './git-command.ts';
import type { Remote } from './remote.ts';
import { remoteSaid } from './remote-said.ts';

/** The network failed, or the server is broken for now: another try may succeed. The message is the cause in words. */
export class GitWeather extends Error {
  override readonly name = 'GitWeather';
}

/** What stays the same, whatever git says of the connection after it: a server's answer, an object that is not there. */
const answers = /fatal: bad object|(?:returned error: |RPC failed; HTTP )(?:40[0-79]|41\d|42[0-4]|42[6-8])\b/;

/** The other side is gone; weather only where neither side has said why before. */
const hungUp = /hung up unexpectedly/;
const reason = /^(?:remote: )?(?:fatal|error): (?!.*hung up unexpectedly|early EOF|failed to push)/m;

/** How git and curl, in their C locale, say that a connection failed or that a server is broken for now. */
const weather = new RegExp(
  [
    'returned error: (?:408|425|429|5\\d\\d)\\b',
    'RPC failed',
    'Could not resolve (?:host|proxy)',
    'Temporary failure in name resolution',
    'Failed to connect|Couldn.t connect to server',
    'Connection (?:refused|reset|timed out|was reset|closed by|died)',
    'Operation (?:timed out|too slow)|[Tt]imed out after',
    'Empty reply from server',
    'Recv failure|Send failure|transfer closed with|Broken pipe',
    'early EOF|unexpected disconnect|unexpected EOF|expected flush',
    'not closed cleanly|GOAWAY',
    'gnutls_handshake|GnuTLS recv error|SSL_ERROR_SYSCALL|SSL_read|SSL connection timeout',
    'kex_exchange_identification',
    'Internal Server Error|Service Unavailable|Bad Gateway|Gateway Time-?out',
    'Network is (?:down|unreachable)|No route to host',
    'failed to report status',
  ].join('|'),
);

/** @returns whether what git printed when it failed is weather, and not an answer */
export function isGitWeather(stderr: string): boolean {
  if (answers.test(stderr)) return false;
  return weather.test(stderr) || (hungUp.test(stderr) && !reason.test(stderr));
}

/**
 * Runs a git command that talks to a remote, again and again while the network fails.
 *
 * @param what the work, as the subject of a sentence: `Listing the tags of origin`
 * @returns also where git fails for any other reason: a non-zero code is a result
 * @throws Error when the time is used up; it names the last cause
 */
export function overNetwork(
  remote: Remote,
  what: string,
  args: readonly string[],
  options: Omit<GitOptions, 'env'> = {},
): Promise<ExecResult> {
  return retried(remote, what, async () => {
    const result = await tryGit(remote.folder, args, { ...options, env: remote.env });
    if (result.code !== 0 && isGitWeather(result.stderr)) throw new GitWeather(remoteSaid(result.stderr, remote));
    return result;
  });
}

/** Does some work again and again while it throws `GitWeather`, as patiently as the remote says. */
export function retried<T>(remote: Remote, what: string, work: () => Promise<T>): Promise<T> {
  const judge = (error: unknown) => ({
    retry: error instanceof GitWeather,
    cause: error instanceof Error ? error.message : String(error),
  });
  return withRetry(what, work, judge, remote.retry ?? {});
}
