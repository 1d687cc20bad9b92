import { stripColours } from '@ci-actions/format/strip-colours';

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
/** Controls (but tab and line feed), changes of direction, and invisible marks that make two names look the same. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const unusual = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

/**
 * Text as the page shows it: without terminal colours, and what a reader could not see (controls, changes of direction,
 * halves of characters) as �. Anything else stays as it is.
 */
export function plainText(text: string): string {
  if (!unusual.test(text)) return text;
  return stripColours(text).replace(/\r\n?/g, '\n').replace(unseen, '�').toWellFormed();
}

/** The same on one line. */
export function plainLine(text: string): string {
  if (!unusual.test(text)) return text;
  return plainText(text).replace(/[\n\t]+/g, ' ');
}
