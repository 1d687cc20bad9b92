import type { IncomingHttpHeaders } from 'node:http';
import { artifactHandlers } from './artifacts.ts';
import { checkHandlers } from './checks.ts';
import { commentHandlers } from './comments.ts';
import { compareCommits, defaultBranch, findCommit, readCommits, utc } from './commits.ts';
import { dispatchHandlers } from './dispatches.ts';
import type { Operation } from './operations.ts';
import { paginate } from './pages.ts';
import type { Access } from './permissions.ts';
import { pullHandlers } from './pulls.ts';
import { refHandlers } from './refs.ts';
import { assetHandlers } from './release-assets.ts';
import { releaseHandlers } from './releases.ts';
import { type Place, renderComparison, renderDeployment, renderEnvironment, renderStatus } from './render.ts';
import { renderPerson } from './render-person.ts';
import { renderRepository } from './render-repository.ts';
import type { DeploymentRecord, State } from './state.ts';
import type { Account } from './tokens.ts';

/** One request, after it was held to the description. */
export interface Call {
  params: Readonly<Record<string, string>>;
  /** The full URL. */
  url: URL;
  body: Readonly<Record<string, unknown>>;
  /** The body as it came, where it is no JSON: the file of an upload. */
  raw: Buffer;
  headers: IncomingHttpHeaders;
  /** Who asks. */
  account: Account;
  /** What they may do. */
  granted: ReadonlyMap<string, Access>;
}

/** What is answered; it is held to the description before it is sent. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;
export type Handlers = Record<Operation, Handler>;

export const documentation = 'https://docs.github.com/rest';

/** GitHub's answer to whatever is not there. */
export const notFound: Reply = {
  status: 404,
  body: { message: 'Not Found', documentation_url: documentation, status: '404' },
};

export const ok = (body: unknown, headers: Record<string, string> = {}): Reply => ({ status: 200, body, headers });

export const invalid = (message: string): Reply => ({
  status: 422,
  body: { message, documentation_url: documentation },
});

/** GitHub's answer to fields that are wrong, one by one. */
export const unprocessable = (...errors: readonly FieldError[]): Reply => ({
  status: 422,
  body: { message: 'Validation Failed', errors, documentation_url: documentation },
});

/** https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export interface FieldError {
  resource: string;
  code: 'already_exists' | 'custom' | 'invalid' | 'missing_field';
  field?: string;
  message?: string;
  value?: string;
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The operations, carried out for real on a bare repository and on what is remembered.
 *
 * @param folder the bare repository
 */
