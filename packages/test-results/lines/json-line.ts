/** An object of which nothing is known yet. */
export type Unknown = Readonly<Record<string, unknown>>;

/** @returns the object that the line holds; undefined where it holds something else */
export function jsonLine(line: string): Unknown | undefined {
  const start = line.trimStart();
  if (start[0] !== '{') return undefined;
  try {
    return object(JSON.parse(start));
  } catch {
    return undefined;
  }
}

/** Whether a line that is no JSON may be the beginning of some: a file that ends so was cut. */
export function looksCut(line: string): boolean {
  return line.trimStart().startsWith('{"');
}

/** How many lines of a head are looked at. */
const linesLookedAt = 200;

/** Whether a line near the beginning of a file holds an object that passes the test. */
export function someJsonLine(head: string, test: (value: Unknown) => boolean): boolean {
  return head
    .split('\n', linesLookedAt)
    .map(jsonLine)
    .some((value) => value !== undefined && test(value));
}

/** @returns the value where it is an object, else undefined */
export function object(value: unknown): Unknown | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Unknown) : undefined;
}

/** @returns the value where it is a text, else an empty one */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** @returns the value where it is a number of 0 or more, else undefined */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** @returns the value where it can be the number of a line, else undefined */
export function lineNumber(value: unknown): number | undefined {
  const line = typeof value === 'string' ? Number(value) : value;
  return typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? line : undefined;
}
