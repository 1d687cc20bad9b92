import type { Log } from '@ci-actions/log/log';

/** A reply of GitHub's API. */
export interface Reply {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | number | undefined>>;
  data: unknown;
}

/**
 * Sends one request, once.
 *
 * @param route the method and the path, as GitHub's documentation writes it: `GET /repos/{owner}/{repo}`
 * @param parameters what the placeholders, the query or the body hold; encoded on the way
 * @param redirect `manual` gives the reply that leads elsewhere and does not go there
 * @throws whatever the toolkit throws; `readFailure` understands it
 */
export type Send = (
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  redirect?: 'follow' | 'manual',
) => Promise<Reply>;

/** An attempt that is silent for this long has failed. In milliseconds. */
const timeout = 20_000;

/**
 * The toolkit's client. This is the only file that knows `@actions/github`, and it loads it when it is first needed: a
 * door that asks GitHub nothing does not pay for it.
 *
 * @param apiUrl the API's root, as in GITHUB_API_URL
 */
export async function connect(token: string, apiUrl: string, log: Pick<Log, 'debug'>): Promise<Send> {
  const { getOctokit } = await import('@actions/github');
  const debug = (line: string) => log.debug(String(line));
  const octokit = getOctokit(token, {
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'ci-actions',
    // By default these go to the console, past whoever makes untrusted text harmless.
    log: { debug, info: debug, warn: debug, error: debug },
  });
  return async (route, parameters, redirect = 'follow') => {
    const request = { signal: AbortSignal.timeout(timeout), redirect };
    const { status, headers, data } = await octokit.request(route, { ...parameters, request });
    return { status, headers, data };
  };
}
