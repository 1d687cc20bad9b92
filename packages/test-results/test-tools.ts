import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { detailsBudget, ResultsFold } from './fold-results.ts';
import type { Counts, FileResults } from './model.ts';
import { readText as readAny } from './recognise.ts';

/** For tests: reads the text of a report, in pieces of a given size. */
export async function readText(text: string, size = 7): Promise<FileResults> {
  const fold = new ResultsFold(detailsBudget());
  await readAny(pieces(text, size), fold);
  return fold.finish('junit.xml');
}

export async function* pieces<T extends string | Uint8Array>(whole: T, size: number): AsyncGenerator<T> {
  for (let at = 0; at < whole.length; at += size) yield whole.slice(at, at + size) as T;
}

/** For tests: `tests/passed/failed/skipped`, as the index of the fixtures writes them. */
export function totals({ suites }: Pick<FileResults, 'suites'>): string {
  const sum = (key: keyof Counts) => suites.reduce((total, suite) => total + suite[key], 0);
  return [sum('tests'), sum('passed'), sum('failed'), sum('skipped')].join('/');
}

/** For tests: runs `work` in a new folder that holds the files, and removes it. */
export async function inFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'test-results-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
