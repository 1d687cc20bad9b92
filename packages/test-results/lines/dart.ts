import { limits } from '../limits.ts';
import type { Sink, SuiteRef } from '../model.ts';
import { dartCase, RunningDartTest } from './dart-case.ts';
import { DistinctNames } from './distinct-names.ts';
import { jsonLine, looksCut, number, object, someJsonLine, text, type Unknown } from './json-line.ts';
import type { LineFormat, LineHandler } from './line-format.ts';

/**
 * The output of `dart test --reporter json` and `flutter test --machine`. A row is a test that is not hidden: the runner
 * hides the loading of files, `setUpAll` and `tearDownAll` as long as they succeed.
 *
 * @see https://github.com/dart-lang/test/blob/master/pkgs/test/doc/json_reporter.md
 */
export const dart: LineFormat = {
  name: 'Dart test JSON',
  claims: (head) => someJsonLine(head, isStart),
  handler: (sink) => new DartHandler(sink),
};

function isStart(value: Unknown): boolean {
  return value.type === 'start' && typeof value.protocolVersion === 'string' && typeof value.time === 'number';
}

interface Group {
  /** With those of the groups around it, as the runner writes it. */
  name: string;
  suite: SuiteRef;
}

class DartHandler implements LineHandler {
  readonly #sink: Sink;
  readonly #names = new DistinctNames();
  readonly #suites = new Map<unknown, SuiteRef>();
  readonly #groups = new Map<unknown, Group>();
  readonly #running = new Map<unknown, RunningDartTest>();
  #failed = false;
  #done: { success: unknown } | undefined;
  #cut = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(line: string): void {
    const event = jsonLine(line);
    this.#cut = event === undefined && looksCut(line);
    if (event) this.#event(event);
  }

  #event(event: Unknown): void {
    const running = this.#running.get(event.testID);
    switch (event.type) {
      case 'suite':
        this.#suite(object(event.suite) ?? {});
        break;
      case 'group':
        this.#group(object(event.group) ?? {});
        break;
      case 'testStart':
        this.#start(object(event.test) ?? {}, number(event.time) ?? 0);
        break;
      case 'print':
        running?.printed.add(`${text(event.message)}\n`);
        break;
      case 'error':
        if (running) running.error(event);
        else this.#lateError(event);
        break;
      case 'testDone':
        this.#testDone(event);
        break;
      case 'done':
        this.#done = { success: event.success };
    }
  }

  #suite(suite: Unknown): void {
    const name = text(suite.path).slice(0, limits.name);
    const platform = text(suite.platform);
    // The same file may run on several platforms: those are other tests.
    const shown = platform === '' || platform === 'vm' ? name : `${name} [${platform.slice(0, 60)}]`;
    this.#suites.set(suite.id, { path: shown === '' ? [] : [shown], declaredMs: 0 });
  }

  #group(group: Unknown): void {
    const parent = this.#groups.get(group.parentID);
    const around = parent?.suite ?? this.#suites.get(group.suiteID) ?? noSuite;
    const name = text(group.name);
    const own = without(parent?.name ?? '', name).slice(0, limits.name);
    // A root group has no name of its own.
    const suite = own === '' ? around : { path: [...around.path, own], declaredMs: 0 };
    this.#groups.set(group.id, { name, suite });
  }

  #start(test: Unknown, time: number): void {
    const group = Array.isArray(test.groupIDs) ? this.#groups.get(test.groupIDs.at(-1)) : undefined;
    const suite = group?.suite ?? this.#suites.get(test.suiteID) ?? noSuite;
    const name = without(group?.name ?? '', text(test.name)) || 'a test without a name';
    this.#running.set(test.id, new RunningDartTest(test, suite, name, time));
  }

  #testDone(event: Unknown): void {
    const running = this.#running.get(event.testID);
    if (!running) return;
    this.#running.delete(event.testID);
    const failed = event.result !== 'success' || running.errors.length > 0;
    if (failed) this.#failed = true;
    const state = failed ? 'failed' : event.skipped === true ? 'skipped' : 'passed';
    if (event.hidden !== true) this.#add(running, state, (number(event.time) ?? 0) - running.startedAt);
    else if (failed) this.#failHidden(running);
  }

  #add(running: RunningDartTest, state: 'failed' | 'skipped' | 'passed', durationMs: number, message?: string): void {
    const made = dartCase(running, state, Math.max(0, durationMs));
    const name = this.#names.of(made.suite.path.join('\n'), made.name);
    this.#sink.testCase({ ...made, name, message: message ?? made.message });
  }

  /** The loading of a file, `setUpAll` or `tearDownAll`: no row, but no success either. */
  #failHidden(running: RunningDartTest, message?: string): void {
    const made = dartCase(running, 'failed', 0);
    const said = `${made.name}: ${message ?? made.message}`.slice(0, limits.message);
    this.#sink.suiteFailure({ suite: made.suite, message: said, details: made.details });
  }

  /** A test that had ended already is a row that passed: what it does later fails the run. */
  #lateError(event: Unknown): void {
    this.#failed = true;
    const message = `a test failed after it had ended: ${text(event.error)}`.slice(0, limits.message);
    this.#sink.suiteFailure({ suite: noSuite, message, details: text(event.stackTrace).slice(0, limits.details) });
  }

  end(): void {
    for (const running of this.#running.values()) {
      this.#failed = true;
      const isLoading = Array.isArray(running.test.groupIDs) && running.test.groupIDs.length === 0;
      if (isLoading) this.#failHidden(running, neverEnded);
      else this.#add(running, 'failed', 0, neverEnded);
    }
    const problem = this.#cut
      ? 'the file ends in the middle of a line'
      : this.#done === undefined
        ? 'the run stopped before it was done'
        : this.#done.success === null
          ? 'the run was stopped before all tests had run'
          : this.#done.success !== true && !this.#failed
            ? 'the run failed outside of its tests'
            : undefined;
    if (problem !== undefined) this.#sink.suiteFailure({ suite: noSuite, message: problem, details: '' });
  }
}

const neverEnded = 'did not end: the run stopped before';

const noSuite: SuiteRef = { path: [], declaredMs: 0 };

/** The name without that of the group around it. */
function without(group: string, name: string): string {
  return group !== '' && name.startsWith(`${group} `) ? name.slice(group.length + 1) : name;
}
