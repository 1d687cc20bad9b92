import { isDeepStrictEqual } from 'node:util';
import type { Api } from './api.ts';
import type { Call } from './explain-failure.ts';
import type { Send } from './octokit.ts';

/** A deployment, as GitHub keeps it. */
export interface Deployment {
  id: number;
  /** The commit. */
  sha: string;
  environment: string;
  task: string;
  /** What its maker said of it; JSON that was sent as text is read. */
  payload: unknown;
  /** As in `2026-01-31T12:00:00Z`. */
  createdAt: string;
  /** Its address in the API. */
  url: string;
}

/** A deployment to be made. Commit statuses are not asked for and nothing is merged: both are GitHub's default. */
export interface CreateDeployment {
  /** The commit's SHA. */
  ref: string;
  environment: string;
  /** What kind of work it is, as in `publish:dags`. */
  task: string;
  description: string;
  payload: Readonly<Record<string, unknown>>;
  /** Whether its users are the end users; GitHub takes `production` for one where nothing is said. */
  productionEnvironment?: boolean;
  /** Whether the environment will be gone some day. */
  transient?: boolean;
}

/** What GitHub answers. https://docs.github.com/rest/deployments/deployments */
interface Answer {
  id: number;
  sha: string;
  environment: string;
  task: string;
  payload: unknown;
  created_at: string;
  url: string;
}

const route = '/repos/{owner}/{repo}/deployments';

/** Clocks tick in whole seconds, and those of two machines differ a little. In milliseconds. */
const slack = 5_000;

/** A deployment as the API answers it, in our words; a payload that is JSON text is read. */
export function toDeployment({ id, sha, environment, task, payload, created_at, url }: Answer): Deployment {
  return { id, sha, environment, task, payload: readPayload(payload), createdAt: created_at, url };
}

function readPayload(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

/**
 * Makes a deployment, once. The request is not idempotent, so when an attempt fails and nobody knows whether GitHub
 * has carried it out, the next one looks first: a deployment with the same commit and payload, made since we began, is
 * ours. An older one is not: going back and forth between two releases makes equal payloads.
 *
 * @param now a clock in milliseconds that only goes forward
 */
export async function createDeployment(
  api: Api,
  call: Call,
  wanted: CreateDeployment,
  now: () => number,
): Promise<{ id: number; url: string }> {
  const { ref, environment, task, description, payload, productionEnvironment, transient } = wanted;
  const began = now();
  return api.tryUntilDone(`Creating a deployment to ${environment}`, call, async (send, n) => {
    const made = n > 1 ? await findMade(send, wanted, now() - began) : undefined;
    if (made) return { id: made.id, url: made.url };
    const { data } = await send(`POST ${route}`, {
      ref,
      environment,
      task,
      description,
      payload,
      auto_merge: false,
      required_contexts: [],
      ...(productionEnvironment === undefined ? {} : { production_environment: productionEnvironment }),
      ...(transient === undefined ? {} : { transient_environment: transient }),
    });
    const { id, url } = data as Answer;
    return { id, url };
  });
}

/** @param sinceMs how long ago we began; the reply's own date says when that was by GitHub's clock */
async function findMade(
  send: Send,
  { ref, environment, task, payload }: CreateDeployment,
  sinceMs: number,
): Promise<Deployment | undefined> {
  const { data, headers } = await send(`GET ${route}`, { environment, task, sha: ref, per_page: 100 });
  const there = Date.parse(String(headers.date)) || Date.now();
  const sent: unknown = JSON.parse(JSON.stringify(payload));
  return (data as Answer[])
    .map(toDeployment)
    .find((found) => Date.parse(found.createdAt) >= there - sinceMs - slack && isDeepStrictEqual(found.payload, sent));
}
