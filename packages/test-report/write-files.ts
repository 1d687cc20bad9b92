import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { duration } from '@ci-actions/format/units';
import type { Comparison } from './compare/compare-rows.ts';
import { type CtrfRun, writeCtrf } from './ctrf/write-ctrf.ts';
import type { PageComparison, PageHead } from './page/page-head.ts';
import type { TestReport } from './report-tests.ts';
import { unreadableSentence, verdict } from './words.ts';

export interface FileOptions {
  title: string;
  /** The whole report as Markdown. */
  markdown: string;
  run: CtrfRun;
  /** Milliseconds since 1970. */
  now: number;
}

/** Writes the page, the results as CTRF and the Markdown, where they are asked for. Each is there whole or not at all. */
export async function writeFiles(tests: TestReport, { title, markdown, run, now }: FileOptions): Promise<void> {
  const { output, spool, report } = tests;
  if (!output || !spool) return;
  await mkdir(output.folder, { recursive: true });
  await writeWhole(output.markdown, (file) => writeFile(file, markdown));
  await writeWhole(output.json, (file) => writeCtrf(file, spool.rows(), { title, report, now, run }));
  // Loaded only when a page is wanted: it brings the page's own style and script.
  const { writePage } = await import('./page/write-page.ts');
  await writePage(output.html, spool.rows(), pageHead(tests, title, run, now));
}

/** Writes beside and renames: what was there, a link too, is replaced and never followed. */
async function writeWhole(file: string, write: (file: string) => Promise<void>): Promise<void> {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.part`);
  await rm(beside, { force: true });
  await write(beside);
  await rename(beside, file);
}

function pageHead(
  { report, coverage, comparison, baseName = '' }: TestReport,
  title: string,
  run: CtrfRun,
  now: number,
) {
  const { conclusion, counts, durationMs } = report;
  const repository = run.repository && `${run.serverUrl}/${run.repository}`;
  const of = coverage?.coverage;
  const head: PageHead = {
    title,
    verdict: verdict(report),
    conclusion,
    counts,
    durationMs,
    created: new Date(now).toISOString(),
    links: [
      ...(repository ? [{ label: 'Repository', text: run.repository, url: repository }] : []),
      ...(repository && run.sha
        ? [{ label: 'Commit', text: run.sha.slice(0, 7), url: `${repository}/commit/${run.sha}` }]
        : []),
      ...(run.runUrl ? [{ label: 'Run', text: run.runId, url: run.runUrl }] : []),
    ],
    ...(repository && run.sha ? { sourceBase: `${repository}/blob/${run.sha}/` } : {}),
    unreadable: report.unreadable.map(unreadableSentence),
    suiteFailures: report.failures.filter(({ name }) => name === ''),
    ...(of
      ? { coverage: [{ what: 'lines', ...of.lines }, ...(of.branches ? [{ what: 'branches', ...of.branches }] : [])] }
      : {}),
    ...(comparison ? { comparison: pageComparison(comparison, baseName) } : {}),
  };
  return head;
}

function pageComparison({ newFailures, fixed, slower }: Comparison, baseName: string): PageComparison {
  return {
    with: baseName,
    newFailures: newFailures.names,
    fixed: fixed.names,
    slower: slower.tests.map(
      ({ name, beforeMs, afterMs }) => `${name}: ${duration(beforeMs)} before, ${duration(afterMs)} now`,
    ),
  };
}
