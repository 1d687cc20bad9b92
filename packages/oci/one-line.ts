/** Longer texts of a server are no sentences any more. In characters. */
const longest = 500;

/**
 * Text that comes from elsewhere, such as a registry's own words, for a sentence of ours: control characters and the ends
 * of lines become blanks, and a long text is cut.
 */
export function onOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a line.
  const line = text.replace(/[\u0000-\u0020\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

/** A digest for people: `sha256:0123456789ab`, as Docker shortens it. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
