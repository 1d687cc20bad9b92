import type { GitHub } from '@ci-actions/github/client';
import type { Log } from '@ci-actions/log/log';
import { annotateCheck } from '../render/annotate-failures.ts';
import { renderCheck } from '../render/check.ts';
import { renderCleared, renderComment } from '../render/comment.ts';
import type { RenderOptions } from '../render/sections.ts';
import type { TestReport } from '../report-tests.ts';
import { verdict } from '../words.ts';
import { createCheckRun, externalIdOf } from './check-run.ts';
import { type CommentOptions, findPull, writeComment } from './comment.ts';
import { orFallBack, whyReadOnly } from './fork.ts';
import { headOf, type Run, type RunEvent } from './run-event.ts';

export interface TellOptions {
  github: GitHub;
  event: RunEvent;
  run: Run;
  /** What tells this job from others with the same title. */
  leg: string;
  /** Whether a check run is wanted. */
  check: boolean;
  comment: CommentOptions['mode'];
  render: Omit<RenderOptions, 'limit'>;
  log: Pick<Log, 'info' | 'warning'>;
}

/**
 * Tells the report on GitHub's pages: as a check run with all annotations, and as a comment of the pull request. What the
 * token may not do is left out, and a line of the log says so.
 *
 * @returns whether there is a check with the annotations
 */
export async function tellGitHub(tests: TestReport, options: TellOptions): Promise<boolean> {
  const { github, event, run, leg, render, log } = options;
  const { report, place, comparison } = tests;
  const readOnly = whyReadOnly(event, run);
  const check = async () => {
    const { url, annotations } = await createCheckRun(
      github,
      {
        name: render.title,
        headSha: headOf(event, run),
        externalId: externalIdOf(run, render.title, leg),
        conclusion: report.conclusion,
        title: verdict(report),
        summary: (limit) => renderCheck(report, { ...render, limit }),
        annotations: annotateCheck(report, { place, isNew: comparison?.isNew }),
        ...(render.runUrl ? { detailsUrl: render.runUrl } : {}),
      },
      log,
    );
    log.info(`The check with ${annotations} annotations: ${url}`);
    return true;
  };
  const checked = options.check && (await orFallBack(log, 'The check', readOnly, check));
  if (options.comment !== 'never') await orFallBack(log, 'The comment', readOnly, () => comment(tests, options));
  return checked === true;
}

async function comment({ report }: TestReport, options: TellOptions): Promise<void> {
  const { github, event, run, render, log } = options;
  const needed = report.conclusion === 'failure' || report.conclusion === 'incomplete';
  const pull = await findPull(github, event, run, log);
  if (pull === undefined) return;
  const done = await writeComment(github, pull, {
    mode: options.comment,
    title: render.title,
    needed,
    markdown: (limit) => renderComment(report, { ...render, limit }),
    cleared: renderCleared(report, render),
    run,
  });
  log.info(`The comment of pull request ${pull}: ${done}.`);
}