export function createHandlers(place: Place, state: State, folder: string, now: () => number): Handlers {
  const startedAt = utc(now());
  const deployment = ({ params }: Call): DeploymentRecord | undefined =>
    state.deployments.find(({ id }) => String(id) === params.deployment_id);

  return {
    ...checkHandlers(place, state, folder, now),
    ...commentHandlers(place, state, now),
    ...pullHandlers(place, state, startedAt),
    ...artifactHandlers(place, state, now),
    ...releaseHandlers(place, state, folder, now),
    ...assetHandlers(place, state, now),
    ...refHandlers(place, folder),
    ...dispatchHandlers(place, state, folder, now),

    'GET /user': ({ account }) => ok(renderPerson(place, account.login, startedAt)),

    'GET /repos/{owner}/{repo}': async () => ok(renderRepository(place, await defaultBranch(folder), startedAt)),

    'GET /repos/{owner}/{repo}/environments': ({ url }) => {
      const { items, headers } = paginate(state.environments, url);
      const environments = items.map((item) => renderEnvironment(place, item));
      return ok({ total_count: state.environments.length, environments }, headers);
    },

    'GET /repos/{owner}/{repo}/environments/{environment_name}': ({ params }) => {
      const found = state.environment(params.environment_name ?? '');
      return found ? ok(renderEnvironment(place, found)) : notFound;
    },

    'GET /repos/{owner}/{repo}/compare/{basehead}': async ({ params, url }) => {
      const names = (params.basehead ?? '').split('...').map((name) => name.replace(`${place.owner}:`, ''));
      const [base, head] = await Promise.all(names.map((name) => findCommit(folder, name)));
      if (names.length !== 2 || !base || !head) return notFound;
      const found = await compareCommits(folder, base, head);
      if (!found) {
        const message = `No common ancestor between ${names.join(' and ')}.`;
        return { status: 404, body: { message, documentation_url: documentation, status: '404' } };
      }
      const paged = url.searchParams.has('per_page') || url.searchParams.has('page');
      const { items, headers } = paged ? paginate(found.ahead, url) : paginate(found.ahead, url, 250, 250);
      return ok(renderComparison(place, found, await readCommits(folder, [base, found.mergeBase, ...items])), headers);
    },

    'GET /repos/{owner}/{repo}/deployments': ({ url }) => {
      const wanted = ['sha', 'ref', 'task', 'environment'] as const;
      const matching = state.deployments.filter((item) =>
        wanted.every((key) => [null, 'none', item[key]].includes(url.searchParams.get(key))),
      );
      const { items, headers } = paginate(matching.reverse(), url);
      return ok(
        items.map((item) => renderDeployment(place, item)),
        headers,
      );
    },

    'POST /repos/{owner}/{repo}/deployments': async ({ body }) => {
      const ref = text(body.ref);
      const sha = await findCommit(folder, ref);
      if (!sha) return invalid(`No ref found for: ${ref}`);
      const main = await defaultBranch(folder);
      // Two things that GitHub does by default, each of which surprises: it merges the default branch into a branch
      // that is behind, and it wants every status of the commit to be green. There are no statuses here, and a merge
      // is not made here: what would need one of them is a conflict.
      const mayMerge = body.auto_merge !== false && (await findCommit(folder, `refs/heads/${ref}`));
      if (mayMerge && ((await compareCommits(folder, sha, main))?.ahead.length ?? 1) > 0) {
        return {
          status: 409,
          body: { message: `Conflict merging ${main} into ${ref}.`, documentation_url: documentation },
        };
      }
      if (Array.isArray(body.required_contexts) && body.required_contexts.length > 0) {
        const message = `Conflict: Commit status checks failed for ${ref}.`;
        return { status: 409, body: { message, documentation_url: documentation } };
      }
      const environment = text(body.environment) || 'production';
      const made = state.addDeployment({
        sha,
        ref,
        task: text(body.task) || 'deploy',
        environment,
        description: typeof body.description === 'string' ? body.description : null,
        payload: (body.payload as DeploymentRecord['payload'] | undefined) ?? {},
        transient: body.transient_environment === true,
        production: (body.production_environment ?? environment === 'production') === true,
      });
      return { status: 201, body: renderDeployment(place, made) };
    },

    'GET /repos/{owner}/{repo}/deployments/{deployment_id}': (call) => {
      const found = deployment(call);
      return found ? ok(renderDeployment(place, found)) : notFound;
    },

    'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': (call) => {
      const found = deployment(call);
      if (!found) return notFound;
      const { items, headers } = paginate(found.statuses.toReversed(), call.url);
      return ok(
        items.map((item) => renderStatus(place, found, item)),
        headers,
      );
    },

    'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': (call) => {
      const found = deployment(call);
      if (!found) return notFound;
      const { body } = call;
      const description = text(body.description);
      if (description.length > 140)
        return invalid('Validation Failed: description is too long (maximum is 140 characters)');
      const urls = [text(body.log_url) || text(body.target_url), text(body.environment_url)] as const;
      if (urls.some((url) => url !== '' && !/^https?:\/\//.test(url))) {
        return invalid('Validation Failed: a URL must use http(s) scheme');
      }
      const status = {
        state: text(body.state),
        description,
        environment: text(body.environment) || (found.statuses.at(-1)?.environment ?? found.environment),
        logUrl: urls[0],
        environmentUrl: urls[1],
      };
      const made = state.addStatus(found, status, body.auto_inactive !== false);
      return { status: 201, body: renderStatus(place, found, made) };
    },
  };
}
