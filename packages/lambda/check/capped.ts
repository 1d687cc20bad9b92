/** So many lines are shown; more help nobody. */
const most = 20;

/** @returns one line each, at most 20 of them, and how many more there are */
export function capped(lines: readonly string[]): string {
  const more = lines.length - most;
  return [...lines.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

/** File names come from pull requests: quoted, they stay on their line. */
export const shown = (name: string): string => JSON.stringify(name);
