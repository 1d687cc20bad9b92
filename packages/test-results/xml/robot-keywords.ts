import { limits } from '../limits.ts';
import { CappedText } from './capped-text.ts';
import type { Attributes } from './read-xml.ts';
import { robotState } from './robot-status.ts';

/** Elements in a test that are steps of it: keywords, and what controls them. */
const steps: ReadonlySet<string> = new Set(['kw', 'for', 'iter', 'while', 'if', 'branch', 'try', 'group', 'return']);

/**
 * The keywords of one test, or of a setup, while they are read: which one failed, and what it logged. That is what Robot
 * Framework has for a stack trace.
 */
export class FailedKeywords {
  /** The open elements: the names of keywords, empty for all else. */
  readonly #open: { name: string; step: boolean; failed: boolean }[] = [];
  #way = '';
  #messages: CappedText[] = [];
  #traceback = false;

  /** Whether an element is open in the test. */
  get inside(): boolean {
    return this.#open.length > 0;
  }

  open(element: string, attributes: Attributes): void {
    this.#open.push({ name: (attributes.name ?? '').slice(0, 200), step: steps.has(element), failed: false });
  }

  /** A `<status>` in a keyword. */
  status(attributes: Attributes): void {
    const step = this.#open.at(-1);
    if (!step?.step) return;
    step.failed = robotState(attributes.status) === 'failed';
    // The innermost ends first.
    if (step.failed && this.#way === '') {
      this.#way = this.#open
        .map(({ name }) => name)
        .filter((name) => name !== '')
        .join(' > ');
    }
  }

  /** A `<msg>`. @returns where its text goes, if it tells of a failure */
  message(attributes: Attributes): CappedText | undefined {
    const { level } = attributes;
    const failed = level === 'FAIL' || level === 'ERROR';
    // The traceback of a failure is logged after it, for those who debug.
    const traceback = level === 'DEBUG' && this.#traceback;
    this.#traceback = failed;
    if (!(failed || traceback) || this.#messages.length >= 20) return undefined;
    const text = new CappedText(limits.details);
    this.#messages.push(text);
    return text;
  }

  close(): void {
    const step = this.#open.pop();
    // A keyword of the test that passed had expected what failed in it.
    if (this.#open.length === 0 && step?.step && !step.failed) {
      this.#way = '';
      this.#messages = [];
    }
  }

  get firstMessage(): string {
    return this.#messages[0]?.value ?? '';
  }

  get details(): string {
    if (this.#way === '') return '';
    return [this.#way, ...this.#messages.map(({ value }) => value)].filter((text) => text !== '').join('\n');
  }
}
