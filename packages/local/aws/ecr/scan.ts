/** What one question about a scan is answered with. `NOT_FOUND` is ScanNotFoundException; `COMPLETE_EMPTY` is COMPLETE before the findings have arrived. */
export type ScanStep =
  | 'NOT_FOUND'
  | 'COMPLETE_EMPTY'
  | 'ACTIVE_EMPTY'
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'COMPLETE'
  | 'FAILED'
  | 'ACTIVE'
  | 'UNSUPPORTED_IMAGE'
  | 'SCAN_ELIGIBILITY_EXPIRED'
  | 'FINDINGS_UNAVAILABLE'
  | 'LIMIT_EXCEEDED'
  | 'IMAGE_ARCHIVED';

export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW' | 'INFORMATIONAL' | 'UNDEFINED' | 'UNTRIAGED';

/** A finding of basic scanning, as the API has it. */
export interface BasicFinding {
  name: string;
  severity: Severity;
  description?: string;
  uri?: string;
  attributes?: readonly { key: string; value: string }[];
}

/** A finding of enhanced scanning, as the API has it; times are seconds since 1970. */
export interface EnhancedFinding {
  severity: string;
  title?: string;
  description?: string;
  status?: string;
  type?: string;
  score?: number;
  fixAvailable?: string;
  packageVulnerabilityDetails?: Readonly<Record<string, unknown>>;
  [more: string]: unknown;
}

/** How the scan of an image goes. */
export interface ScanOptions {
  /**
   * The answers to one question after the other; the last one stays. `NOT_FOUND`, `IN_PROGRESS`, `COMPLETE` when left out, or with
   * enhanced findings `NOT_FOUND`, `PENDING`, `ACTIVE`.
   */
  steps?: readonly ScanStep[];
  findings?: readonly BasicFinding[];
  /** Given, even if empty, the registry scans the enhanced way. */
  enhanced?: readonly EnhancedFinding[];
  /** Replaces the sentence that comes with the last status. */
  description?: string;
}

/** Where the scan of one image has got to. */
export interface Scan {
  asked: number;
  startedAt: Date;
}

const basicSteps: readonly ScanStep[] = ['NOT_FOUND', 'IN_PROGRESS', 'COMPLETE'];
const enhancedSteps: readonly ScanStep[] = ['NOT_FOUND', 'PENDING', 'ACTIVE'];

/** The answer to the question with this number, counted from 0. */
export function stepOf({ steps, enhanced }: ScanOptions, asked: number): ScanStep {
  const all = steps ?? (enhanced ? enhancedSteps : basicSteps);
  return all[Math.min(asked, all.length - 1)] ?? 'NOT_FOUND';
}

const sentences: Partial<Record<ScanStep, string>> = {
  COMPLETE: 'The scan was completed successfully.',
  COMPLETE_EMPTY: 'The scan was completed successfully.',
  ACTIVE: 'Continuous scan is selected for image.',
  ACTIVE_EMPTY: 'Continuous scan is selected for image.',
  PENDING: 'The scan is queued.',
  IN_PROGRESS: 'The scan is in progress.',
  FAILED: 'The scan failed.',
  UNSUPPORTED_IMAGE: 'UnsupportedImageError: The operating system and/or package manager are not supported.',
};

/** The status as the API shows it. */
export function statusOf(step: ScanStep, description: string | undefined) {
  const status = step.replace('_EMPTY', '');
  return { status, description: description ?? sentences[step] ?? `The scan status is ${status}.` };
}

/** How many findings have which severity. */
export function countSeverities(findings: readonly { severity: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}
