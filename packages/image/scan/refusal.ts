import { count } from '@ci-actions/format/units';
import type { Finding, Unjudged, Verdict } from './judge-findings.ts';

/** More names than this help nobody. */
const maxNames = 10;

/** Why an image that has no findings has none, and what to do, by the status of its scan. */
const reasons: Record<string, string> = {
  UNSUPPORTED_IMAGE:
    'the scanner does not know its operating system or its type, as with an image that is made from scratch',
  FAILED: 'its scan failed; run the job again, and if it fails again push a new build',
  SCAN_ELIGIBILITY_EXPIRED:
    'enhanced scanning has stopped watching it for its age; lengthen that time in Inspector, or push a new build',
  FINDINGS_UNAVAILABLE: 'ECR has no findings of it to show; scan it again, or push a new build',
  LIMIT_EXCEEDED: 'a quota of the scanner is used up; run the job again later, or ask AWS for a higher quota',
  IMAGE_ARCHIVED: 'it is in the archive; restore it first',
};

/**
 * Why the images must not ship, as sentences that name what to do.
 *
 * @param name of the repository
 * @param file where the allow-list is; empty where there is none
 * @returns undefined where they may
 */
export function refusalOf(name: string, { findings, unjudged, failOn }: Verdict, file: string): string | undefined {
  const stopping = findings.filter(({ verdict }) => verdict === 'stops');
  const sentences = [
    ...(stopping.length > 0 ? [ofFindings(name, stopping, failOn, file)] : []),
    ...unjudged.filter(({ allowed }) => !allowed).map((one) => ofUnjudged(name, one, file)),
  ];
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}

function ofFindings(name: string, stopping: readonly Finding[], failOn: string, file: string): string {
  const ids = [...new Set(stopping.map(({ id, word }) => `${plain(id)} (${plain(word).toLowerCase()})`))];
  const more = ids.length > maxNames ? ` and ${ids.length - maxNames} more` : '';
  const bound = failOn === 'critical' ? failOn : `${failOn} or worse`;
  const ended = [...new Set(stopping.flatMap(({ entry }) => (entry ? [entry] : [])))];
  const endings = ended.map(({ id, until, line }) => `${id} was allowed until ${until} (line ${line} of ${file})`);
  return [
    `The image in ${name} must not ship, because its scan has ${count(stopping.length, 'finding')} that ${stopping.length === 1 ? 'is' : 'are'} ${bound}: ${ids.slice(0, maxNames).join(', ')}${more}.`,
    ...(endings.length > 0 ? [`${endings.slice(0, maxNames).join(', ')}.`] : []),
    `Update the packages that the summary names, or accept a finding for some time ${where(file)}: ${plain(stopping[0]?.id ?? '')} until YYYY-MM-DD, and why.`,
  ].join(' ');
}

function ofUnjudged(name: string, { digest, status, description, entry }: Unjudged, file: string): string {
  const why = reasons[status] ?? 'its scan has a status that nobody knows here';
  const told = description === '' ? '' : ` (ECR says: ${plain(description).replace(/[.\s]+$/, '')})`;
  const ended = entry ? ` That was allowed until ${entry.until} (line ${entry.line} of ${file}).` : '';
  return (
    `${name}@${digest} cannot be judged, so that it must not ship: ${why}${told}. The status is ${plain(status)}.${ended} ` +
    `Accept that for some time ${where(file)}: ${plain(status)} until YYYY-MM-DD, and why.`
  );
}

const where = (file: string) =>
  file === '' ? 'with a line in a file that the input scan-allow-list names' : `with a line in the allow-list ${file}`;

/** Text of a scanner on one line, and not too long. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const plain = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 200);
