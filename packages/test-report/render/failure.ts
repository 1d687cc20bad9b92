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
 * One failure as Markdown: its name, its place, its message, and the stack trace folded.
 *
 * @param isNew whether the base did not have it
 * @param form `brief` leaves the stack trace out
 * @returns a block that is whole in itself
 */
export function renderFailure(
  failure: Failure,
  { place, isNew }: { place: Place; isNew: boolean },
  form: 'full' | 'brief',
): string {
  const message = failure.message.trim();
  const firstLine = message.split('\n', 1)[0] ?? '';
  const blocks = [`#### ❌ ${isNew ? '🆕 ' : ''}${text(shortened(failureName(failure), limits.name))}`];
  const found = placeLink(place(failure));
  if (found !== '') blocks.push(found);
  if (firstLine !== '') blocks.push(text(shortened(firstLine.trim(), limits.message)));
  if (form === 'full') {
    const isShown = message.length === firstLine.length && message.length <= limits.message;
    const details = plain(failure.details);
    const whole = isShown || details.includes(plain(message)) ? details : `${plain(message)}\n\n${details}`;
    if (whole.trim() !== '' && whole.trim() !== plain(message)) blocks.push(fold(whole.trim()));
    else if (!isShown) blocks.push(fold(plain(message)));
  }
  return blocks.join('\n\n');
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
