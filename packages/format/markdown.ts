/**
 * Text that Markdown (GitHub Flavored) shows as it is: no markup, no HTML, no link, no mention, on one line.
 *
 * @param text anything, also hostile
 * @see https://github.github.com/gfm/#backslash-escapes
 */
export function text(text: string): string {
  return (
    visible(text)
      .replace(/[\\`*_{}[\]()#+!|~<>&$-]/g, (mark) =>
        mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : mark === '&' ? '&amp;' : `\\${mark}`,
      )
      // GitHub looks for mentions and issue numbers after it has read escapes and entities; a zero-width space is no word.
      .replace(/[@#](?=\w)/g, '$&\u200b')
      .replace(/:\/\//g, ':&#47;&#47;')
      .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`)
  );
}

/**
 * Text as inline code, in a fence longer than any run of backticks in it.
 *
 * @param text anything, also hostile
 * @see https://github.github.com/gfm/#code-spans
 */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === '') return shown === '' ? '' : '` `';
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || shown.startsWith(' ') || shown.endsWith(' ') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A block of preformatted text that nothing in it can close. */
export function codeBlock(content: string, language = ''): string {
  const longest = Math.max(2, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${content.replace(/\r\n?/g, '\n').replace(/\n$/, '')}\n${fence}`;
}

/**
 * A table. The cells are Markdown already: pass untrusted text through `text` or `code` first. A bar in a cell, in code
 * too, would end it and is escaped here (https://github.github.com/gfm/#tables-extension-).
 *
 * @param header one title per column; a title that ends in `:` is aligned to the right
 * @param rows as many cells as titles each
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`;
  return [
    line(header.map((title) => title.replace(/:$/, ''))),
    line(header.map((title) => (title.endsWith(':') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** Control characters and line ends made visible, so that text stays on its line. */
function visible(text: string): string {
  return (
    text
      .replace(/[\r\n\t]+/g, ' ')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '�')
  );
}
