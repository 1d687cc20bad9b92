import type { Api } from './api.ts';

/** A remark of a check at a place of the source. https://docs.github.com/rest/checks/runs#create-a-check-run */
export interface CheckAnnotation {
  /** Relative to the root of the repository, with `/`. */
  path: string;
  /** From 1. */
  startLine: number;
  /** Not before the start. */
  endLine: number;
  level: 'notice' | 'warning' | 'failure';
  /** At most 255 characters. */
  title: string;
  /** At most 64 KB, and not empty. */
  message: string;
  /** At most 64 KB. */
  rawDetails?: string;
}

/** What a check run shows. Markdown of at most 65,535 bytes, and at most 50 annotations. */
export interface CheckOutput {
  /** At most 255 characters. */
  title: string;
  summary: string;
  text?: string;
  annotations: readonly CheckAnnotation[];
}

export interface NewCheckRun {
  name: string;
  /** The full commit id. */
  headSha: string;
  /** By which it is found again; nothing else may have it. */
  externalId: string;
  conclusion: 'success' | 'failure' | 'neutral';
  detailsUrl?: string;
  output: CheckOutput;
}

/** A check run, as GitHub has it. */
export interface CheckRun {
  id: number;
  name: string;
  externalId: string;
  /** The page that shows it. */
  url: string;
  /** How many annotations it has by now. */
  annotations: number;
}

export interface Checks {
  /** The newest check run of a commit with this name and external id, whatever its state. Needs `checks: read`. */
  findCheckRun(wanted: Pick<NewCheckRun, 'name' | 'headSha' | 'externalId'>): Promise<CheckRun | undefined>;
  /** Makes a check run that is completed, once, whatever the weather. Needs `checks: write`. */
  createCheckRun(wanted: NewCheckRun): Promise<CheckRun>;
  /**
   * Changes what a check run shows. GitHub adds the annotations to those that are there, so they are added once,
   * whatever the weather. Needs `checks: write`.
   *
   * @param run as it was last seen
   */
  updateCheckRun(run: CheckRun, changed: Pick<NewCheckRun, 'conclusion' | 'output'>): Promise<CheckRun>;
}

interface Answer {
  id: number;
  name: string;
  external_id: string | null;
  html_url: string | null;
  output: { annotations_count: number };
}

const route = '/repos/{owner}/{repo}/check-runs';

/** Check runs. Only an app may make them; a workflow's own token is one's. */
export function checksOf(api: Api, repository: string): Checks {
  const needs = 'checks: write';
  const list = (wanted: Pick<NewCheckRun, 'name' | 'headSha' | 'externalId'>) => ({
    route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    parameters: { ref: wanted.headSha, check_name: wanted.name, filter: 'all', per_page: 100 },
    find: (data: unknown) =>
      (data as { check_runs: Answer[] }).check_runs.find((run) => run.external_id === wanted.externalId),
  });

  return {
    async findCheckRun(wanted) {
      const { route, parameters, find } = list(wanted);
      const { data } = await api.ask(
        `Looking for the check ${wanted.name}`,
        // Who looks for a check wants to write it: one permission to add, not one after the other.
        { doing: `list the checks of ${repository}`, needs, hidden: true },
        route,
        parameters,
      );
      const found = find(data);
      return found && toCheckRun(found);
    },

    createCheckRun(wanted) {
      const call = { doing: `create a check in ${repository}`, needs, hidden: true };
      return api.tryUntilDone(`Creating the check ${wanted.name}`, call, async (send, n) => {
        // Nobody knows what an attempt has done whose answer was lost.
        const looked = list(wanted);
        const made = n > 1 ? looked.find((await send(looked.route, looked.parameters)).data) : undefined;
        if (made) return toCheckRun(made);
        const { name, headSha, externalId, conclusion, detailsUrl, output } = wanted;
        const { data } = await send(`POST ${route}`, {
          name,
          head_sha: headSha,
          external_id: externalId,
          status: 'completed',
          conclusion,
          output: toOutput(output),
          ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
        });
        return toCheckRun(data as Answer);
      });
    },

    updateCheckRun(run, { conclusion, output }) {
      const call = { doing: `update the check ${run.name} of ${repository}`, needs, hidden: false };
      const wanted = run.annotations + output.annotations.length;
      return api.tryUntilDone(`Updating the check ${run.name}`, call, async (send, n) => {
        const one = { check_run_id: run.id };
        if (n > 1 && output.annotations.length > 0) {
          const now = toCheckRun((await send(`GET ${route}/{check_run_id}`, one)).data as Answer);
          if (now.annotations >= wanted) return now;
        }
        const { data } = await send(`PATCH ${route}/{check_run_id}`, {
          ...one,
          status: 'completed',
          conclusion,
          output: toOutput(output),
        });
        return toCheckRun(data as Answer);
      });
    },
  };
}

function toCheckRun({ id, name, external_id, html_url, output }: Answer): CheckRun {
  return { id, name, externalId: external_id ?? '', url: html_url ?? '', annotations: output.annotations_count };
}

function toOutput({ title, summary, text, annotations }: CheckOutput): object {
  return {
    title,
    summary,
    ...(text === undefined ? {} : { text }),
    annotations: annotations.map(({ path, startLine, endLine, level, title, message, rawDetails }) => ({
      path,
      start_line: startLine,
      end_line: endLine,
      annotation_level: level,
      title,
      message,
      ...(rawDetails === undefined ? {} : { raw_details: rawDetails }),
    })),
  };
}
