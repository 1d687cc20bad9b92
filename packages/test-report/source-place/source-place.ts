import type { Case } from '@ci-actions/test-results/model';
import { createFrames } from './frames.ts';
import { type Checkout, Resolver } from './resolver.ts';

/** A place in the source, in a file of the workspace. */
export interface SourcePlace {
  /** Relative to the workspace, with `/`. */
  file: string;
  /** From 1; undefined where only the file is known. */
  line: number | undefined;
}

/** What a place is found by. All of it is untrusted: it comes from a report. */
export type Located = Pick<Case, 'file' | 'line' | 'className' | 'message' | 'details'>;

/** Finds the places of cases and failures. */
export interface Places {
  /**
   * By the file that the report names, else by the first line of the stack trace that leads into the repository, else by
   * the name of the class.
   */
  of(located: Located): SourcePlace | undefined;
}

/**
 * Finds places in one checkout. However many files and failures there are, each failure takes as many steps as its own
 * text is long: the files are listed once, and looked up by the ends of their paths.
 */
export function createPlaces(checkout: Checkout): Places {
  const resolver = new Resolver(checkout);
  const framesOf = createFrames();
  // Cases of one class come one after the other.
  let last: { className: string; file: string | undefined } = { className: '', file: undefined };
  const fileOfClass = (className: string) => {
    if (last.className !== className) last = { className, file: resolver.ofClass(className) };
    return last.file;
  };
  const find = ({ file, line, className, message, details }: Located): SourcePlace | undefined => {
    const named = file === '' ? undefined : resolver.file(file);
    if (named !== undefined && isLine(line)) return { file: named, line };
    for (const frame of framesOf(`${details}\n${message}`)) {
      const found = resolver.frame(frame.file);
      if (found !== undefined && (named === undefined || found === named)) return { file: found, line: frame.line };
    }
    const found = named ?? fileOfClass(className);
    return found === undefined ? undefined : { file: found, line: undefined };
  };
  // The summary, the annotations and the comment each ask for the place of a failure, and a trace takes long to read.
  const known = new WeakMap<Located, SourcePlace | undefined>();
  return {
    of(located) {
      if (located.details === '') return find(located);
      if (known.has(located)) return known.get(located);
      const found = find(located);
      known.set(located, found);
      return found;
    },
  };
}

function isLine(line: number | undefined): line is number {
  return line !== undefined && Number.isSafeInteger(line) && line > 0;
}

/**
 * @param file relative to the workspace, or undefined
 * @param context the run: its server, repository and commit
 * @returns the place, with the page that shows it at the commit of the run where there is one
 */
export function sourceUrl(
  file: string | undefined,
  line: number | undefined,
  { serverUrl, repository, sha }: { serverUrl: string; repository: string; sha: string },
): (SourcePlace & { url?: string }) | undefined {
  if (file === undefined) return undefined;
  if (repository === '' || sha === '') return { file, line };
  // Parentheses would end the link in Markdown; `encodeURIComponent` leaves them as they are.
  const encoded = file
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[()!'*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
    );
  return {
    file,
    line,
    url: `${serverUrl}/${repository}/blob/${sha}/${encoded.join('/')}${line === undefined ? '' : `#L${line}`}`,
  };
}
