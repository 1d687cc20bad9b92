import type { Retry } from '@ci-actions/http/retry';
import { withRetry } from '@ci-actions/http/retry';
import type { StreamBody } from '@ci-actions/http/send-body';
import type { Log } from '@ci-actions/log/log';
import { GitHubError } from './errors.ts';
import { type Call, explainFailure } from './explain-failure.ts';
import { connect, type Reply, type Send } from './octokit.ts';
import { CutReply, readFailure } from './read-failure.ts';
import { sendFile } from './send-file.ts';

export interface ApiOptions {
  token: string;
  /** `owner/name`. */
  repository: string;
  /** The API's root, as in GITHUB_API_URL. */
  apiUrl: string;
  log: Log;
  /** How patient to be; see `withRetry`. */
  retry: Retry;
}

/** GitHub's API for one repository, weathered: what passes is tried again, what does not is a sentence. */
export interface Api {
  /** One request that may be sent again without harm. @param what its subject in a log, as in `Listing the environments` */
  ask(what: string, call: Call, route: string, parameters?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** One request that is answered by where to go instead. The token does not go there. @returns the address */
  locate(what: string, call: Call, route: string, parameters: Readonly<Record<string, unknown>>): Promise<URL>;
  /** As `ask`, for work that must know which attempt it is: `attempt` gets the number of the try, from 1. */
  tryUntilDone<T>(what: string, call: Call, attempt: (send: Send, n: number) => Promise<T>): Promise<T>;
  /**
   * Every item of a paginated list, until there are `limit` of them, or one that is `enough`.
   *
   * @param items finds them in a reply
   */
  all<T>(
    what: string,
    call: Call,
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    items: (data: unknown) => readonly T[],
    limit?: number,
    enough?: (item: T) => boolean,
  ): Promise<T[]>;
  /**
   * Sends a file to where GitHub has said, with the token: once, for use in `tryUntilDone`.
   *
   * @throws what `readFailure` understands where the reply is none of success
   */
  sendFile(to: URL, headers: Readonly<Record<string, string>>, body: StreamBody): Promise<Reply>;
  /** How patient each call is; for work that is done elsewhere. */
  patience: Retry;
}

/** More than 100 items GitHub does not put on a page. */
const pageSize = 100;

export function createApi({ token, repository, apiUrl, log, retry }: ApiOptions): Api {
  const [owner, repo, ...more] = repository.split('/');
  if (!owner || !repo || more.length > 0) {
    throw new Error(`GitHub names a repository owner/name, but this run's is ${JSON.stringify(repository)}.`);
  }
  let connected: Promise<Send> | undefined;
  const send: Send = async (route, parameters, redirect) => {
    connected ??= connect(token, apiUrl, log);
    const ours = route.includes('/{owner}/{repo}') ? { owner, repo } : {};
    const reply = await (await connected)(route, { ...ours, ...parameters }, redirect);
    // 204 is a whole reply without a body.
    if (reply.status < 300 && reply.status !== 204 && typeof reply.data !== 'object')
      throw new CutReply('the reply was cut off');
    return reply;
  };
  const patience: Retry = {
    ...retry,
    onRetry(info) {
      const { what, cause, waitMs } = info;
      log.info(`${what}: ${cause}; trying again in ${(waitMs / 1000).toFixed(1)} s.`);
      retry.onRetry?.(info);
    },
  };

  const api: Api = {
    patience,

    sendFile: (to, headers, body) => sendFile(to, { ...headers, authorization: `token ${token}` }, body),

    async locate(what, call, route, parameters) {
      const { status, headers } = await api.tryUntilDone(what, call, () => send(route, parameters, 'manual'));
      const location = String(headers.location ?? '');
      const protocols = ['https:', new URL(apiUrl).protocol];
      if (status >= 300 && URL.canParse(location) && protocols.includes(new URL(location).protocol)) {
        return new URL(location);
      }
      throw new GitHubError(`GitHub did not say where to ${call.doing} (${status}).`, status);
    },

    ask: (what, call, route, parameters = {}) => api.tryUntilDone(what, call, () => send(route, parameters)),

    async tryUntilDone(what, call, attempt) {
      try {
        return await withRetry(what, (n) => attempt(send, n), judge, patience);
      } catch (thrown) {
        throw explainFailure(thrown, call);
      }
    },

    async all(what, call, route, parameters, items, limit = Number.POSITIVE_INFINITY, enough = () => false) {
      const found: ReturnType<typeof items>[number][] = [];
      for (let page = 1; found.length < limit; page++) {
        const size = Math.min(limit, pageSize);
        const { data, headers } = await api.ask(what, call, route, { ...parameters, per_page: size, page });
        found.push(...items(data));
        if (!/rel="next"/.test(String(headers.link ?? '')) || found.some(enough)) break;
      }
      return found.slice(0, limit);
    },
  };
  return api;
}

function judge(thrown: unknown): { retry: boolean; afterMs?: number; cause: string } {
  const failure = readFailure(thrown);
  if (!failure) return { retry: false, cause: String(thrown) };
  const { passes, status, text, afterMs } = failure;
  const cause = status === undefined ? text : `${status} ${text}`;
  return { retry: passes, cause, ...(afterMs === undefined ? {} : { afterMs }) };
}
