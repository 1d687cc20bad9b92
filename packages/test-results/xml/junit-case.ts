import { detached } from '../detach.ts';
import { limits } from '../limits.ts';
import type { Case, State, SuiteRef } from '../model.ts';
import type { Attributes } from './read-xml.ts';

const severity: Readonly<Record<State, number>> = { passed: 0, skipped: 1, failed: 2 };

/** How dialects that have no element for it say that a case did not run, or failed (googletest, ctest, …). */
const skippedStatus = /^(disabled|not[ _-]?run|skipped|ignored|suppressed|pending)$/i;
const failedStatus = /^(fail(ed|ure)?|error(ed)?|broken)$/i;

/** So many results of one case are kept: more would only fill the memory. */
const maxResults = 20;

const noTexts: FailureText[] = [];

/** The text of one failure while it is read; what is beyond the limit is dropped, and the text says so. */
export class FailureText {
  readonly #attribute: string;
  #text = '';

  /** @param attributes those of the `<failure>`, `<error>` or `<skipped>` */
  constructor(attributes: Attributes) {
    this.#attribute = attributes.message?.trim() || attributes.type?.trim() || '';
  }

  add(text: string): void {
    const room = limits.details - this.#text.length;
    if (room > 0) this.#text += text.length > room ? `${text.slice(0, room)}\n… (the rest is left out)` : text;
  }

  get details(): string {
    return this.#text.trim();
  }

  /** The attribute, or else the first line of the text. */
  get message(): string {
    return (this.#attribute || (this.details.split('\n', 1)[0] ?? '')).slice(0, limits.message);
  }
}

/** One `<testcase>` while it is read. */
export class JUnitCase {
  readonly #attributes: Attributes;
  readonly #suite: SuiteRef;
  #state: State = 'passed';
  #attempts = 1;
  /** What came of it, as long as that is as bad as its state. */
  #results: FailureText[] = noTexts;
  /** What came of the attempts before that did not count. */
  #failedAttempts: FailureText[] = noTexts;

  constructor(attributes: Attributes, suite: SuiteRef) {
    this.#attributes = attributes;
    this.#suite = suite;
    for (const said of [attributes.status, attributes.result]) {
      if (said !== undefined && failedStatus.test(said.trim())) this.#worsen('failed');
      else if (said !== undefined && skippedStatus.test(said.trim())) this.#worsen('skipped');
    }
  }

  /** A result element of the case. @returns where its text goes */
  result(state: 'failed' | 'skipped', attributes: Attributes): FailureText {
    const worse = severity[state] > severity[this.#state];
    this.#worsen(state);
    const text = new FailureText(attributes);
    // Only the texts of the result that counts are shown.
    if (worse) this.#results = [text];
    else if (state === this.#state) this.#results = [...this.#results, text].slice(0, maxResults);
    return text;
  }

  /** An attempt that failed and that the runner repeated. @returns where its text goes */
  failedAttempt(attributes: Attributes): FailureText {
    const text = new FailureText(attributes);
    this.#attempts += 1;
    if (this.#failedAttempts.length < maxResults) this.#failedAttempts = [...this.#failedAttempts, text];
    return text;
  }

  #worsen(state: State): void {
    if (severity[state] > severity[this.#state]) this.#state = state;
  }

  finish(): Case {
    const { name = '', classname = '', file = '', line, time } = this.#attributes;
    const flaky = this.#state === 'passed' && this.#attempts > 1;
    const texts = flaky ? this.#failedAttempts : this.#results;
    const lineNumber = line === undefined ? 0 : Number(line);
    return {
      suite: this.#suite,
      name: (name || classname || 'a case without a name').slice(0, limits.name),
      className: classname.slice(0, limits.name),
      state: this.#state,
      attempts: this.#attempts,
      flaky,
      message: texts.length === 0 ? '' : (texts.find(({ message }) => message !== '')?.message ?? ''),
      details: flaky || this.#state === 'failed' ? detailsOf(texts) : '',
      file: file.slice(0, limits.name),
      line: Number.isInteger(lineNumber) && lineNumber > 0 ? lineNumber : undefined,
      durationMs: milliseconds(time),
    };
  }
}

function detailsOf(texts: readonly FailureText[]): string {
  return texts
    .map(({ message, details }) => (texts.length > 1 ? `${message}\n${details}`.trim() : details))
    .filter((text) => text !== '')
    .join('\n\n')
    .slice(0, 2 * limits.details);
}

/** Names of suites deeper than this are left out of the path: it stands beside every case. */
const maxPath = 20;

/** @returns the suite as its cases refer to it */
export function suiteRef(attributes: Attributes, parent: SuiteRef | undefined): SuiteRef {
  // A copy, once for the suite: its cases may be held for long.
  const name = detached(attributes.name?.trim().slice(0, limits.name) ?? '');
  const around = parent?.path ?? [];
  const path = name === '' || around.length >= maxPath ? around : [...around, name];
  return { path, declaredMs: milliseconds(attributes.time) };
}

/** Seconds as reports write them: `0.012`, `1,234.5` (surefire), `0,012` (a decimal comma). 0 for anything else. */
export function milliseconds(seconds: string | undefined): number {
  if (seconds === undefined) return 0;
  let value = Number(seconds) * 1000;
  if (Number.isNaN(value)) {
    value = Number(seconds.includes('.') ? seconds.replaceAll(',', '') : seconds.replace(',', '.')) * 1000;
  }
  if (!Number.isFinite(value) || value <= 0) return 0;
  // container-structure-test writes nanoseconds, and no test takes a hundred days.
  return value >= nanosecondsFrom ? value / 1e9 : value;
}

/** In milliseconds: ten million seconds. */
const nanosecondsFrom = 1e10;
