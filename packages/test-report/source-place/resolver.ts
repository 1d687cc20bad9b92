import path from 'node:path';
import { pathsOfClass } from './class-file.ts';
import { FileIndex, shorter } from './path-index.ts';
import { type PlainPath, plainPath } from './paths.ts';

export interface Checkout {
  /** The checkout: an absolute path. */
  workspace: string;
  /** Where the tests ran: an absolute path in the workspace. */
  folder: string;
  /**
   * The files of the repository, relative to the workspace, with `/`; asked for once, when the first is wanted. Undefined
   * where nobody knows them: then a path is only held to the workspace, and a bare name or a class leads nowhere.
   */
  listFiles: () => readonly string[] | undefined;
}

/** How many folders of a path are looked at, from its end. */
const maxDepth = 40;

/** How many files of stack traces are remembered. */
const maxFrames = 5_000;

/** Remembered for a file that is none of the repository; no path is empty. */
const none = '';

/** Finds the files that reports and stack traces mean; never one outside of the workspace or, where there is a list, off it. */
export class Resolver {
  readonly #root: string;
  readonly #folder: string;
  /** Of the folder, relative to the root: `api/`; empty for the root itself. */
  readonly #prefix: string;
  readonly #listFiles: Checkout['listFiles'];
  #index: FileIndex | undefined | 'unasked' = 'unasked';
  /** The same libraries stand in most traces. */
  readonly #frames = new Map<string, string>();

  constructor({ workspace, folder, listFiles }: Checkout) {
    this.#root = plainFolder(workspace);
    this.#folder = plainFolder(folder);
    this.#prefix = this.#folder === this.#root ? '' : `${this.#folder.slice(this.#root.length + 1)}/`;
    this.#listFiles = listFiles;
  }

  /** @param written a file as a report names it. @returns the file, relative to the workspace */
  file(written: string): string | undefined {
    const plain = plainPath(written);
    return plain && this.#resolve(plain);
  }

  /** @param written a file as a stack trace names it, which may be anybody's */
  frame(written: string): string | undefined {
    const known = this.#frames.get(written);
    if (known !== undefined) return known === none ? undefined : known;
    const found = this.#frame(written);
    if (this.#frames.size >= maxFrames) this.#frames.clear();
    // A copy: a slice would keep the whole trace.
    this.#frames.set(Buffer.from(written).toString(), found ?? none);
    return found;
  }

  #frame(written: string): string | undefined {
    const plain = plainPath(written);
    // Without a list nothing tells the repository's own `a.py` from a library's.
    if (!plain || (!this.#files && (!plain.isAbsolute || plain.isLibrary))) return undefined;
    return this.#resolve(plain);
  }

  /** @returns the file that a class stands in, where its name says so and only one can be meant */
  ofClass(className: string): string | undefined {
    const files = this.#files;
    if (!files) return undefined;
    // Vitest and Playwright give the path of the file as the class.
    const direct = /\.\w+$/.test(className) ? plainPath(className) : undefined;
    const inside = direct && this.#inside(direct);
    if (inside !== undefined && files.has(inside)) return inside;
    for (const end of pathsOfClass(className)) {
      const found = files.endingIn(end);
      if (found !== undefined) return found === 'ambiguous' ? undefined : found;
    }
    return undefined;
  }

  get #files(): FileIndex | undefined {
    if (this.#index === 'unasked') {
      const list = this.#listFiles();
      this.#index = list && new FileIndex(list, this.#prefix);
    }
    return this.#index;
  }

  #resolve(plain: PlainPath): string | undefined {
    const files = this.#files;
    const inside = this.#inside(plain);
    if (!files) return inside;
    if (inside !== undefined && files.has(inside)) return inside;
    if (!plain.isAbsolute && files.has(plain.path)) return plain.path;
    // In this checkout, but no file of the repository: built or installed here.
    if (plain.isAbsolute && inside !== undefined) return undefined;
    return plain.isLibrary || plain.path.startsWith('../') ? undefined : this.#byEnd(plain.path, files);
  }

  /** The path relative to the root, where it lies below it by its text. */
  #inside({ path: given, isAbsolute }: PlainPath): string | undefined {
    const whole = isAbsolute ? given : path.posix.join(this.#folder, given);
    return whole.startsWith(`${this.#root}/`) ? whole.slice(this.#root.length + 1) : undefined;
  }

  /** The longest end of a path that is a file, or that only one file ends in: the path is one of another machine. */
  #byEnd(given: string, files: FileIndex): string | undefined {
    const parts = given.replace(/^\/+/, '').split('/');
    const first = parts.slice(-maxDepth).join('/');
    for (let end: string | undefined = first; end !== undefined; end = shorter(end)) {
      if (files.has(this.#prefix + end)) return this.#prefix + end;
      if (files.has(end)) return end;
      // A bare name is enough only where nothing more was said.
      if (!end.includes('/') && parts.length > 1) return undefined;
      const found = files.endingIn(end);
      if (found !== undefined) return found === 'ambiguous' ? undefined : found;
    }
    return undefined;
  }
}

function plainFolder(folder: string): string {
  return path.posix.normalize(folder.replaceAll('\\', '/')).replace(/\/$/, '');
}
