import { limits } from '../limits.ts';
import type { Case, State, SuiteRef } from '../model.ts';
import { BoundedText } from './bounded-text.ts';
import { lineNumber, object, text, type Unknown } from './json-line.ts';

/** More errors of one test are counted, not kept. */
const maxErrors = 20;

/** A test between its first event and its last. */
export class RunningDartTest {
  readonly test: Unknown;
  readonly suite: SuiteRef;
  readonly name: string;
  readonly startedAt: number;
  readonly printed = new BoundedText(limits.details / 2);
  readonly errors: Unknown[] = [];
  errorCount = 0;

  constructor(test: Unknown, suite: SuiteRef, name: string, startedAt: number) {
    this.test = test;
    this.suite = suite;
    this.name = name;
    this.startedAt = startedAt;
  }

  error(event: Unknown): void {
    this.errorCount += 1;
    if (this.errors.length < maxErrors) this.errors.push(event);
  }
}

/** @returns the row of a test that ended */
export function dartCase(running: RunningDartTest, state: State, durationMs: number): Case {
  const { test, errors, suite, name } = running;
  const printed = running.printed.text.trim();
  const [first] = errors;
  const trace = text(first?.stackTrace);
  const place = definedAt(test);
  return {
    suite,
    name: name.slice(0, limits.name),
    className: '',
    state,
    attempts: 1,
    flaky: false,
    message: (state === 'failed' ? errorMessage(text(first?.error), printed) : skipReason(test, state)).slice(
      0,
      limits.message,
    ),
    details: state === 'failed' ? details(errors, printed).slice(0, 2 * limits.details) : '',
    file: place.file,
    line: failedAt(trace, place.file) ?? place.line,
    durationMs,
  };
}

function skipReason(test: Unknown, state: State): string {
  return state === 'skipped' ? text(object(test.metadata)?.skipReason) : '';
}

/** Flutter prints what is wrong, and its error only says so. */
function errorMessage(error: string, printed: string): string {
  if (!error.startsWith('Test failed. See exception logs above')) return error.trim();
  const [introduction = '', ...lines] = printed.slice(Math.max(0, printed.indexOf('The following '))).split('\n');
  if (!/ was thrown.*:$/.test(introduction)) return error.trim();
  const end = lines.findIndex((line) => line.trim() === '');
  return lines
    .slice(0, end === -1 ? undefined : end)
    .join('\n')
    .trim();
}

function details(errors: readonly Unknown[], printed: string): string {
  const each = errors.map(({ error, stackTrace }) => `${text(error).trim()}\n${text(stackTrace).trim()}`.trim());
  return [...each, ...(printed === '' ? [] : [`Output:\n${printed}`])].join('\n\n');
}

/** Where the test stands in its suite's file; a helper that calls `test` may stand in another. */
function definedAt(test: Unknown): { file: string; line: number | undefined } {
  const root = filePath(text(test.root_url));
  if (root !== '') return { file: root, line: lineNumber(test.root_line) };
  const file = filePath(text(test.url));
  return { file, line: file === '' ? undefined : lineNumber(test.line) };
}

function filePath(url: string): string {
  if (!url.startsWith('file://')) return '';
  const path = url.slice('file://'.length).replace(/^\/(?=[A-Za-z]:)/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The line of the test's own file in a stack trace: `test/main_test.dart 13:9  main.<fn>`. */
function failedAt(trace: string, file: string): number | undefined {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (name === '') return undefined;
  for (const line of trace.slice(0, limits.details).split('\n')) {
    const at = line.indexOf(`${name} `);
    const before = line[at - 1];
    if (at === -1 || (before !== undefined && before !== '/' && before !== '\\')) continue;
    const found = /^ *(\d+)(?::\d+)?/.exec(line.slice(at + name.length));
    if (found) return lineNumber(found[1]);
  }
  return undefined;
}
