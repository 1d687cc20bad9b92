import type { IncomingHttpHeaders } from 'node:http';
import { checkReply, checkRequest } from './checker.ts';
import { description, match } from './description.ts';
import { createHandlers, documentation, type Handlers, notFound, type Reply } from './handlers.ts';
import { type Operation, operations } from './operations.ts';
import { acceptedPermissions, allows } from './permissions.ts';
import type { Place } from './render.ts';
import type { State } from './state.ts';
import type { Tokens } from './tokens.ts';

/** The one operation whose body is a file; it is asked for below a root of its own. */
export const upload = 'POST /repos/{owner}/{repo}/releases/{release_id}/assets' satisfies Operation;

/** @param path below the API's root, still percent-encoded. @param url the full URL */
export type Api = (
  method: string,
  path: string,
  url: URL,
  headers: IncomingHttpHeaders,
  body: Buffer,
) => Promise<Reply>;

const refuse = (status: number, message: string): Reply => ({
  status,
  body: { message, documentation_url: documentation, status: String(status) },
});

/**
 * The REST API of one repository: who asks, whether they may, whether they ask rightly, the answer, and whether the
 * answer is one that GitHub could give.
 *
 * @param violations gets a sentence for each breach of GitHub's description; the requester is told too (422 for a
 *   request, 500 for a reply), so that nobody can overlook it
 */
export function createApi({
  place,
  state,
  folder,
  tokens,
  violations,
  now,
  handlers: replaced,
}: {
  place: Place;
  state: State;
  folder: string;
  tokens: Tokens;
  violations: string[];
  now: () => number;
  handlers: Partial<Handlers>;
}): Api {
  const handlers = { ...createHandlers(place, state, folder, now), ...replaced };

  function broken(status: number, call: string, wrong: readonly string[]): Reply {
    violations.push(...wrong.map((sentence) => `${call}: ${sentence}`));
    return refuse(status, `${wrong.join(' ')} (held to GitHub's OpenAPI description ${description.info.version})`);
  }

  return async (method, path, url, headers, raw) => {
    const call = `${method} ${path}`;
    if (!headers['user-agent']) return refuse(403, 'Request forbidden by administrative rules: no User-Agent header.');
    if (!headers.authorization) return refuse(401, 'Requires authentication');
    const granted = tokens.permissionsOf(headers.authorization);
    const account = tokens.accountOf(headers.authorization);
    if (!granted || !account) return refuse(401, 'Bad credentials');
    const found = match(method, path);
    if (!found) {
      violations.push(`${call}: the loopback GitHub carries out no such operation.`);
      return notFound;
    }
    const { operation, params } = found;
    const asked = `${params.owner}/${params.repo}`.toLowerCase();
    if ('repo' in params && asked !== `${place.owner}/${place.repo}`.toLowerCase()) return notFound;
    const need = operations[operation];
    const accepted = { 'x-accepted-github-permissions': acceptedPermissions(need) };
    if (!allows(granted, need)) {
      return { ...refuse(403, 'Resource not accessible by integration'), headers: accepted };
    }
    let body: unknown;
    try {
      body = raw.length > 0 && operation !== upload ? JSON.parse(raw.toString()) : undefined;
    } catch {
      return refuse(400, 'Problems parsing JSON');
    }
    const wrong = checkRequest(operation, url.searchParams, body);
    if (wrong.length > 0) return broken(422, call, wrong);
    const reply = await handlers[operation]({
      params,
      url,
      body: (body ?? {}) as Record<string, unknown>,
      raw,
      headers,
      account,
      granted,
    });
    const unlike = checkReply(operation, reply.status, reply.body);
    if (unlike.length > 0) return broken(500, call, unlike);
    return { ...reply, headers: { ...accepted, ...reply.headers } };
  };
}
