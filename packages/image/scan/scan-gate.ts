import { setTimeout as delay } from 'node:timers/promises';
import type { Ecr } from '@ci-actions/aws/ecr/ecr';
import type { ScanReport } from '@ci-actions/aws/ecr/scan-report';
import { count, duration } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { Allowed } from './allow-list.ts';
import { countsOf, judgeFindings, type Verdict } from './judge-findings.ts';
import { refusalOf } from './refusal.ts';
import { renderFindings } from './render-findings.ts';
import type { Severity } from './severity.ts';
import { waitForScan } from './wait-for-scan.ts';

export interface ScanGateOptions {
  /** Findings as bad as this stop the publish. */
  failOn: Severity;
  /** What a person has accepted. */
  allowList: readonly Allowed[];
  /** Where the allow-list is, for sentences; empty where there is none. */
  allowListFile: string;
  log: Pick<Log, 'info' | 'notice' | 'warning'>;
  /** How long the scans of one repository are waited for. In milliseconds; 10 minutes by default. */
  budgetMs?: number;
  /** Milliseconds since 1970. */
  now?(): number;
  sleep?(ms: number): Promise<void>;
}

export interface ScanRequest {
  ecr: Pick<Ecr, 'scanFindings' | 'startScan'>;
  /** As ECR calls it. */
  repository: string;
  /** As people write it. */
  name: string;
  /** The images that can run: of an index, each of its images, and no attestations. */
  digests: readonly string[];
}

/** What was found, when the images may ship. */
export interface ScanResult {
  /** How many there are of each severity. */
  counts: Readonly<Record<string, number>>;
  /** For the summary. */
  markdown: string;
  verdict: Verdict;
}

/**
 * Waits for the scan of images and judges it.
 *
 * @throws ScanRefused where they must not ship
 * @throws Error where they could not be scanned, or not in time; what is not judged never counts as clean
 */
export type ScanGate = (request: ScanRequest) => Promise<ScanResult>;

/** The images must not ship, because of what was found in them. */
export class ScanRefused extends Error {
  override readonly name = 'ScanRefused';
  /** What was found; the summary shows it. */
  readonly result: ScanResult;

  constructor(message: string, result: ScanResult) {
    super(message);
    this.result = result;
  }
}

export function createScanGate(options: ScanGateOptions): ScanGate {
  const { failOn, allowList, allowListFile, log, budgetMs = 10 * 60_000, now = Date.now, sleep = delay } = options;
  return async ({ ecr, repository, name, digests }) => {
    const deadline = now() + budgetMs;
    const patience = duration(budgetMs);
    const reports = new Map<string, ScanReport>();
    for (const digest of new Set(digests)) {
      const shown = `${name}@${digest}`;
      const waiting = { ecr, repository, shown, digest, log, now, sleep, deadline, patience };
      reports.set(digest, await waitForScan(waiting));
    }
    const verdict = judgeFindings(reports, failOn, allowList, now());
    const result = { counts: countsOf(verdict), markdown: renderFindings(name, verdict), verdict };
    sayEntries(verdict, allowListFile, log);
    const refused = refusalOf(name, verdict, allowListFile);
    if (refused !== undefined) throw new ScanRefused(refused, result);
    const found = Object.entries(result.counts).map(([severity, number]) => `${number} ${severity}`);
    log.info(`The scan of ${name} stops nothing: ${found.length > 0 ? found.join(', ') : 'nothing was found'}.`);
    return result;
  };
}

function sayEntries({ expired, unused }: Verdict, file: string, log: ScanGateOptions['log']): void {
  for (const { id, until, line } of expired) {
    log.warning(`Line ${line} of the allow-list ${file} (${id}) ended on ${until} and counts no more.`);
  }
  if (unused.length === 0) return;
  const named = unused.slice(0, 20).map(({ id, line }) => `${id} (line ${line})`);
  const more = unused.length > 20 ? ` and ${unused.length - 20} more` : '';
  log.notice(
    `${count(unused.length, 'entry', 'entries')} of the allow-list ${file} had nothing to allow and can go: ${named.join(', ')}${more}.`,
  );
}
