import { limits } from '../limits.ts';
import type { Sink, State, SuiteRef } from '../model.ts';
import { BoundedText } from './bounded-text.ts';
import { DistinctNames } from './distinct-names.ts';
import { goFailure, goFile } from './go-output.ts';

/** So much output is held for the tests that run at one time, in characters. */
const maxHeld = 32_000_000;

/** Lines of the test runner between the output of the tests. */
const runnerLine = /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|--- (?:PASS|FAIL|SKIP|BENCH): )/;

interface RunningTest {
  output: BoundedText | undefined;
  /** How many characters of it were counted as held. */
  held: number;
  failedChildren: number;
}

/** How much output all packages hold at one time. */
export interface Held {
  characters: number;
}

/** One run of the tests of one package, from its first event to its last. */
export class GoPackage {
  readonly #importPath: string;
  readonly #suite: SuiteRef;
  readonly #sink: Sink;
  readonly #held: Held;
  readonly #names = new DistinctNames();
  readonly #running = new Map<string, RunningTest>();
  readonly #output = new BoundedText();
  #failed = 0;

  constructor(importPath: string, suite: SuiteRef, sink: Sink, held: Held) {
    this.#importPath = importPath;
    this.#suite = suite;
    this.#sink = sink;
    this.#held = held;
  }

  run(test: string): void {
    if (!this.#running.has(test)) this.#running.set(test, { output: undefined, held: 0, failedChildren: 0 });
  }

  /** @param test empty for the package's own output; what comes after the end of a test is its package's too */
  print(test: string, output: string): void {
    if (runnerLine.test(output)) return;
    const running = this.#running.get(test);
    if (!running) this.#output.add(output);
    else if (this.#held.characters <= maxHeld) {
      running.output ??= new BoundedText();
      running.output.add(output);
      this.#held.characters += running.output.size - running.held;
      running.held = running.output.size;
    }
  }

  #take(test: string): RunningTest | undefined {
    const running = this.#running.get(test);
    this.#held.characters -= running?.held ?? 0;
    this.#running.delete(test);
    return running;
  }

  /** A test ended. */
  done(test: string, state: State, durationMs: number): void {
    const running = this.#take(test);
    const output = running?.output?.text ?? '';
    if (state === 'failed') this.#noteInParent(test);
    const failure = state === 'passed' ? undefined : goFailure(output);
    const children = running?.failedChildren ?? 0;
    const message = failure?.message || (children > 0 ? `${children} of its subtests failed` : '');
    this.#add(test, state, durationMs, { ...failure, message }, output);
  }

  /**
   * The package ended. A test that did not is none that passed, unless the package says that all did and the line of the
   * runner was lost in the test's own output.
   *
   * @param state undefined when the file ended before the package did
   * @param build what the compiler said
   */
  finish(state: State | undefined, build = ''): void {
    // Subtests before their parents, which count them.
    for (const [test, { output }] of [...this.#running].reverse()) this.#endLate(test, output?.text ?? '', state);
    const output = this.#output.text.trim();
    if (state === undefined) this.#fail('the run stopped before the package was done', output);
    else if (state === 'failed' && this.#failed === 0) {
      const why = /\[(?:build|setup) failed\]/.exec(output)?.[0];
      const said = why ? why.slice(1, -1) : goFailure(output).message;
      this.#fail(
        said || 'the package failed outside of its tests',
        [build.trim(), output].filter(Boolean).join('\n\n'),
      );
    }
  }

  #endLate(test: string, output: string, state: State | undefined): void {
    const late = this.#lateState(test, output, state);
    if (late !== undefined) {
      this.done(test, late, 0);
      return;
    }
    this.#take(test);
    this.#noteInParent(test);
    const own = goFailure(output);
    const panic = [own.message, goFailure(this.#output.text).message].find((said) => said.startsWith('panic: '));
    this.#add(test, 'failed', 0, { ...own, message: panic ?? 'did not end: the run stopped before' }, output);
  }

  #lateState(test: string, output: string, state: State | undefined): State | undefined {
    const isBenchmark = /^Benchmark/.test(test);
    if (state !== 'passed') return isBenchmark && output.includes(' ns/op') ? 'passed' : undefined;
    if (output.includes(`--- SKIP: ${test} (`)) return 'skipped';
    const rootEnded = test.includes('/') && !this.#running.has(test.split('/', 1)[0] ?? '');
    return isBenchmark || rootEnded || output.includes(`--- PASS: ${test} (`) ? 'passed' : undefined;
  }

  #add(
    test: string,
    state: State,
    durationMs: number,
    { message, file = '', line }: { message: string; file?: string; line?: number | undefined },
    output: string,
  ): void {
    if (state === 'failed') this.#failed += 1;
    this.#sink.testCase({
      suite: this.#suite,
      name: this.#names.of('', test.slice(0, limits.name)),
      className: '',
      state,
      attempts: 1,
      flaky: false,
      message: state === 'passed' ? '' : message.slice(0, limits.message),
      details: state === 'failed' ? output.trim() : '',
      file: goFile(this.#importPath, file),
      line,
      durationMs,
    });
  }

  #fail(message: string, details: string): void {
    this.#sink.suiteFailure({ suite: this.#suite, message: message.slice(0, limits.message), details });
  }

  /** The parent of a subtest fails with it; a name may hold slashes of its own. */
  #noteInParent(test: string): void {
    for (let end = test.lastIndexOf('/'); end > 0; end = test.lastIndexOf('/', end - 1)) {
      const parent = this.#running.get(test.slice(0, end));
      if (parent) {
        parent.failedChildren += 1;
        return;
      }
    }
  }
}
