import { code, text } from '@ci-actions/format/markdown';

/**
 * One line of a commit's own words as Markdown: shown as they are, but for what stands between backticks, which is code.
 * Nothing in it becomes markup, a link, an image, a mention, a reference or a command of the runner.
 *
 * @param words anything, also hostile
 * @param longest how many characters of it are shown at most
 */
export function plain(words: string, longest = 250): string {
  const all = words.trim();
  const line = all.slice(0, 2 * longest).replace(/\s+/g, ' ');
  const whole = line.length <= longest && all.length <= 2 * longest;
  const shown = whole ? line : `${line.slice(0, longest).trimEnd()}…`;
  return shown
    .toWellFormed()
    .split(/((?<!`)`[^`]+`(?!`))/)
    .map((part, at) => (at % 2 === 1 ? code(quiet(part.slice(1, -1))) : prose(part)))
    .join('');
}

/** Text for a block of code, in which nothing is a command of the runner or turns the direction of reading. */
export function quiet(content: string): string {
  return (
    content
      .toWellFormed()
      .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/g, '�')
      .replace(/^(\s*):(?=:)/gm, '$1:\u200b')
      .replace(/##(?=\[)/g, '#\u200b#')
  );
}

/** What `text` leaves: `GH-1` is a reference too, `1.` begins a list, and `::` at the start of a line a command. */
function prose(words: string): string {
  return text(words)
    .replace(/\b(GH)(\\-)(?=\d)/gi, '$1$2\u200b')
    .replace(/^(\d{1,9})\./, '$1\\.')
    .replace(/^:(?=:)/, '\\:')
    .replace(/^=/, '\\=');
}
