import type { FoundPackage, ScanReport } from '@ci-actions/aws/ecr/scan-report';
import { type Allowed, isValid } from './allow-list.ts';
import { reaches, type Severity, severities, severityOf } from './severity.ts';

/** One finding, of one image or of several. All its text is untrusted. */
export interface Finding {
  id: string;
  severity: Severity;
  /** As the scanner wrote it. */
  word: string;
  title: string;
  url: string;
  packages: readonly FoundPackage[];
  /** The digests of the images that have it. */
  images: readonly string[];
  /** What becomes of it: it stops the publish; a person accepted it; it is below the threshold; the account suppresses it. */
  verdict: 'stops' | 'allowed' | 'below' | 'suppressed';
  /** The entry that accepts it, or that did until it expired. */
  entry?: Allowed;
}

/** An image that the scanner has nothing to say of. */
export interface Unjudged {
  digest: string;
  /** `UNSUPPORTED_IMAGE`, ... */
  status: string;
  description: string;
  /** The entry that accepts that, or that did until it expired. */
  entry?: Allowed;
  allowed: boolean;
}

/** What the scans of the images of one publish came to. */
export interface Verdict {
  failOn: Severity;
  /** Worst first; what stops comes before what does not. */
  findings: readonly Finding[];
  unjudged: readonly Unjudged[];
  /** Entries that count no more. */
  expired: readonly Allowed[];
  /** Entries that count and have nothing to accept. */
  unused: readonly Allowed[];
}

const judgedStatuses: ReadonlySet<string> = new Set(['COMPLETE', 'ACTIVE']);

/**
 * Holds what was found to a threshold and to what a person has accepted.
 *
 * @param reports by digest
 * @param now milliseconds since 1970; entries of the allow-list count through their last day in UTC
 */
export function judgeFindings(
  reports: ReadonlyMap<string, ScanReport>,
  failOn: Severity,
  allowList: readonly Allowed[],
  now: number,
): Verdict {
  const entries = new Map(allowList.map((entry) => [entry.id.toUpperCase(), entry]));
  const used = new Set<Allowed>();
  const entryFor = (id: string) => {
    const entry = entries.get(id.toUpperCase());
    if (entry) used.add(entry);
    return entry;
  };
  const found = new Map<string, Finding>();
  const unjudged: Unjudged[] = [];
  for (const [digest, { status, description, findings }] of reports) {
    if (!judgedStatuses.has(status)) {
      const entry = entryFor(status);
      const allowed = entry !== undefined && isValid(entry, now);
      unjudged.push({ digest, status, description, allowed, ...(entry ? { entry } : {}) });
    }
    for (const { id, severity: word, title, url, packages, suppressed } of findings) {
      const key = JSON.stringify([id, word, packages]);
      const before = found.get(key);
      if (before) {
        found.set(key, { ...before, images: [...new Set([...before.images, digest])] });
        continue;
      }
      const severity = severityOf(word);
      const entry = entryFor(id);
      const accepted = entry !== undefined && isValid(entry, now);
      const verdict = suppressed ? 'suppressed' : accepted ? 'allowed' : reaches(severity, failOn) ? 'stops' : 'below';
      const more = entry ? { entry } : {};
      found.set(key, { id, severity, word, title, url, packages, images: [digest], verdict, ...more });
    }
  }
  const expired = allowList.filter((entry) => !isValid(entry, now));
  return {
    failOn,
    findings: [...found.values()].sort(worstFirst),
    unjudged,
    expired,
    unused: allowList.filter((entry) => !used.has(entry) && isValid(entry, now)),
  };
}

/** How many findings there are of each severity that has any, worst first, whatever becomes of them. */
export function countsOf({ findings }: Pick<Verdict, 'findings'>): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {};
  for (const severity of severities) {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count > 0) counts[severity] = count;
  }
  return counts;
}

function worstFirst(a: Finding, b: Finding): number {
  const stops = Number(b.verdict === 'stops') - Number(a.verdict === 'stops');
  const severity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  return stops || severity || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
