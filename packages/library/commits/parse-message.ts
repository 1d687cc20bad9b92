import { CommitParser } from 'conventional-commits-parser';
import { guardCode, unguard } from './guard-code.ts';
import { isMerge } from './is-merge.ts';

/** A message, taken apart by the rules of Conventional Commits. */
export interface ParsedMessage {
  /** The first line. */
  header: string;
  /** In lower case; empty where the first line has none. */
  type: string;
  scope: string;
  /** What follows the colon; the whole first line where it has no type. */
  description: string;
  /** What breaks: the texts of the footers, or the description where only a `!` says so. Empty for no break. */
  breaking: readonly string[];
  /** Where the break is said. */
  brokenBy: 'mark' | 'footer' | undefined;
  /** The version that a footer `Release-As:` asks for, without `v`. */
  releaseAs: string | undefined;
  /** A footer `Release-As:` holds no version. */
  badReleaseAs: boolean;
  /** A merge, of which nothing counts. */
  merge: boolean;
}

/** More of an upgrade note than this fits into no release; the parser is not given more. In characters. */
const longestNotes = 50_000;

/** A first line: its type, its scope, which holds no brackets, the mark of a break, and its text. */
const firstLine = /^([A-Za-z][\w-]*)(?:\(([^()\r\n]+)\))?(!?):[ \t]+(\S.*)$/s;

/**
 * It reads the footers alone: hardly any message has one, and over a first line it takes longer than one pattern. Of its
 * own ways, three are closed. A line `-notes-` would set a field of its result and swallow what follows (fieldPattern).
 * References to issues are not needed, and take quadratic time on a line with many; but a footer may read `Refs #1`, so
 * the mark counts behind the first word of a line alone. And the footer is in upper case only.
 */
const parser = new CommitParser({
  headerPattern: /^(?!)/,
  notesPattern: () => /^(?:[*-] +)?(BREAKING[ -]CHANGE):[ \t]*(\S.*|)$/s,
  fieldPattern: /^(?!)/,
  revertPattern: /^(?!)/,
  referenceActions: [/(?!)/],
  issuePrefixes: [/#(?<=^[\w-]+\s+#)/],
});

/**
 * A breaking footer with a text, which stands behind it or in the next lines, up to another footer: an empty one is what
 * a template left. Bullets are let by; what is indented is code or somebody's quote.
 */
const footer = /\n(?:[*-] +)?BREAKING[ -]CHANGE:(?:[ \t]*\S|\s*\n(?!(?:[\w-]+|BREAKING CHANGE)(?::\s|:$| #))\S)/;

/** The parser passes over the line behind a footer that ends an upgrade note, so a blank one stands there. */
const nextFooter = /\n(?=(?:[*-] +)?BREAKING[ -]CHANGE:)/g;

/** Where a text of a footer ends, though the specification has no word for it: a squashed commit, GitHub's rule. */
const squashed = /\n(?:[*-] [A-Za-z][\w-]*(?:\([^()\r\n]+\))?!?: |-{5,}[ \t]*(?:\n|$))/;

const anyReleaseAs = /\nrelease-as:/i;
const releaseAs = /\nrelease-as:[ \t]*(?:v?(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)[ \t]*(?=\r?\n|$))?/gi;

/**
 * Reads one message of a commit. Takes time in proportion to its length, whatever it holds: the parser gets the body
 * from its first breaking footer on.
 *
 * @param message any text
 * @see https://www.conventionalcommits.org/en/v1.0.0/#specification
 */
export function parseMessage(message: string): ParsedMessage {
  const first = message.search(/\S/);
  const start = first < 0 ? message.length : message.lastIndexOf('\n', first) + 1;
  const lineEnd = message.indexOf('\n', start);
  const header = message
    .slice(start, lineEnd < 0 ? undefined : lineEnd)
    .trimEnd()
    .replace(/^\ufeff/, '');
  const body = lineEnd < 0 ? '' : message.slice(lineEnd);
  const merge = isMerge(header);
  if (header === '' || merge) return { ...nothing, header, description: header, merge };

  // Hardly any body has the word, and a plain search for it is the faster one.
  const at = body.includes('BREAKING') ? body.search(footer) : -1;
  const [, type = '', scope = '', mark = '', text = header] = firstLine.exec(header) ?? [];
  const description = text.trim();
  const notes = at < 0 ? [] : notesOf(body.slice(at, at + longestNotes));
  const by = notes.length > 0 ? 'footer' : mark === '' ? undefined : 'mark';
  const versions = anyReleaseAs.test(body) ? [...body.matchAll(releaseAs)].map(([, version]) => version) : [];
  return {
    header,
    type: type.toLowerCase(),
    scope: scope.trim(),
    description,
    breaking: by === 'footer' ? notes : by === 'mark' ? [description] : [],
    brokenBy: by,
    // As with git's trailers, the last one counts.
    releaseAs: versions.findLast((version) => version !== undefined),
    badReleaseAs: versions.includes(undefined),
    merge,
  };
}

const nothing: ParsedMessage = {
  header: '',
  type: '',
  scope: '',
  description: '',
  breaking: [],
  brokenBy: undefined,
  releaseAs: undefined,
  badReleaseAs: false,
  merge: false,
};

/** @param footers what follows a first line, from the first breaking footer on */
function notesOf(footers: string): string[] {
  const { notes } = parser.parse(`-\n${guardCode(footers).replace(nextFooter, '\n\n')}`);
  return notes.map(({ text }) => unguard(upTo(squashed, text)).trim()).filter((text) => text !== '');
}

function upTo(end: RegExp, text: string): string {
  const at = text.search(end);
  return at < 0 ? text : text.slice(0, at);
}
