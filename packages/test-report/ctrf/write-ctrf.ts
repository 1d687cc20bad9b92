import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { Report } from '../conclude.ts';
import type { Row } from '../row.ts';
import { ctrfCase } from './ctrf-case.ts';

/** All that a CTRF document says beside the tests themselves. */
export interface CtrfHead {
  title: string;
  report: Pick<Report, 'conclusion' | 'counts' | 'durationMs' | 'files' | 'unreadable'>;
  /** When the report was made, in milliseconds since 1970: files of test results seldom say when the tests ran. */
  now: number;
  /** What the run says of itself; a part that is empty is left out. */
  run: CtrfRun;
}

/** The run in the words of `RunContext`. */
export interface CtrfRun {
  serverUrl: string;
  /** `owner/name`. */
  repository: string;
  sha: string;
  refName: string;
  runId: string;
  runUrl: string;
}

/** @see https://github.com/ctrf-io/ctrf: the version of the released schema; 1.0 is announced. */
const specVersion = '0.0.0';

/** In characters: so many are written at once. */
const pieceSize = 1 << 18;

/**
 * Writes the run as a CTRF document, test by test: the document is never in memory as a whole.
 *
 * @param file where to; a file that is there is replaced, and none is left that is not whole
 * @param rows the tests
 * @throws what `rows` or the file system throws
 * @see https://ctrf.io
 */
export async function writeCtrf(file: string, rows: AsyncIterable<Row>, head: CtrfHead): Promise<void> {
  try {
    await writeFile(file, pieces(rows, head));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

async function* pieces(rows: AsyncIterable<Row>, head: CtrfHead): AsyncGenerator<string> {
  const document = {
    reportFormat: 'CTRF',
    specVersion,
    reportId: randomUUID(),
    ...filled({ runId: head.run.runId }),
    timestamp: new Date(head.now).toISOString(),
    generatedBy: 'ci-actions test-report',
  };
  // The tests stand last, so that whoever looks at the start sees all the rest.
  let piece = `${JSON.stringify(document).slice(0, -1)},\n"results":${JSON.stringify(resultsOf(head)).slice(0, -1)},\n"tests":[`;
  let separator = '\n';
  for await (const row of rows) {
    piece += separator + JSON.stringify(ctrfCase(row));
    separator = ',\n';
    if (piece.length >= pieceSize) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}\n]}}\n`;
}

function resultsOf({ title, report, now, run }: CtrfHead): Record<string, unknown> {
  const { conclusion, counts, files, unreadable } = report;
  const duration = Math.round(report.durationMs);
  const suiteFailures = files.flatMap((file) =>
    file.suiteFailures.map(({ suite, message }) => ({ report: file.file, suite: suite.path, message })),
  );
  return {
    tool: { name: 'test-report' },
    summary: {
      tests: counts.tests,
      passed: counts.passed,
      failed: counts.failed,
      skipped: counts.skipped,
      pending: 0,
      other: 0,
      flaky: counts.flaky,
      suites: files.reduce((sum, file) => sum + file.suites.length, 0),
      start: now - duration,
      stop: now,
      duration,
    },
    environment: {
      ...filled({ reportName: title, buildId: run.runId, buildUrl: run.runUrl, repositoryName: run.repository }),
      ...(run.repository === '' ? {} : { repositoryUrl: `${run.serverUrl}/${run.repository}` }),
      ...filled({ commit: run.sha, branchName: run.refName }),
      healthy: conclusion === 'success',
    },
    extra: {
      conclusion,
      // A test may be missing here because its file could not be read, or because its suite's setup failed.
      ...(unreadable.length > 0 ? { unreadable: unreadable.map(({ file, reason }) => ({ file, reason })) } : {}),
      ...(suiteFailures.length > 0 ? { suiteFailures } : {}),
    },
  };
}

/** Without what is empty. */
function filled(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
