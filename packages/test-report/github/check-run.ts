import { createHash } from 'node:crypto';
import { count } from '@ci-actions/format/units';
import type { CheckAnnotation, CheckOutput, CheckRun, Checks, NewCheckRun } from '@ci-actions/github/checks';
import { GitHubError } from '@ci-actions/github/errors';
import type { Log } from '@ci-actions/log/log';
import { progress } from '@ci-actions/log/progress';
import type { Conclusion } from '../conclude.ts';
import { cutLine, type Remark, toAnnotations } from './check-run-annotations.ts';
import type { Run } from './run-event.ts';

/** GitHub takes no more than this in one request, and refuses 51. */
const batch = 50;

/** In bytes, where GitHub's documentation says characters: right under either reading. */
const summaryLimit = 65_535;

export interface CheckOptions {
  /** What the check is called; the title of the report. Untrusted. */
  name: string;
  /** See `headOf`. */
  headSha: string;
  /** See `externalIdOf`. */
  externalId: string;
  conclusion: Conclusion;
  /** The verdict, in a line. */
  title: string;
  /** Makes Markdown of at most so many bytes. */
  summary: (limit: number) => string;
  /** All of them; those without a place are left to the summary. */
  annotations: readonly Remark[];
  /** The page of the run. */
  detailsUrl?: string;
}

/** What came of it. */
export interface ReportedCheck {
  /** Its page. */
  url: string;
  /** How many annotations it has. */
  annotations: number;
  /** How many annotations GitHub did not take. */
  refused: number;
}

/** The check follows the tests, whatever the step does. */
const conclusions: Record<Conclusion, NewCheckRun['conclusion']> = {
  success: 'success',
  failure: 'failure',
  incomplete: 'failure',
  empty: 'neutral',
};

/**
 * By what a check is found again. Each attempt of a run has its own: annotations cannot be taken away, so a re-run
 * begins a new check, and GitHub shows the newest of a name.
 *
 * @param leg what tells this job from the others of a matrix, so that one with the same title does not take its check
 */
export function externalIdOf({ runId, runAttempt }: Run, name: string, leg = ''): string {
  const key = createHash('sha256')
    .update(JSON.stringify([name, leg]))
    .digest('hex')
    .slice(0, 16);
  return `ci-actions/test-report/${runId}/${runAttempt}/${key}`;
}

/**
 * Makes a check run with all annotations, in batches. It has its conclusion from the first request on, so whatever comes
 * between leaves no check that waits for ever; called again with the same external id it goes on where it ended.
 *
 * @throws NotPermitted, GitHubError where there is no check; once there is one, what is missing is a warning
 */
export async function createCheckRun(
  github: Checks,
  options: CheckOptions,
  log: Pick<Log, 'info' | 'warning'>,
): Promise<ReportedCheck> {
  const { headSha, externalId, detailsUrl } = options;
  const annotations = toAnnotations(options.annotations);
  const name = cutLine(options.name) || 'Tests';
  const conclusion = conclusions[options.conclusion];
  const shown = { title: cutLine(options.title) || name, summary: options.summary(summaryLimit) || name };
  const output = (some: readonly CheckAnnotation[]): CheckOutput => ({ ...shown, annotations: some });
  const url = detailsUrl ? { detailsUrl } : {};
  const create = (some: readonly CheckAnnotation[]) =>
    github.createCheckRun({ name, headSha, externalId, conclusion, ...url, output: output(some) });

  let next = 0;
  let refused = 0;
  const take = () => annotations.slice(next, next + batch);
  const found = await github.findCheckRun({ name, headSha, externalId });
  let run: CheckRun;
  if (found) {
    next = Math.min(found.annotations, annotations.length);
    run = await github.updateCheckRun(found, { conclusion, output: output(take()) });
  } else {
    try {
      run = await create(take());
    } catch (thrown) {
      // One annotation that GitHub does not like must not cost the check.
      if (!isInvalid(thrown) || annotations.length === 0) throw thrown;
      run = await create([]);
      refused += take().length;
      log.warning(`${count(refused, 'annotation')} of the check left out. ${thrown.message}`);
    }
  }
  const { advance } = progress(log, ['Sent', 'annotations'], annotations.length);
  for (next += batch; next < annotations.length; next += batch) {
    advance(batch);
    try {
      run = await github.updateCheckRun(run, { conclusion, output: output(take()) });
    } catch (thrown) {
      if (!(thrown instanceof GitHubError)) throw thrown;
      const lost = isInvalid(thrown) ? take().length : annotations.length - next;
      refused += lost;
      log.warning(`${count(lost, 'annotation')} of the check left out. ${thrown.message}`);
      if (!isInvalid(thrown)) break;
    }
  }
  return { url: run.url, annotations: run.annotations, refused };
}

function isInvalid(thrown: unknown): thrown is GitHubError {
  return thrown instanceof GitHubError && thrown.status === 422;
}
