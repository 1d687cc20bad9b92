import path from 'node:path';
import { limits } from '../limits.ts';
import { FileLines, maxLine } from './file-lines.ts';

/** More files than any repository has. */
const maxFiles = 500_000;

/** Puts the files of one report together; one that comes twice is one. */
export class CoverageFold {
  readonly files = new Map<string, FileLines>();
  readonly #workspace: string | undefined;
  readonly #refuse: (reason: string) => never;

  /**
   * @param workspace files inside of it are named relative to it
   * @param refuse throws an UnreadableError with the line that is read now
   */
  constructor(workspace: string | undefined, refuse: (reason: string) => never) {
    this.#workspace = workspace === undefined ? undefined : slashed(workspace).replace(/\/+$/, '');
    this.#refuse = refuse;
  }

  /**
   * @param name as the report writes it
   * @param source the folder that it is relative to; empty where that is not known
   */
  file(name: string, source = ''): FileLines {
    const key = this.#named(name, source);
    let lines = this.files.get(key);
    if (!lines) {
      if (this.files.size >= maxFiles) this.#refuse(`names more than ${maxFiles} files`);
      lines = new FileLines();
      this.files.set(key, lines);
    }
    return lines;
  }

  #named(name: string, source: string): string {
    const plain = slashed(name.trim());
    const joined = isAbsolute(plain) || source === '' ? plain : `${slashed(source.trim())}/${plain}`;
    const whole = path.posix.normalize(joined);
    const inside = this.#workspace !== undefined && whole.startsWith(`${this.#workspace}/`);
    // A copy: a slice would keep the whole piece of the report that it was cut from.
    return Buffer.from(
      (inside ? whole.slice((this.#workspace ?? '').length + 1) : whole).slice(-limits.name),
    ).toString();
  }

  /** @returns the number of a line; refuses what cannot be one */
  lineNumber(text: string | undefined): number {
    const number = Number(text?.trim() || 'NaN');
    if (!Number.isSafeInteger(number) || number < 0 || number > maxLine) {
      this.#refuse(`names the line ${JSON.stringify((text ?? '').slice(0, 40))}, which is no number of a line`);
    }
    return number;
  }
}

function isAbsolute(file: string): boolean {
  return /^(?:\/|[A-Za-z]:\/)/.test(file);
}

/** Paths of Windows with `/`; elsewhere `\` is a character like others. */
function slashed(file: string): string {
  return /^[A-Za-z]:\\/.test(file) || !file.includes('/') ? file.replaceAll('\\', '/') : file;
}
