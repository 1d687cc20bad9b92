const guard = '\u0001';

/**
 * Marks the lines of fenced code, so that none of them reads as a footer: `include: a` in an example ends no upgrade
 * note. A fence that stays open guards nothing.
 *
 * @param text lines, the first of which may be a fence
 */
export function guardCode(text: string): string {
  const lines = text.split('\n');
  let open: { at: number; mark: string } | undefined;
  for (const [at, line] of lines.entries()) {
    const mark = /^(?:`{3,}|~{3,})/.exec(line)?.[0];
    if (mark === undefined) continue;
    if (open === undefined) open = { at, mark };
    else if (mark.startsWith(open.mark)) {
      for (let inside = open.at + 1; inside < at; inside++) lines[inside] = `${guard}${lines[inside]}`;
      open = undefined;
    }
  }
  return lines.join('\n');
}

/** Takes the marks away again. */
export function unguard(text: string): string {
  return text.replaceAll(`\n${guard}`, '\n');
}
