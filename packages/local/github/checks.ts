import { findCommit, utc } from './commits.ts';
import { type Handlers, invalid, notFound, ok, text } from './handlers.ts';
import { paginate } from './pages.ts';
import { htmlUrl, nodeId, type Place, renderApp, repositoryUrl } from './render.ts';
import type { State } from './state.ts';

/** A remark of a check at a place of the source, as it was sent. */
export interface CheckAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string;
  raw_details?: string;
}

export interface CheckRunRecord {
  id: number;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string;
  status: string;
  conclusion: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  /** Of all requests, in the order in which they came: an update adds to them. */
  annotations: CheckAnnotation[];
  /** The slug of the app that made it. */
  app: string;
  startedAt: string;
  completedAt: string | null;
}

type Output = { title?: string; summary?: string; text?: string; annotations?: CheckAnnotation[] };

/** In bytes of UTF-8, where GitHub's documentation counts characters or kilobytes: right under either reading. */
const most = { summary: 65_535, text: 65_535, message: 64 * 1024, title: 255 };

const checkRuns = '/repos/{owner}/{repo}/check-runs';
type Operations =
  | `POST ${typeof checkRuns}`
  | `GET ${typeof checkRuns}/{check_run_id}`
  | `PATCH ${typeof checkRuns}/{check_run_id}`
  | 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';

/** Check runs: made, read, changed and listed. @param folder the bare repository, which must have their commits */
export function checkHandlers(
  place: Place,
  state: State,
  folder: string,
  now: () => number,
): Pick<Handlers, Operations> {
  const find = (id = '') => state.checkRuns.find((run) => String(run.id) === id);

  function change(run: CheckRunRecord, body: Readonly<Record<string, unknown>>): void {
    const output = (body.output ?? {}) as Output;
    if (body.name !== undefined) run.name = text(body.name);
    if (body.external_id !== undefined) run.externalId = text(body.external_id);
    if (body.details_url !== undefined) run.detailsUrl = text(body.details_url);
    if (body.conclusion !== undefined) run.conclusion = text(body.conclusion);
    // A conclusion completes a run, also where the status is not given.
    run.status = run.conclusion === null ? text(body.status) || run.status : 'completed';
    run.completedAt = run.status === 'completed' ? (run.completedAt ?? utc(now())) : null;
    run.title = output.title ?? run.title;
    run.summary = output.summary ?? run.summary;
    run.text = output.text ?? run.text;
    run.annotations.push(...(output.annotations ?? []));
  }

  return {
    [`POST ${checkRuns}` as const]: async ({ body, account }) => {
      const wrong = whatIsWrong(body);
      if (wrong !== undefined) return invalid(wrong);
      // Only an app may, and a workflow's token is one's.
      if (account.app === undefined) return invalid('You must authenticate via a GitHub App.');
      const headSha = text(body.head_sha);
      if (!/^[0-9a-f]{40}$/.test(headSha) || !(await findCommit(folder, headSha))) {
        return invalid(`No commit found for SHA: ${headSha}`);
      }
      const made: CheckRunRecord = {
        id: state.nextId(),
        name: text(body.name),
        headSha,
        externalId: '',
        detailsUrl: '',
        status: 'queued',
        conclusion: null,
        title: null,
        summary: null,
        text: null,
        annotations: [],
        app: account.app,
        startedAt: utc(now()),
        completedAt: null,
      };
      change(made, body);
      state.checkRuns.push(made);
      return { status: 201, body: renderCheckRun(place, made) };
    },

    [`GET ${checkRuns}/{check_run_id}` as const]: ({ params }) => {
      const found = find(params.check_run_id);
      return found ? ok(renderCheckRun(place, found)) : notFound;
    },

    [`PATCH ${checkRuns}/{check_run_id}` as const]: ({ params, body, account }) => {
      const found = find(params.check_run_id);
      if (!found) return notFound;
      if (found.app !== account.app) {
        const message = 'Invalid app_id `0` - check run can only be modified by the GitHub App that created it.';
        return { status: 403, body: { message } };
      }
      const wrong = whatIsWrong(body);
      if (wrong !== undefined) return invalid(wrong);
      change(found, body);
      return ok(renderCheckRun(place, found));
    },

    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': async ({ params, url }) => {
      const sha = await findCommit(folder, params.ref ?? '');
      if (!sha) return invalid(`No commit found for SHA: ${params.ref}`);
      const name = url.searchParams.get('check_name');
      const status = url.searchParams.get('status');
      const latest = url.searchParams.get('filter') !== 'all';
      const matching = state.checkRuns
        .filter(
          (run) => run.headSha === sha && (name ?? run.name) === run.name && (status ?? run.status) === run.status,
        )
        .toReversed()
        // Of the runs with one name, GitHub lists the most recent unless it is asked for all.
        .filter((run, at, all) => !latest || all.findIndex((other) => other.name === run.name) === at);
      const { items, headers } = paginate(matching, url);
      return ok({ total_count: matching.length, check_runs: items.map((run) => renderCheckRun(place, run)) }, headers);
    },
  };
}

/** What GitHub refuses though its description does not say so. @returns a sentence, or undefined */
function whatIsWrong(body: Readonly<Record<string, unknown>>): string | undefined {
  const { title = '', summary = '', text: details = '', annotations = [] } = (body.output ?? {}) as Output;
  const large = (value: string, limit: number) => Buffer.byteLength(value) > limit;
  if (body.status === 'completed' && body.conclusion === undefined) return 'Invalid request. Missing conclusion.';
  if ([...title].length > most.title) return 'Invalid request. output.title is too long.';
  if (large(summary, most.summary)) return `Invalid request. Only ${most.summary} characters are allowed in a summary.`;
  if (large(details, most.text)) return `Invalid request. Only ${most.text} characters are allowed in a text.`;
  for (const { path, start_line, end_line, message, title: heading = '', raw_details = '' } of annotations) {
    if (path === '' || message === '') return 'Invalid request. A path and a message must not be blank.';
    if (start_line < 1 || end_line < start_line) return 'Invalid request. Lines start at 1 and end after they start.';
    if (large(message, most.message) || large(raw_details, most.message))
      return 'Invalid request. A message is too long.';
    if ([...heading].length > most.title) return 'Invalid request. The title of an annotation is too long.';
  }
  return undefined;
}

/** https://docs.github.com/rest/checks/runs */
function renderCheckRun(place: Place, run: CheckRunRecord): object {
  const url = `${repositoryUrl(place)}/check-runs/${run.id}`;
  const html = `${htmlUrl(place)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: html,
    details_url: run.detailsUrl || html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: 5 },
    app: renderApp(place, run.app, run.startedAt),
    pull_requests: [],
  };
}
