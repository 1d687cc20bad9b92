import { duration } from '@ci-actions/format/units';
import { harmless } from '@ci-actions/kit/escape';
import type { Conclusion, JobResult, LogLine, RunListener, StepResult } from '../runner/result.ts';

const mark: Record<Conclusion, string> = { success: '✓', failure: '✗', cancelled: '◌', skipped: '–' };
const sign: Record<LogLine['kind'], string> = {
  output: '',
  group: '▾ ',
  endgroup: '',
  error: 'error: ',
  warning: 'warning: ',
  notice: 'notice: ',
  debug: '',
};

/** The lines of a failed step that are shown at its end: the last ones say why. */
const lastLines = 15;
/** Of a step that went well its last line is shown: what it came to. In characters. */
const lastWidth = 110;

/**
 * Shows a run as it goes: jobs, steps and what a person should read of them.
 *
 * @param print one line, without a line end; what processes printed is harmless in it
 * @param everyLine show every line of every step, not the errors, warnings and notices alone
 */
export function showRun(print: (line: string) => void, everyLine: boolean): RunListener {
  const say = (indent: number, text: string) => {
    for (const line of harmless(text).split('\n')) print(`${' '.repeat(indent)}${line}`);
  };
  const shown = ({ kind }: LogLine) =>
    kind !== 'endgroup' && (everyLine ? kind !== 'debug' : /error|warning|notice/.test(kind));
  const started = new Set<JobResult>();
  return {
    runStarted: (run) =>
      say(2, `${run.workflow}, run ${run.runId}${run.attempt > 1 ? `, attempt ${run.attempt}` : ''}`),
    stepStarted(job) {
      if (started.has(job)) return;
      started.add(job);
      say(2, `▶ ${job.name}`);
    },
    line(_job, _step, line) {
      if (shown(line)) say(8, `${sign[line.kind]}${line.text}`);
    },
    stepEnded(_job, step) {
      if (step.outcome === 'skipped') return;
      const lines = step.log
        .filter(({ kind, text }) => kind === 'output' && text.trim() !== '')
        .map(({ text }) => text);
      const last = step.outcome === 'success' ? lines.at(-1)?.trim().slice(0, lastWidth) : undefined;
      say(6, `${mark[step.outcome]} ${shortPins(step.name)} (${took(step)})${last ? `: ${shortPins(last)}` : ''}`);
      if (step.outcome === 'failure' && !everyLine) for (const text of lines.slice(-lastLines)) say(10, text);
    },
    jobEnded: (job) => say(2, ended(job)),
    runEnded(run) {
      if (run.conclusion === 'not-triggered') say(2, `${run.workflow}: not started. ${run.reason ?? ''}`);
    },
  };
}

/** A pinned action is known by the first digits of its commit. */
export function shortPins(text: string): string {
  return text.replace(/@([0-9a-f]{7})[0-9a-f]{33}\b/g, '@$1');
}

function ended(job: JobResult): string {
  if (job.kept) return `✓ ${job.name} (kept from the attempt before)`;
  const why = job.annotations.map(({ message }) => `\n  ${message}`).join('');
  return `${mark[job.conclusion]} ${job.name}: ${job.conclusion}${job.conclusion === 'skipped' ? '' : why}`;
}

function took(step: StepResult): string {
  return duration(step.endedAt - step.startedAt);
}
