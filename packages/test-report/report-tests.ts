import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { trackedFiles } from '@ci-actions/git/tracked-files';
import type { Log } from '@ci-actions/log/log';
import { progress } from '@ci-actions/log/progress';
import { findFiles } from '@ci-actions/test-results/find-files';
import { collect } from './collect.ts';
import { type Comparison, compareRows } from './compare/compare-rows.ts';
import { type Base, readBase } from './compare/read-base.ts';
import type { Failure, Report } from './conclude.ts';
import type { FoundBase } from './github/base-artifact.ts';
import type { MeasuredCoverage } from './measure-coverage.ts';
import { type OutputFolder, outputFolder } from './output-folder.ts';
import { createPlaces, type Located, type SourcePlace } from './source-place/source-place.ts';
import { openSpool, type Spool } from './spool.ts';

export interface ReportTestsOptions {
  /** The checkout. */
  workspace: string;
  /** Where the tests ran: the checkout or a folder in it. */
  folder: string;
  files: readonly string[];
  /** How many of the slowest tests are named. */
  slowest: number;
  coverage: readonly string[];
  coverageThreshold: number | undefined;
  /** As the `output` input names it; empty for none. */
  output: string;
  compareWith: string;
  /** Looks for the results of the base's run; undefined where nobody can, without a token. */
  findBase: ((folder: string) => Promise<FoundBase | undefined>) | undefined;
  /** A folder for temporary files. */
  temporary: string;
  log: Log;
}

/** All that is known of the tests of a run. */
export interface TestReport {
  report: Report;
  coverage: MeasuredCoverage | undefined;
  comparison: Comparison | undefined;
  /** What the base is called; untrusted. */
  baseName: string | undefined;
  /** Where a failure is in the source. */
  place(located: Located): SourcePlace | undefined;
  /** Where the files of the report go; undefined where none are asked for. */
  output: OutputFolder | undefined;
  /** All cases, where files are asked for. To be closed. */
  spool: Spool | undefined;
}

/**
 * Reads the test results of a run, compares them with the base, and measures the coverage.
 *
 * @throws InputError for what leads out of the checkout, before anything is read
 */
export async function reportTests(options: ReportTestsOptions): Promise<TestReport> {
  const { workspace, folder, log } = options;
  const output = await outputFolder(workspace, options.output);
  const covered = await findFiles(workspace, folder, options.coverage, 'coverage');
  const own = new Set(output ? [output.html, output.json, output.markdown] : []);
  // The report of a run before is no result of this one.
  const found = (await findFiles(workspace, folder, options.files)).filter((file) => !own.has(file.path));
  const base = await readBase(options);
  let files: readonly string[] | undefined;
  const places = createPlaces({ workspace, folder, listFiles: () => files });
  const place = (located: Located) => places.of(located);
  const wantsRows = output !== undefined || base !== undefined;
  if (wantsRows) files = await trackedFiles(workspace);
  const spool = wantsRows
    ? await openSpool(path.join(options.temporary, `test-report-${randomUUID()}.rows`), place)
    : undefined;
  try {
    const { advance } = progress(log, ['Read', 'files of test results'], found.length);
    const report = await collect(found, { spool, slowest: options.slowest, onFile: () => advance(), log });
    // Nobody asks for a place where nothing failed, and git takes its time.
    if (!wantsRows && report.failures.length + report.flaky.length > 0) files = await trackedFiles(workspace);
    const coverage =
      options.coverage.length > 0
        ? await (await import('./measure-coverage.ts')).measureCoverage(workspace, covered, options.coverageThreshold)
        : undefined;
    const comparison = spool && base ? await compare(spool, base, report.failures) : undefined;
    return { report, coverage, comparison, baseName: base?.name, place, output, spool };
  } catch (thrown) {
    await spool?.close();
    throw thrown;
  }
}

function compare(spool: Spool, { baseline }: Base, failures: readonly Failure[]): Promise<Comparison> {
  return compareRows(
    spool.rows(),
    baseline,
    failures.filter(({ name }) => name === ''),
  );
}
