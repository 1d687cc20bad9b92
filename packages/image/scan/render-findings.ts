import { code, table, text } from '@ci-actions/format/markdown';
import { count, thousands } from '@ci-actions/format/units';
import { countsOf, type Finding, type Unjudged, type Verdict } from './judge-findings.ts';
import { severities } from './severity.ts';

/** More rows than this help nobody; the console of ECR has every one. */
const maxRows = 50;
/** No cell is longer. In characters. */
const maxCell = 160;
const maxPackages = 3;

/**
 * What a scan came to, as Markdown for the job's summary: how many of each severity, then the findings, worst first.
 * Everything that a scanner or a file says is untrusted, and stays text; only https links are links.
 *
 * @param name of the repository, for the heading
 */
export function renderFindings(name: string, verdict: Verdict): string {
  const { findings, unjudged, failOn, expired, unused } = verdict;
  const stops = findings.filter((finding) => finding.verdict === 'stops').length;
  const refused = unjudged.filter(({ allowed }) => !allowed).length;
  const sign = stops + refused > 0 ? '❌' : '✅';
  const severalImages = new Set(findings.flatMap(({ images }) => images)).size > 1;
  return [
    `#### ${sign} Scan of ${code(name)}: ${headline(stops, refused, failOn)}`,
    ...(findings.length > 0 ? [renderCounts(verdict)] : []),
    ...unjudged.map(renderUnjudged),
    ...renderRows(findings, severalImages),
    ...(expired.length > 0 ? [`Entries of the allow-list that have ended: ${entries(expired)}.`] : []),
    ...(unused.length > 0 ? [`Entries of the allow-list with nothing to allow: ${entries(unused)}.`] : []),
  ]
    .join('\n\n')
    .concat('\n');
}

function headline(stops: number, refused: number, failOn: string): string {
  const bound = failOn === 'critical' ? 'critical' : `${failOn} or worse`;
  if (stops > 0) return `${count(stops, 'finding')} ${stops === 1 ? 'is' : 'are'} ${bound}`;
  return refused > 0 ? 'it could not be judged' : `nothing is ${bound}`;
}

function renderCounts({ findings }: Verdict): string {
  const of = (severity: string, verdict: Finding['verdict']) =>
    thousands(findings.filter((finding) => finding.severity === severity && finding.verdict === verdict).length);
  const counts = countsOf({ findings });
  const rows = severities
    .filter((severity) => counts[severity] !== undefined)
    .map((severity) => [
      severity,
      thousands(counts[severity] ?? 0),
      of(severity, 'stops'),
      of(severity, 'allowed'),
      of(severity, 'suppressed'),
    ]);
  return table(['Severity', 'Found:', 'Stop:', 'Allowed:', 'Suppressed:'], rows);
}

function renderUnjudged({ digest, status, description, allowed, entry }: Unjudged): string {
  const accepted = allowed && entry ? `; allowed until ${entry.until}${reason(entry.reason)}` : '';
  return `> ${code(digest)} could not be judged: ${code(shorten(status))} ${text(shorten(description))}${accepted}`;
}

function renderRows(findings: readonly Finding[], severalImages: boolean): string[] {
  if (findings.length === 0) return [];
  const rows = findings.slice(0, maxRows).map((finding) => {
    const { word, packages, images } = finding;
    const shown = packages.slice(0, maxPackages);
    const more = packages.length > maxPackages ? `, … ${packages.length - maxPackages} more` : '';
    const fixes = [...new Set(shown.map(({ fixedIn }) => fixedIn).filter(Boolean))];
    return [
      text(shorten(word).toLowerCase()),
      link(finding),
      `${shown.map(({ name, version }) => code(shorten(`${name} ${version}`.trim()))).join(', ')}${more}`,
      fixes.map((fix) => code(shorten(fix))).join(', '),
      ...(severalImages ? [images.map((digest) => code(digest.slice(0, 19))).join(', ')] : []),
      note(finding),
    ];
  });
  const columns = ['Severity', 'Finding', 'Package', 'Fixed in', ...(severalImages ? ['Image'] : []), 'Note'];
  const shown = table(columns, rows);
  const left = findings.length - maxRows;
  return left > 0 ? [shown, `… ${thousands(left)} more; the console of ECR has every one.`] : [shown];
}

function note({ verdict, entry }: Finding): string {
  if (verdict === 'suppressed') return 'suppressed in the account';
  if (verdict === 'allowed' && entry) return `allowed until ${entry.until}${reason(entry.reason)}`;
  if (entry) return `no longer allowed since ${entry.until}`;
  return verdict === 'stops' ? '**stops the publish**' : '';
}

const reason = (words: string) => (words === '' ? '' : `: ${text(shorten(words))}`);

/** The finding's name, with a link where it has a plain one. */
function link({ id, url }: Finding): string {
  const name = text(shorten(id));
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target?.protocol !== 'https:' || target.username !== '' || target.href.length > 500) return name;
  const safe = target.href.replace(
    /[()<>[\]\\|`*_~"']/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `[${name}](${safe})`;
}

function entries(list: readonly { id: string; until: string; line: number }[]): string {
  const shown = list.slice(0, 20).map(({ id, until, line }) => `${code(id)} (line ${line}, until ${until})`);
  return `${shown.join(', ')}${list.length > 20 ? `, … ${list.length - 20} more` : ''}`;
}

const shorten = (words: string) => (words.length > maxCell ? `${words.slice(0, maxCell)}…` : words);
