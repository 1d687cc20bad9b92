import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import type { RunResult } from '../runner/result.ts';
import { exampleNames } from './examples.ts';

/**
 * Keeps what a run leaves behind where a person finds it: the summary of each step, and the log of each job.
 *
 * @param out the folder; `summaries` and `logs` are made in it
 * @param label a plain word for the files' names: `2-push`
 * @returns the paths of the summaries
 */
export function keepFiles(run: RunResult, out: string, label: string): string[] {
  const plain = (text: string) =>
    text
      .replace(/[^A-Za-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .toLowerCase();
  const attempt = run.attempt > 1 ? `-attempt-${run.attempt}` : '';
  for (const folder of ['summaries', 'logs']) mkdirSync(path.join(out, folder), { recursive: true });
  return run.jobs
    .filter((job) => !job.kept && job.conclusion !== 'skipped')
    .flatMap((job) => {
      const name = `${label}${attempt}-${plain(job.name)}`;
      const lines = job.steps.flatMap((step) => [
        `== ${step.name}: ${step.outcome}`,
        ...step.log.map(({ text }) => text),
        '',
      ]);
      writeFileSync(path.join(out, 'logs', `${name}.log`), lines.join('\n'));
      return job.steps.flatMap((step) => {
        if (step.summary === undefined) return [];
        const file = path.join(out, 'summaries', `${name}-${step.number}.md`);
        copyFileSync(step.summary, file);
        return [file];
      });
    });
}

/** @returns the folders of what a run has uploaded as artifacts in this attempt */
export function artifactsOf({ artifacts, attempt }: Pick<RunResult, 'artifacts' | 'attempt'>): string[] {
  const folder = path.join(artifacts, String(attempt));
  return existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

const marker = '.try';
const folders = ['aws', 'git', 'runs', 'summaries', 'logs'];

/**
 * Makes the folder of a `try`, and empties what an earlier one has left there: of a repository, or of examples, which have
 * a folder each.
 *
 * @throws InputError for a folder that holds files of somebody else
 */
export function prepareFolder(out: string): void {
  const there = existsSync(out) ? readdirSync(out) : [];
  if (there.length > 0 && !there.includes(marker)) {
    throw new InputError(`${out} is not empty, and no earlier try made it; give --out a new folder.`);
  }
  for (const folder of [...folders, ...exampleNames]) rmSync(path.join(out, folder), { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, marker), 'Made by `npm run try`; its next run replaces what is here.\n');
}
