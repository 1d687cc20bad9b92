import { limits } from '../limits.ts';
import type { Sink, State, SuiteRef } from '../model.ts';
import { BoundedText } from './bounded-text.ts';
import { GoPackage, type Held } from './go-package.ts';
import { jsonLine, looksCut, number, someJsonLine, text, type Unknown } from './json-line.ts';
import type { LineFormat, LineHandler } from './line-format.ts';

/**
 * The output of `go test -json`, of `gotestsum --jsonfile`, and of `go tool test2json`. A row is a test or a subtest; a
 * test with subtests is a row too, as Go reports it. Lines that are no JSON are what the compiler printed.
 *
 * @see https://pkg.go.dev/cmd/test2json
 */
export const goTest: LineFormat = {
  name: 'go test -json',
  claims: (head) => someJsonLine(head, isEvent),
  handler: (sink) => new GoTestHandler(sink),
};

const actions = new Set(
  'start run pause cont pass bench fail output skip attr artifacts build-output build-fail'.split(' '),
);
const fields = new Set(
  'Time Action Package Test Elapsed Output OutputType FailedBuild ImportPath Key Value Path'.split(' '),
);

function isEvent(value: Unknown): boolean {
  return actions.has(text(value.Action)) && Object.keys(value).every((key) => fields.has(key));
}

const states: ReadonlyMap<string, State> = new Map([
  ['pass', 'passed'],
  ['bench', 'passed'],
  ['fail', 'failed'],
  ['skip', 'skipped'],
]);

class GoTestHandler implements LineHandler {
  readonly #sink: Sink;
  readonly #suites = new Map<string, SuiteRef>();
  readonly #packages = new Map<string, GoPackage>();
  readonly #held: Held = { characters: 0 };
  /** What the compiler said, by the package that it built; since Go 1.24 as events, before as plain lines. */
  readonly #builds = new Map<string, BoundedText>();
  readonly #failedBuilds = new Set<string>();
  readonly #plain = new BoundedText();
  readonly #plainFailures = new Set<string>();
  #cut = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(line: string): void {
    const event = jsonLine(line);
    this.#cut = event === undefined && looksCut(line);
    if (event) this.#event(event);
    else if (line.trim() !== '') this.#plainLine(line);
  }

  #event(event: Unknown): void {
    const action = text(event.Action);
    if (action.startsWith('build-')) this.#build(action, event);
    else if (actions.has(action)) this.#testEvent(action, event);
  }

  #testEvent(action: string, event: Unknown): void {
    const name = text(event.Package);
    const test = text(event.Test);
    const running = this.#package(name);
    const state = states.get(action);
    if (action === 'output') running.print(test, text(event.Output));
    else if (test !== '' && state)
      running.done(test, state, Math.round((number(event.Elapsed) ?? 0) * 1_000_000) / 1_000);
    else if (test !== '' && action === 'run') running.run(test);
    else if (test === '' && state) {
      running.finish(state, state === 'failed' ? this.#buildOf(name, text(event.FailedBuild)) : '');
      this.#packages.delete(name);
    }
  }

  #package(name: string): GoPackage {
    let found = this.#packages.get(name);
    if (!found) {
      found = new GoPackage(name, this.#suite(name), this.#sink, this.#held);
      this.#packages.set(name, found);
    }
    return found;
  }

  /** One for all runs of a package: `gotestsum --rerun-fails` runs it again. */
  #suite(name: string): SuiteRef {
    let suite = this.#suites.get(name);
    if (!suite) {
      suite = { path: name === '' ? [] : [name.slice(0, limits.name)], declaredMs: 0 };
      this.#suites.set(name, suite);
    }
    return suite;
  }

  #build(action: string, event: Unknown): void {
    const name = text(event.ImportPath);
    if (action === 'build-fail') this.#failedBuilds.add(name);
    else if (action === 'build-output') {
      const output = this.#builds.get(name) ?? new BoundedText();
      output.add(text(event.Output));
      this.#builds.set(name, output);
    }
  }

  #buildOf(name: string, failedBuild: string): string {
    this.#plainFailures.delete(name);
    if (failedBuild === '') return this.#plain.text;
    this.#failedBuilds.delete(failedBuild);
    return this.#builds.get(failedBuild)?.text ?? '';
  }

  #plainLine(line: string): void {
    this.#plain.add(`${line}\n`);
    const failed = /^FAIL\t(\S+)(?: \[\w+ failed\])?/.exec(line)?.[1];
    if (failed !== undefined) this.#plainFailures.add(failed);
  }

  end(): void {
    for (const running of this.#packages.values()) running.finish(undefined);
    for (const name of this.#failedBuilds) this.#fail(name, 'build failed', this.#builds.get(name)?.text ?? '');
    for (const name of this.#plainFailures) this.#fail(name, 'the package failed', this.#plain.text);
    if (this.#cut) this.#fail('', 'the file ends in the middle of a line', '');
  }

  #fail(name: string, message: string, details: string): void {
    this.#sink.suiteFailure({ suite: this.#suite(name), message, details: details.trim() });
  }
}
