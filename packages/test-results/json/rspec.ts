import type { Sink, State } from '../model.ts';
import type { DocumentFormat, DocumentHandler } from './document-format.ts';
import { cutDetails, failureTexts, firstLine, makeCase, SuiteRefs, stateOf } from './make-case.ts';
import { amount, type Json, members, text, texts } from './values.ts';

const examples = '$.examples[]';
const messages = '$.messages[]';
const errorsOutside = '$.summary.errors_outside_of_examples_count';

/** So many of the messages of a run are kept; they may tell what failed outside of the examples. */
const mostMessages = 50;

/**
 * The JSON of RSpec (`--format json`).
 *
 * @see https://github.com/rspec/rspec/blob/main/rspec-core/lib/rspec/core/formatters/json_formatter.rb
 */
export const rspec: DocumentFormat = {
  name: 'RSpec JSON',
  parts: [examples, messages, errorsOutside],
  marks: ['$.summary.example_count'],
  claims: (seen) => {
    const first = members(seen.first(examples));
    const isExample = typeof first?.full_description === 'string' && typeof first.status === 'string';
    return isExample || (seen.kind('$.examples') === 'array' && seen.kind('$.summary.example_count') === 'number');
  },
  handler: (sink, refuse) => new RSpecHandler(sink, refuse),
};

const states: ReadonlyMap<string, State> = new Map([
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['pending', 'skipped'],
]);

class RSpecHandler implements DocumentHandler {
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #suites = new SuiteRefs();
  readonly #messages: string[] = [];
  #errorsOutside = 0;

  constructor(sink: Sink, refuse: (reason: string) => never) {
    this.#sink = sink;
    this.#refuse = refuse;
  }

  part(path: string, value: Json): void {
    if (path === examples) this.#example(value);
    else if (path === errorsOutside) this.#errorsOutside = Math.max(this.#errorsOutside, amount(value));
    else if (this.#messages.length < mostMessages) this.#messages.push(text(value));
  }

  #example(value: Json): void {
    const example = members(value) ?? this.#refuse('has an RSpec example that is no object');
    const { state, message } = stateOf(states, text(example.status));
    const description = text(example.description);
    const full = text(example.full_description);
    const exception = members(example.exception);
    const said = failureTexts(text(exception?.message), texts(exception?.backtrace).join('\n'));
    const className = text(exception?.class);
    this.#sink.testCase(
      makeCase({
        // The descriptions around the example are joined by blanks, so that they are one name.
        suite: this.#suites.of([full.endsWith(description) ? full.slice(0, full.length - description.length) : '']),
        name: description || full,
        state,
        message: state === 'skipped' ? firstLine(text(example.pending_message)) : said.message || className || message,
        details: className === '' ? said.details : `${className}:\n${said.details}`,
        file: text(example.file_path),
        line: amount(example.line_number) || undefined,
        durationMs: amount(example.run_time) * 1000,
      }),
    );
  }

  end(): void {
    if (this.#errorsOutside === 0) return;
    const errors = this.#errorsOutside === 1 ? 'An error' : `${this.#errorsOutside} errors`;
    this.#sink.suiteFailure({
      suite: this.#suites.of([]),
      message: `${errors} occurred outside of the examples.`,
      details: cutDetails(failureTexts(this.#messages.join('\n')).details),
    });
  }
}
