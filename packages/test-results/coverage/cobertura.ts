import type { CoverageFold } from './coverage-fold.ts';
import type { FileLines } from './file-lines.ts';
import type { Attributes, CoverageFormat, CoverageHandler } from './read-coverage-xml.ts';

/**
 * Cobertura XML, also of coverage.py, Istanbul, coverlet, gcovr and others. A file may be spread over several classes, and
 * a line stands in its method and in its class: each line counts once.
 *
 * @see https://github.com/cobertura/cobertura/blob/master/cobertura/src/test/resources/dtds/coverage-04.dtd
 */
export const cobertura: CoverageFormat = {
  name: 'Cobertura XML',
  root: 'coverage',
  handler: (fold, refuse) => new CoberturaHandler(fold, refuse),
};

class CoberturaHandler implements CoverageHandler {
  readonly #fold: CoverageFold;
  readonly #refuse: (reason: string) => never;
  readonly #sources: string[] = [];
  #source: string | undefined;
  #file: FileLines | undefined;
  #hasPackages = false;

  constructor(fold: CoverageFold, refuse: (reason: string) => never) {
    this.#fold = fold;
    this.#refuse = refuse;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'source') this.#source = '';
    else if (name === 'packages') this.#hasPackages = true;
    else if (name === 'class') this.#file = this.#class(attributes);
    else if (name === 'line') this.#line(attributes);
    else if (name === 'project') this.#refuse('is Clover XML; write Cobertura XML, JaCoCo XML or LCOV instead');
  }

  #class({ filename, name }: Attributes): FileLines {
    const file = filename?.trim() || name?.trim();
    if (!file) this.#refuse('has a class without a file');
    // Of several folders it is not said which one a file lies in.
    return this.#fold.file(file ?? '', this.#sources.length === 1 ? this.#sources[0] : '');
  }

  #line(attributes: Attributes): void {
    if (!this.#file) return;
    const number = this.#fold.lineNumber(attributes.number);
    this.#file.line(number, Number(attributes.hits) > 0);
    if (attributes.branch?.toLowerCase() !== 'true') return;
    const branches = /\((\d{1,6})\/(\d{1,6})\)/.exec(attributes['condition-coverage'] ?? '');
    if (branches) this.#file.branchCount(number, Number(branches[1]), Number(branches[2]));
  }

  text(text: string): void {
    if (this.#source !== undefined && this.#source.length < 10_000) this.#source += text;
  }

  close(name: string): void {
    if (name === 'class') this.#file = undefined;
    if (name !== 'source') return;
    const source = this.#source?.trim() ?? '';
    if (source !== '' && this.#sources.length < 2 && !this.#sources.includes(source)) this.#sources.push(source);
    this.#source = undefined;
  }

  end(): void {
    if (!this.#hasPackages) this.#refuse('has the root <coverage>, but no <packages>: it is no Cobertura XML');
  }
}
