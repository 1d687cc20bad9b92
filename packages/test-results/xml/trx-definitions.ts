import { detached, detachedCase } from '../detach.ts';
import { limits } from '../limits.ts';
import type { Case, Sink, SuiteRef } from '../model.ts';
import { placeInStack } from './place-in-stack.ts';
import { baseName, splitQualified, withoutClass } from './qualified-name.ts';
import type { Attributes } from './read-xml.ts';
import { nowhere } from './trx-result.ts';

/** So many cases wait for their classes, with so many characters of texts: some 40 MB. */
const maxWaiting = 100_000;
const maxCharacters = 8_000_000;

interface Definition {
  suite: SuiteRef;
  className: string;
}

/**
 * Gives the cases of a TRX file their classes. The classes stand in the definitions, and those mostly after all results:
 * the cases wait for them. When too many do, they go without, with what their names say, and so do all that follow.
 */
export class TrxDefinitions {
  readonly #sink: Sink;
  readonly #maxCases: number;
  readonly #byTest = new Map<string, Definition>();
  readonly #bySuite = new Map<string, Definition>();
  #waiting: { testCase: Case; testId: string }[] = [];
  #characters = 0;
  #patient = true;
  #id = '';
  #storage = '';
  #className = '';

  /** @param maxCases how many cases wait at most */
  constructor(sink: Sink, maxCases = maxWaiting) {
    this.#sink = sink;
    this.#maxCases = maxCases;
  }

  /** @param testId ties the case to its definition */
  place(testCase: Case, testId: string): void {
    if (!this.#patient) {
      this.#hand(testCase, this.#byTest.get(testId));
      return;
    }
    const own = detachedCase(testCase);
    this.#waiting.push({ testCase: own, testId: detached(testId.slice(0, limits.name)) });
    this.#characters += own.name.length + own.message.length + own.details.length;
    if (this.#waiting.length > this.#maxCases || this.#characters > maxCharacters) this.complete();
  }

  /** @param attributes those of a `<UnitTest>` or of a test of another kind */
  open(attributes: Attributes): void {
    this.#id = attributes.id ?? '';
    this.#storage = attributes.storage ?? '';
    this.#className = '';
  }

  /** @param attributes those of a `<TestMethod>` */
  method(attributes: Attributes): void {
    this.#storage = attributes.codeBase ?? this.#storage;
    // MSTest 1 adds the assembly: `Space.Class, Assembly, Version=1.0.0.0, …`
    this.#className = (attributes.className ?? '').split(', ', 1)[0] ?? '';
  }

  close(): void {
    // Without patience nobody waits for it any more.
    if (!this.#patient || this.#byTest.size >= this.#maxCases) return;
    const path = [baseName(this.#storage), this.#className]
      .map((part) => part.trim().slice(0, limits.name))
      .filter((part) => part !== '');
    const key = path.join('\0');
    let definition = this.#bySuite.get(key);
    if (!definition) {
      definition = {
        suite: { path: path.map(detached), declaredMs: 0 },
        className: detached(this.#className.slice(0, limits.name)),
      };
      this.#bySuite.set(detached(key), definition);
    }
    this.#byTest.set(detached(this.#id.slice(0, limits.name)), definition);
  }

  /** There are no more definitions, or nobody waits for them: cases go on as they come. */
  complete(): void {
    this.#patient = false;
    this.release();
  }

  /** Hands over all that waits. */
  release(): void {
    for (const { testCase, testId } of this.#waiting) this.#hand(testCase, this.#byTest.get(testId));
    this.#waiting = [];
    this.#characters = 0;
  }

  #hand(testCase: Case, definition: Definition | undefined): void {
    const found = definition ?? this.#derived(testCase.name);
    const { suite, className } = found ?? { suite: nowhere, className: '' };
    const place = className === '' || testCase.details === '' ? testCase : placeInStack(testCase.details, className);
    this.#sink.testCase({
      ...testCase,
      suite,
      className,
      name: withoutClass(testCase.name, className),
      file: place.file,
      line: place.line,
    });
  }

  #derived(name: string): Definition | undefined {
    const className = splitQualified(name)?.className;
    if (className === undefined) return undefined;
    let definition = this.#bySuite.get(className);
    if (!definition) {
      const own = detached(className);
      definition = { suite: { path: [own], declaredMs: 0 }, className: own };
      this.#bySuite.set(own, definition);
    }
    return definition;
  }
}
