/** How many there are, and the names of the first of them, untrusted. */
export interface Listed {
  count: number;
  names: readonly string[];
}

/** A test that passed in both runs, but took much longer in this one. */
export interface SlowerTest {
  name: string;
  beforeMs: number;
  afterMs: number;
}

/** Counts names and keeps the first of them. */
export class NameList {
  readonly #most: number;
  readonly #names: string[] = [];
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @param name makes the name; it is asked for only when there is room */
  add(name: () => string): void {
    if (this.#count++ < this.#most) this.#names.push(name());
  }

  /** @param count how many there are where it is known otherwise */
  listed(count = this.#count): Listed {
    return { count, names: this.#names };
  }
}

/** Counts slower tests and keeps those with the most to explain. */
export class SlowerList {
  readonly #most: number;
  #tests: SlowerTest[] = [];
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(test: SlowerTest): void {
    this.#count++;
    this.#tests.push(test);
    // Now and then, so that many are sorted in few steps.
    if (this.#tests.length >= this.#most * 4) this.#cut();
  }

  listed(): { count: number; tests: readonly SlowerTest[] } {
    this.#cut();
    return { count: this.#count, tests: this.#tests };
  }

  #cut(): void {
    this.#tests.sort((a, b) => b.afterMs - b.beforeMs - (a.afterMs - a.beforeMs));
    this.#tests = this.#tests.slice(0, this.#most);
  }
}
