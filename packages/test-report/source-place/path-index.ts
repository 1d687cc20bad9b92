/**
 * The files of a repository, looked up by the end of a path: however many there are and however many of them have one
 * name, a look-up takes as many steps as the path has folders.
 */
export class FileIndex {
  readonly #files: ReadonlySet<string>;
  readonly #byName = new Map<string, string[]>();
  readonly #ends = new Map<string, ReadonlyMap<string, Ending>>();
  readonly #folder: string;

  /**
   * @param files relative to the root, with `/`
   * @param folder what is preferred where a name is there more than once: `api/`; empty for the root
   */
  constructor(files: readonly string[], folder: string) {
    this.#files = new Set(files);
    this.#folder = folder;
    for (const file of this.#files) {
      const name = file.slice(file.lastIndexOf('/') + 1);
      const same = this.#byName.get(name);
      if (same) same.push(file);
      else this.#byName.set(name, [file]);
    }
  }

  has(file: string): boolean {
    return this.#files.has(file);
  }

  /**
   * @param end the last parts of a path: `acme/FooTest.java`
   * @returns the one file that ends so; `ambiguous` where there are several, undefined where there is none
   */
  endingIn(end: string): string | 'ambiguous' | undefined {
    const found = this.#endsOf(end.slice(end.lastIndexOf('/') + 1))?.get(end);
    if (!found) return undefined;
    if (found.inFolder.times === 1) return found.inFolder.file;
    return found.anywhere.times === 1 ? found.anywhere.file : 'ambiguous';
  }

  /** All ends of all files of one name; made when it is first asked for. */
  #endsOf(name: string): ReadonlyMap<string, Ending> | undefined {
    const files = this.#byName.get(name);
    if (!files) return this.#ends.get(name);
    this.#byName.delete(name);
    const ends = new Map<string, Ending>();
    for (const file of files) {
      const isPreferred = this.#folder !== '' && file.startsWith(this.#folder);
      for (let end: string | undefined = file; end !== undefined; end = shorter(end)) {
        const known = ends.get(end) ?? { anywhere: { file: '', times: 0 }, inFolder: { file: '', times: 0 } };
        ends.set(end, known);
        for (const found of isPreferred ? [known.anywhere, known.inFolder] : [known.anywhere]) {
          found.file = file;
          found.times++;
        }
      }
    }
    this.#ends.set(name, ends);
    return ends;
  }
}

/** The last file that has this end, and how many have it. */
interface Found {
  file: string;
  times: number;
}

interface Ending {
  anywhere: Found;
  inFolder: Found;
}

/** @returns the path without its first folder; undefined where it has none */
export function shorter(path: string): string | undefined {
  const at = path.indexOf('/');
  return at < 0 ? undefined : path.slice(at + 1);
}
