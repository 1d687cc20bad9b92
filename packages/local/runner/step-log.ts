import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { JobContext } from './job-context.ts';
import type { Annotation, LogLine, StepResult } from './result.ts';
import { createCommandReader } from './workflow-commands.ts';

/** Where everything goes that a step says; masked before anyone sees it. */
export interface StepLog {
  readonly step: StepResult;
  line(kind: LogLine['kind'], text: string): void;
  annotate(annotation: Annotation): void;
  error(message: string): void;
  warning(message: string): void;
  summary(text: string): void;
  /** Reads the output of one process. `refused` tells that a command in it fails the step. */
  reader(): { line(raw: string): void; refused(): boolean };
}

/** @param job whose mask and listener are used; @param step what fills up */
export function createStepLog(job: JobContext, step: StepResult): StepLog {
  const { listener } = job.options;
  const line = (kind: LogLine['kind'], text: string) => {
    const entry = { kind, text: job.mask.hide(text) };
    step.log.push(entry);
    listener?.line?.(job.result, step, entry);
  };
  const annotate = (annotation: Annotation) => {
    const hidden = maskAnnotation(annotation, job.mask.hide);
    step.annotations.push(hidden);
    line(annotation.level, annotation.message);
    listener?.annotation?.(job.result, step, hidden);
  };
  const log: StepLog = {
    step,
    line,
    annotate,
    error: (message) => annotate({ level: 'error', message }),
    warning: (message) => annotate({ level: 'warning', message }),
    summary(text) {
      if (text === '') return;
      mkdirSync(job.folders.summaries, { recursive: true });
      step.summary ??= path.join(job.folders.summaries, `step-${step.number}.md`);
      appendFileSync(step.summary, job.mask.hide(text));
      listener?.summary?.(job.result, step, step.summary);
    },
    reader() {
      const read = createCommandReader();
      let refused = false;
      return {
        refused: () => refused,
        line(raw) {
          const meaning = read(raw);
          if (meaning.kind === 'mask') {
            job.mask.add(meaning.secret);
            line('output', '::add-mask::***');
          } else if (meaning.kind === 'annotation') annotate(meaning.annotation);
          else if (meaning.kind === 'refused') {
            refused = true;
            log.error(meaning.reason);
          } else if (meaning.kind !== 'nothing') line(meaning.kind, meaning.text);
        },
      };
    },
  };
  return log;
}

/** An annotation with the secrets of its texts hidden. */
export function maskAnnotation(annotation: Annotation, hide: (text: string) => string): Annotation {
  const { message, title, file } = annotation;
  return {
    ...annotation,
    message: hide(message),
    ...(title === undefined ? {} : { title: hide(title) }),
    ...(file === undefined ? {} : { file: hide(file) }),
  };
}
