import type { Ecr } from '@ci-actions/aws/ecr/ecr';
import { EcrError, isDenied } from '@ci-actions/aws/ecr/ecr-error';
import type { ScanReport } from '@ci-actions/aws/ecr/scan-report';
import { duration } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';

export interface Waiting {
  ecr: Pick<Ecr, 'scanFindings' | 'startScan'>;
  /** As ECR calls it. */
  repository: string;
  /** For sentences: the image, with its repository and digest. */
  shown: string;
  digest: string;
  log: Pick<Log, 'info'>;
  /** Milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** When to stop waiting, by `now`. */
  deadline: number;
  /** The same in words: `10 min 0 s`. */
  patience: string;
}

/** The first wait; each is half as long again as the one before. In milliseconds. */
const firstWait = 1_000;
const longestWait = 15_000;
/** How often a line says that it still waits. In milliseconds. */
const sayEvery = 10_000;
/** A scan on push takes some seconds to begin. After that one is asked for. In milliseconds. */
const grace = 15_000;
/** How long it may still begin by itself, where it could not be asked for: enhanced scanning takes no orders. In milliseconds. */
const unasked = 60_000;
/** How long a scan that has ended is given to show anything at all: https://github.com/aws/aws-sdk/issues/289. In milliseconds. */
const bareness = 60_000;

const underway: ReadonlySet<string> = new Set(['PENDING', 'IN_PROGRESS']);
const ended: ReadonlySet<string> = new Set(['COMPLETE', 'ACTIVE']);
const hopeless: ReadonlySet<string> = new Set([
  'UNSUPPORTED_IMAGE',
  'FAILED',
  'SCAN_ELIGIBILITY_EXPIRED',
  'FINDINGS_UNAVAILABLE',
  'LIMIT_EXCEEDED',
  'IMAGE_ARCHIVED',
]);

/**
 * Waits until the scan of an image has come to its end, and asks for one where none begins.
 *
 * @returns what was found; or a report whose status is not COMPLETE or ACTIVE, of an image that cannot be judged
 * @throws Error where the time is used up, or where there will be no scan
 */
export async function waitForScan(waiting: Waiting): Promise<ScanReport> {
  const { ecr, repository, shown, digest, log, now, sleep, deadline, patience } = waiting;
  const start = now();
  let asked: 'no' | 'yes' | EcrError = 'no';
  let bareSince: number | undefined;
  let said = start;
  for (let wait = firstWait; ; wait = Math.min(longestWait, wait * 1.5)) {
    const report = await look(ecr, repository, digest, now() - start);
    if (report && hopeless.has(report.status)) return report;
    if (report && ended.has(report.status)) {
      if (isWhole(report)) return report;
      if (isBare(report)) {
        bareSince ??= now();
        if (now() - bareSince >= bareness) {
          log.info(
            `The scan of ${shown} ended without findings, and ECR has not told when; nothing more came in ${duration(bareness)}.`,
          );
          return report;
        }
      }
    }
    const elapsed = now() - start;
    if (!report && asked === 'no' && elapsed >= grace) {
      const outcome = await startScan(ecr, repository, digest);
      if (outcome !== 'yes' && !(outcome instanceof EcrError)) return outcome;
      asked = outcome;
      if (asked === 'yes') log.info(`No scan of ${shown} had begun; one was asked for.`);
    }
    if (!report && asked instanceof EcrError && elapsed >= grace + unasked) throw noScan(shown, elapsed, asked);
    if (now() >= deadline) throw tooLate(shown, patience, report);
    await sleep(Math.min(wait, Math.max(1, deadline - now())));
    if (now() - said >= sayEvery) {
      said = now();
      log.info(`Waiting for the scan of ${shown}: ${duration(now() - start)}, ${progressOf(report)}`);
    }
  }
}

/** An image that was just pushed may not be known everywhere yet. */
async function look(ecr: Waiting['ecr'], repository: string, digest: string, elapsed: number) {
  try {
    return await ecr.scanFindings(repository, digest);
  } catch (error) {
    const early = error instanceof EcrError && error.code === 'ImageNotFoundException' && elapsed < grace;
    if (early) return undefined;
    throw error;
  }
}

/** @returns `yes` where a scan was or is being made; why there is none; or a report where there can be none */
async function startScan(
  ecr: Waiting['ecr'],
  repository: string,
  digest: string,
): Promise<'yes' | EcrError | ScanReport> {
  try {
    await ecr.startScan(repository, digest);
    return 'yes';
  } catch (error) {
    if (!(error instanceof EcrError)) throw error;
    if (error.code === 'LimitExceededException') return 'yes';
    if (error.code === 'UnsupportedImageTypeException') {
      return { status: 'UNSUPPORTED_IMAGE', description: error.message, counts: {}, findings: [] };
    }
    if (error.code === 'ValidationException' || isDenied(error)) return error;
    throw error;
  }
}

/** Whether all that was counted is listed, and there is a sign that the scan had its say. */
function isWhole(report: ScanReport): boolean {
  return !isBare(report) && report.findings.length >= counted(report);
}

/** A status and nothing else. */
function isBare({ completedAt, counts, findings }: ScanReport): boolean {
  return completedAt === undefined && Object.keys(counts).length === 0 && findings.length === 0;
}

function counted({ counts }: ScanReport): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function progressOf(report: ScanReport | undefined): string {
  if (!report) return 'and it has not begun.';
  if (ended.has(report.status)) return 'and its findings are not there yet.';
  return underway.has(report.status)
    ? `and ECR says ${report.status}.`
    : `and ECR says ${JSON.stringify(report.status)}.`;
}

function noScan(shown: string, elapsed: number, why: EcrError): Error {
  return new Error(
    `${shown} is not scanned: nothing began within ${duration(elapsed)}, and no scan could be asked for. ` +
      `Switch on scan on push for the repository, or in the scanning of the registry. ${why.message}`,
    { cause: why },
  );
}

function tooLate(shown: string, patience: string, report: ScanReport | undefined): Error {
  const lag = report && ended.has(report.status) && !isBare(report);
  const last = lag
    ? `ECR counts ${counted(report)} findings and lists ${report.findings.length}`
    : report
      ? `ECR last said ${report.status || 'nothing'}`
      : 'it has not even begun';
  return new Error(
    `The scan of ${shown} did not come to its end within ${patience}: ${last}. What is not judged does not ship; run the job again later.`,
  );
}
