import { code, codeBlock, text } from '@ci-actions/format/markdown';
import { stripColours } from '@ci-actions/format/strip-colours';
import { thousands } from '@ci-actions/format/units';
import type { Failure } from '../conclude.ts';
import { failureName } from '../words.ts';

/** How much of one failure a summary shows, in characters; whoever wants more reads the report itself. */
const limits = { name: 300, message: 400, details: 10_000 };

/** How a failure's place in the source is shown: its path relative to the workspace, its line, and a page where there is one. */
export type Place = (failure: Failure) => { file: string; line?: number | undefined; url?: string } | undefined;

/**
 * One failure as Markdown, without its stack trace: its name, its place, its message.
 *
 * @param isNew whether the base did not have it
 * @returns a block that is whole in itself
 */
export function renderFailure(failure: Failure, { place, isNew }: { place: Place; isNew: boolean }): string {
  const blocks = [`#### ❌ ${isNew ? '🆕 ' : ''}${text(shortened(failureName(failure), limits.name))}`];
  const found = placeLink(place(failure));
  if (found !== '') blocks.push(found);
  const { line } = messageOf(failure);
  if (line !== '') blocks.push(text(shortened(line, limits.message)));
  return blocks.join('\n\n');
}

/** Whether a failure says more than `renderFailure` shows. */
export function hasDetails(failure: Failure): boolean {
  const { message, isWhole } = messageOf(failure);
  const details = failure.details.trim();
  return !isWhole || (details !== '' && details !== message);
}

/** What a failure says besides, folded: the stack trace, and the message where not all of it is shown. */
export function renderDetails(failure: Failure): string {
  const { message, isWhole } = messageOf(failure);
  const said = plain(message);
  const details = plain(failure.details);
  return fold(isWhole || details.includes(said) ? details : `${said}\n\n${details}`.trim());
}

/** The message, the line of it that is shown, and whether that is all of it. */
function messageOf({ message }: Failure): { message: string; line: string; isWhole: boolean } {
  const trimmed = message.trim();
  const line = trimmed.split('\n', 1)[0] ?? '';
  return { message: trimmed, line: line.trim(), isWhole: trimmed === line && line.length <= limits.message };
}

function fold(details: string): string {
  const shown = details.length > limits.details ? details.slice(0, limits.details) : details;
  const left = details.length - shown.length;
  const said = left > 0 ? `\n… ${thousands(left)} more characters` : '';
  return `<details><summary>Details</summary>\n\n${codeBlock(shown + said, 'text')}\n\n</details>`;
}

/** @returns a place as Markdown, with a link where there is a page; empty where there is no place */
export function placeLink(place: ReturnType<Place>): string {
  if (!place) return '';
  const label = code(`${place.file}${place.line === undefined ? '' : `:${place.line}`}`);
  return place.url === undefined ? label : `[${label}](${place.url})`;
}

/** @returns the text, cut to a length in characters */
export function shortened(line: string, length: number): string {
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

/** Without terminal colours; other control characters (but tabs and line ends) and changes of direction made visible. */
function plain(output: string): string {
  return (
    stripColours(output)
      .replace(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�')
      .trim()
  );
}
