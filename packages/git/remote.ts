import type { Retry } from '@ci-actions/http/retry';

/** A remote of a clone, and how to be let in. */
export interface Remote {
  /** The root of the work tree. */
  folder: string;
  /** The name of the remote in the clone, as in `origin`. */
  name: string;
  /** What git needs in its environment to be let in (`authFor`); empty where the clone itself knows (`actions/checkout`). */
  env: Record<string, string>;
  /** How patient to be when the network fails. */
  retry?: Retry;
}

/**
 * What lets git in by a token, as variables of its environment: they are on no command line and in no file.
 * `actions/checkout` may have left the same header in the clone's configuration, and git would send both, which GitHub
 * refuses; an empty value before ours clears that list.
 *
 * @param serverUrl GITHUB_SERVER_URL
 * @param token mask also its `basicCredential` before first use; without one, what the clone knows counts
 * @param base the environment that the variables are added to; settings that it already carries stay
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpextraHeader
 */
export function authFor(
  serverUrl: string,
  token: string,
  base: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  if (token === '') return {};
  const first = Number.parseInt(base.GIT_CONFIG_COUNT ?? '', 10) || 0;
  const key = `http.${new URL(serverUrl).origin}/.extraheader`;
  return {
    GIT_CONFIG_COUNT: String(first + 2),
    [`GIT_CONFIG_KEY_${first}`]: key,
    [`GIT_CONFIG_VALUE_${first}`]: '',
    [`GIT_CONFIG_KEY_${first + 1}`]: key,
    [`GIT_CONFIG_VALUE_${first + 1}`]: `AUTHORIZATION: basic ${basicCredential(token)}`,
  };
}

/** @returns the form of a token that goes over the wire (RFC 7617): a secret of its own, to be masked as one */
export function basicCredential(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64');
}
