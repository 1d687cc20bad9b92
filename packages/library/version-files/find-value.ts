import { type Format, type Keys, type Place, valueAt } from './version-file.ts';

/** Where a text has something. */
export interface Found {
  /** Of the first character. */
  at: number;
  /** From 1. */
  line: number;
  /** Whether its key stands there more than once. JSON takes the last one, and people read the first. */
  twice: boolean;
}

/**
 * Finds where a file has a value. The parsers tell no places, and a reader of our own would have to know each way to
 * write a key, so the parser is asked: what looks like the value is changed in one half of the places and then in the
 * other, until the one is left that changes what the parser reads.
 *
 * @param text of the whole file
 * @returns undefined where it is written in another way than between plain quotes after its key
 */
export function findValue(text: string, format: Format, { keys, value }: Place): Found | undefined {
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const changed = `${value}-`;
  let candidates = [...text.matchAll(format.pattern)].filter((match) => match[1] === value);
  const place = (match: RegExpExecArray) => match.index + match[0].length - value.length;
  const readWith = (changedText: string) => read(changedText.slice(mark), format, keys);
  const hold = (some: readonly RegExpExecArray[]) =>
    readWith(replaceAt(text, some.map(place), value, changed)) === changed;
  if (!hold(candidates)) return undefined;
  while (candidates.length > 1) {
    const half = candidates.slice(0, candidates.length >> 1);
    candidates = hold(half) ? half : candidates.slice(half.length);
  }
  const [match] = candidates;
  if (!match) return undefined;
  const at = place(match);
  const key = text.indexOf('version', match.index);
  const twice = readWith(replaceAt(text, [key], 'version', 'version-')) !== undefined;
  return { at, line: text.slice(0, at).split('\n').length, twice };
}

/** @param places where the text has the old text, in rising order */
function replaceAt(text: string, places: readonly number[], old: string, by: string): string {
  let end = 0;
  const parts: string[] = [];
  for (const at of places) {
    parts.push(text.slice(end, at), by);
    end = at + old.length;
  }
  return parts.join('') + text.slice(end);
}

function read(text: string, format: Format, keys: Keys): unknown {
  try {
    return valueAt(format.parse(text), keys);
  } catch {
    return undefined;
  }
}
