import type { CoverageFold } from './coverage-fold.ts';
import type { FileLines } from './file-lines.ts';
import type { Ratio } from './model.ts';
import type { Attributes, CoverageFormat, CoverageHandler } from './read-coverage-xml.ts';

/**
 * JaCoCo XML. The lines of a `<sourcefile>` count; where there are none, as for classes without debug information, its
 * counters do.
 *
 * @see https://www.jacoco.org/jacoco/trunk/coverage/report.dtd
 */
export const jacoco: CoverageFormat = {
  name: 'JaCoCo XML',
  root: 'report',
  handler: (fold, refuse) => new JacocoHandler(fold, refuse),
};

class JacocoHandler implements CoverageHandler {
  readonly #fold: CoverageFold;
  readonly #refuse: (reason: string) => never;
  /** The names of the groups (modules) and of the package around. */
  readonly #folders: string[] = [];
  #depth = 0;
  #file: { lines: FileLines; depth: number; counters: Map<string, Ratio> } | undefined;
  #isJacoco = false;

  constructor(fold: CoverageFold, refuse: (reason: string) => never) {
    this.#fold = fold;
    this.#refuse = refuse;
  }

  open(name: string, attributes: Attributes): void {
    this.#depth += 1;
    if (name === 'sessioninfo' || name === 'counter' || name === 'package' || name === 'group') this.#isJacoco = true;
    if (name === 'group' || name === 'package') this.#folders.push(attributes.name?.trim() ?? '');
    else if (name === 'sourcefile') {
      const lines = this.#fold.file([...this.#folders, attributes.name ?? ''].filter(Boolean).join('/'));
      this.#file = { lines, depth: this.#depth, counters: new Map() };
    } else if (this.#file && name === 'line') this.#line(this.#file.lines, attributes);
    else if (this.#file?.depth === this.#depth - 1 && name === 'counter') {
      const covered = count(attributes.covered);
      this.#file.counters.set(attributes.type ?? '', { covered, total: covered + count(attributes.missed) });
    }
  }

  /** `mi` and `ci` are instructions missed and covered, `mb` and `cb` branches. */
  #line(file: FileLines, { nr, ci, mb, cb }: Attributes): void {
    const number = this.#fold.lineNumber(nr);
    file.line(number, count(ci) > 0);
    file.branchCount(number, count(cb), count(cb) + count(mb));
  }

  text(): void {}

  close(name: string): void {
    this.#depth -= 1;
    if (name === 'group' || name === 'package') this.#folders.pop();
    if (name !== 'sourcefile') return;
    const lines = this.#file?.counters.get('LINE');
    if (lines) this.#file?.lines.count(lines, this.#file.counters.get('BRANCH'));
    this.#file = undefined;
  }

  end(): void {
    if (!this.#isJacoco) this.#refuse('has the root <report>, but is no JaCoCo XML');
  }
}

function count(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
