/**
 * The page that shows a source line.
 *
 * @param base what it begins with: `https://server/owner/repo/blob/sha/`; empty for none
 * @param file relative to the repository, with `/`; untrusted
 * @param line from 1; 0 for not known
 * @returns the address, or undefined where there is none or the file leads out of the repository
 */
export function sourceLink(base: string, file: string, line: number): string | undefined {
  if (base === '' || file === '') return undefined;
  const parts = file.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined;
  const path = parts.map((part) => encodeURIComponent(part.toWellFormed())).join('/');
  return `${base}${path}${line > 0 ? `#L${line}` : ''}`;
}

/** @returns the address as the browser would write it where it is http or https; undefined for every other text */
export function webLink(url: string): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : undefined;
}
