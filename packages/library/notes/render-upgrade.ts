import { codeBlock } from '@ci-actions/format/markdown';
import { plain, quiet } from './plain.ts';

/** More of one upgrade note than this is cut, at the end of a line. In characters. */
const longest = 10_000;

type Kind = 'blank' | 'bullet' | 'code' | 'prose';
interface Block {
  kind: Kind;
  lines: string[];
}

/**
 * The text of a breaking footer as Markdown of our own: paragraphs, lists of one level, and code that is fenced or
 * indented. Its words are shown as they are.
 *
 * @param note lines of anything, also hostile
 */
export function renderUpgrade(note: string): string {
  let markdown = '';
  let last: Kind = 'blank';
  for (const { kind, lines } of blocksOf(cut(note))) {
    const gap = markdown === '' ? '' : kind === 'bullet' && last === 'bullet' ? '\n' : '\n\n';
    markdown += gap + render(kind, lines);
    last = kind;
  }
  return markdown;
}

function render(kind: Kind, lines: readonly string[]): string {
  if (kind === 'code') return codeBlock(quiet(lines.join('\n')), 'text');
  return `${kind === 'bullet' ? '- ' : ''}${plain(lines.join(' '), longest)}`;
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let fence = '';
  let last: Kind = 'blank';
  for (const line of lines) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (!mark.startsWith(fence)) blocks.at(-1)?.lines.push(line);
      else fence = '';
    } else if (mark !== '') {
      fence = mark;
      blocks.push({ kind: 'code', lines: [] });
      last = 'blank';
    } else {
      const [kind, words] = kindOf(line, last);
      // Prose below a bullet belongs to it.
      const goesOn =
        kind !== 'blank' && kind !== 'bullet' && (kind === last || (kind === 'prose' && last === 'bullet'));
      if (goesOn) blocks.at(-1)?.lines.push(words);
      else if (kind !== 'blank') blocks.push({ kind, lines: [words] });
      if (!goesOn) last = kind;
    }
  }
  return blocks.filter(({ lines }) => lines.some((line) => line.trim() !== ''));
}

/** Only after a blank line, or more of it, what is indented by four is code. */
function kindOf(line: string, last: Kind): [Kind, string] {
  if (line.trim() === '') return ['blank', ''];
  const bullet = /^\s*[*+-]\s+(\S.*)$/s.exec(line)?.[1];
  if (/^(?: {4}|\t)/.test(line) && (last === 'blank' || last === 'code'))
    return ['code', line.replace(/^(?: {4}|\t)/, '')];
  return bullet === undefined ? ['prose', line] : ['bullet', bullet];
}

function cut(note: string): string[] {
  const whole = note.length <= longest;
  const lines = note.slice(0, longest).split(/\r\n|[\n\r\u0085\u2028\u2029]/);
  return whole ? lines : [...lines, '', '… The commit has the rest.'];
}
