import type { CheckAnnotation } from '@ci-actions/github/checks';

/** A remark that may become an annotation of a check. Every text is untrusted. */
export interface Remark {
  level: 'error' | 'warning' | 'notice';
  title: string;
  message: string;
  /** What is shown when the annotation is opened, such as a stack trace. */
  details?: string;
  /** Relative to the root of the repository, with `/`. GitHub takes no annotation without. */
  file?: string;
  line?: number;
}

/** GitHub's limits (https://docs.github.com/rest/checks/runs#create-a-check-run); 64 KB is taken as the smaller one. */
const most = { title: 255, bytes: 64_000, line: 2 ** 31 - 1 };

const levels = { error: 'failure', warning: 'warning', notice: 'notice' } as const;

/** @returns the remarks that have a place, in the form and within the limits of GitHub */
export function toAnnotations(remarks: readonly Remark[]): CheckAnnotation[] {
  return remarks.flatMap(({ level, title, message, details = '', file = '', line = 1 }) => {
    if (file === '') return [];
    const at = Number.isInteger(line) && line >= 1 && line <= most.line ? line : 1;
    const shown = cutBytes(message) || cutLine(title) || 'The test failed.';
    const raw = cutBytes(details);
    return {
      path: file,
      startLine: at,
      endLine: at,
      level: levels[level],
      title: cutLine(title),
      message: shown,
      ...(raw === '' ? {} : { rawDetails: raw }),
    };
  });
}

/** One line of at most 255 characters, however they are counted, and never half of one. */
export function cutLine(text: string): string {
  const line = plain(text).replace(/\s+/g, ' ').trim();
  return line.length <= most.title ? line : `${line.slice(0, most.title - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** At most 64 KB of UTF-8, never half of a character. */
export function cutBytes(text: string): string {
  const whole = plain(text).trim();
  if (Buffer.byteLength(whole) <= most.bytes) return whole;
  const cut = Buffer.from(whole).subarray(0, most.bytes - 4);
  return `${new TextDecoder().decode(cut).replace(/\ufffd$/, '')}\n…`;
}

/** Without what JSON parsers and databases choke on: half characters, and control characters but tabs and line ends. */
function plain(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '�')
  );
}
