/**
 * Makes a line harmless for the runner's log. The runner takes a line as a command when it starts with `::` after
 * leading blanks, or holds `##[` anywhere; `::error::`, `::stop-commands::` and `::add-mask::` all work that way, so
 * untrusted text must never come out as it is.
 *
 * @param text one or more lines; a lone carriage return ends a line for the runner too
 * @returns the same lines, each command made visible as text, control characters (but tabs) replaced
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function harmless(text: string): string {
  return (
    text
      .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, '�')
      .replace(/^(\s*):(?=:)/gm, '$1:\u200b')
      .replace(/##(?=\[)/g, '#\u200b#')
  );
}
