import { detached } from '../detach.ts';
import { limits } from '../limits.ts';
import type { SuiteRef } from '../model.ts';
import { milliseconds } from './junit-case.ts';
import { baseName } from './qualified-name.ts';
import type { Attributes } from './read-xml.ts';

/**
 * The suites of one assembly of xUnit.net: the assembly, then the class. A collection is named only where a test has no
 * class: mostly it is one class, and its name says so at length.
 */
export class XUnitSuites {
  readonly #assembly: readonly string[];
  readonly #byClass = new Map<string, SuiteRef>();
  #collection: SuiteRef;
  /** What the collection declares; the first class in it gets that. */
  #declaredMs = 0;

  /** @param assembly the path of the assembly, as the report names it */
  constructor(assembly: string) {
    const name = detached(baseName(assembly).trim().slice(0, limits.name));
    this.#assembly = name === '' ? [] : [name];
    this.#collection = { path: this.#assembly, declaredMs: 0 };
  }

  /** @param attributes those of a `<collection>`, or in version 1 of a `<class>` */
  enter(attributes: Attributes): void {
    const name = detached((attributes.name ?? '').trim().slice(0, limits.name));
    this.#declaredMs = milliseconds(attributes.time);
    this.#collection = {
      path: name === '' ? this.#assembly : [...this.#assembly, name],
      declaredMs: this.#declaredMs,
    };
  }

  /** The collection, or the assembly, that is read. */
  get around(): SuiteRef {
    return this.#collection;
  }

  of(className: string): SuiteRef {
    if (className === '') return this.#collection;
    const known = this.#byClass.get(className);
    if (known) return known;
    const name = detached(className.slice(0, limits.name));
    const suite = { path: [...this.#assembly, name], declaredMs: this.#declaredMs };
    this.#declaredMs = 0;
    this.#byClass.set(detached(className), suite);
    return suite;
  }
}
