import type {
  DescribeImageScanFindingsResponse,
  EnhancedImageScanFinding,
  ImageScanFinding,
} from '@aws-sdk/client-ecr';

/** A package in which something was found. */
export interface FoundPackage {
  name: string;
  version: string;
  /** The first version without it; empty where there is none yet. */
  fixedIn: string;
}

/** One vulnerability of one image, whichever scanner found it. All of it is untrusted text. */
export interface ScanFinding {
  /** `CVE-2026-1234` */
  id: string;
  /** As the scanner writes it: `CRITICAL`. */
  severity: string;
  title: string;
  /** Where it is described; may be anything. */
  url: string;
  packages: readonly FoundPackage[];
  /** Whether a rule in the account, or a newer look, has taken it off the list. */
  suppressed: boolean;
}

/** What ECR knows of one image. */
export interface ScanReport {
  /** `COMPLETE`, `ACTIVE`, `UNSUPPORTED_IMAGE`, ... as ECR writes it; empty where it gave none. */
  status: string;
  description: string;
  /** When the scan ended, where ECR told it. */
  completedAt?: Date;
  /** How many there are of each severity, where ECR counted; it may lag behind the status, and so may the list. */
  counts: Readonly<Record<string, number>>;
  findings: readonly ScanFinding[];
}

/** All pages of an answer as one report. */
export function readReport(pages: readonly DescribeImageScanFindingsResponse[]): ScanReport {
  const [first] = pages;
  const found = first?.imageScanFindings;
  return {
    status: first?.imageScanStatus?.status ?? '',
    description: first?.imageScanStatus?.description ?? '',
    ...(found?.imageScanCompletedAt ? { completedAt: found.imageScanCompletedAt } : {}),
    counts: { ...found?.findingSeverityCounts },
    findings: pages.flatMap(({ imageScanFindings }) => [
      ...(imageScanFindings?.findings ?? []).map(basic),
      ...(imageScanFindings?.enhancedFindings ?? []).map(enhanced),
    ]),
  };
}

function basic({ name, severity, uri, description, attributes = [] }: ImageScanFinding): ScanFinding {
  const attribute = (key: string) => attributes.find((one) => one.key === key)?.value ?? '';
  const named = attribute('package_name');
  return {
    id: name || 'unnamed',
    severity: severity || 'UNDEFINED',
    title: description ?? '',
    url: uri ?? '',
    packages: named ? [{ name: named, version: attribute('package_version'), fixedIn: '' }] : [],
    suppressed: false,
  };
}

function enhanced(finding: EnhancedImageScanFinding): ScanFinding {
  const { vulnerabilityId, sourceUrl, vulnerablePackages = [] } = finding.packageVulnerabilityDetails ?? {};
  return {
    id: vulnerabilityId || finding.title || 'unnamed',
    severity: finding.severity || 'UNTRIAGED',
    title: finding.title ?? finding.description ?? '',
    url: sourceUrl ?? '',
    packages: vulnerablePackages.map(({ name = '', version = '', release, fixedInVersion = '' }) => ({
      name,
      version: release ? `${version}-${release}` : version,
      fixedIn: /^(not ?available)?$/i.test(fixedInVersion) ? '' : fixedInVersion,
    })),
    suppressed: finding.status === 'SUPPRESSED' || finding.status === 'CLOSED',
  };
}
