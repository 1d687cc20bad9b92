import { limits } from '../limits.ts';
import { lineNumber } from './json-line.ts';
import { readTapYaml } from './tap-yaml.ts';

/** What the lines below a test point say of it. */
export interface TapDiagnosis {
  message: string;
  details: string;
  file: string;
  line: number | undefined;
}

/**
 * @param yaml the text of the YAML block; empty where there is none
 * @param comments the comments right below the test point, one per line, with their `#`
 */
export function tapDiagnosis(yaml: string, comments: string): TapDiagnosis {
  const fields = readTapYaml(yaml);
  const said = comments.replace(/^# ?/gm, '').trimEnd();
  return {
    message: message(fields, said).slice(0, limits.message),
    details: [yaml, said]
      .map((text) => text.trimEnd().replace(/^\n+/, ''))
      .filter(Boolean)
      .join('\n\n'),
    ...place(fields, said),
  };
}

/** @returns what the YAML block says of the time, in milliseconds; 0 where it says nothing */
export function tapDuration(yaml: string): number {
  const said = /^(?:duration_ms|time): *(\d{1,12}(?:\.\d{1,20})?)/m.exec(yaml)?.[1];
  return said === undefined ? 0 : Number(said);
}

function message(fields: ReadonlyMap<string, string>, said: string): string {
  for (const key of ['message', 'error', 'data.message', 'reason']) {
    const value = fields.get(key)?.trim();
    if (value) return value;
  }
  const [expected, actual] = [
    fields.get('expected') ?? fields.get('wanted'),
    fields.get('actual') ?? fields.get('found'),
  ];
  if (expected !== undefined && actual !== undefined) return `expected ${expected}, but was ${actual}`;
  const failed = fields.get('compare') ?? fields.get('operator');
  return failed ?? /\S.*/.exec(said)?.[0].trim() ?? '';
}

type Place = Pick<TapDiagnosis, 'file' | 'line'>;

function place(fields: ReadonlyMap<string, string>, said: string): Place {
  const field = (...keys: string[]) => keys.map((key) => fields.get(key)).find((value) => value !== undefined) ?? '';
  const file = field('at.file', 'at.fileName', 'file', 'filename');
  if (file !== '') return { file: plain(file), line: lineNumber(field('at.line', 'at.lineNumber', 'line')) };
  for (const text of [field('stack'), field('at'), field('location')]) {
    const found = inStack(text);
    if (found) return found;
  }
  return inComments(said) ?? { file: '', line: undefined };
}

/** The first frame of a stack that is neither Node's own nor of a package: `at fn (file:///a/b.js:5:7)`. */
function inStack(stack: string): Place | undefined {
  for (const frame of stack.split('\n').slice(0, 100)) {
    const place = frame.trim().replace(/\)$/, '').split(/[\s(]/).at(-1) ?? '';
    const found = /:(\d{1,9})(?::\d{1,9})?$/.exec(place);
    const file = place.slice(0, found?.index ?? 0);
    if (found && file !== '' && !/^node:|\bnode_modules\b/.test(file)) {
      return { file: plain(file), line: lineNumber(found[1]) };
    }
  }
  return undefined;
}

/** As Perl says it (`at t/a.t line 4.`), and bats (`(in test file a.bats, line 3)`). */
function inComments(said: string): Place | undefined {
  for (const line of said.split('\n').slice(0, 100)) {
    const bats = /\(in test file (.{1,1000}), line (\d{1,9})\)/.exec(line);
    const perl = bats ?? /^\s*at (.{1,1000}) line (\d{1,9})\.?\s*$/.exec(line);
    if (perl) return { file: plain(perl[1] ?? ''), line: lineNumber(perl[2]) };
  }
  return undefined;
}

function plain(file: string): string {
  return file.replace(/^file:\/\//, '').replace(/^\/(?=[A-Za-z]:[\\/])/, '');
}
