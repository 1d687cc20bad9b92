import { TokenType } from '@streamparser/json';
import { limits } from '../limits.ts';
import type { Kind } from './document-format.ts';
import type { Json } from './values.ts';

/** Deeper than any report; a file that nests further is an attack on the reader. */
const maxDepth = 200;

/** What is left out of a part: no format reads it, and it can be larger than all the rest. `__proto__` is nobody's name. */
const omitted: ReadonlySet<string> = new Set([
  ...['__proto__', 'attachments', 'code', 'context', 'coverage', 'embeddings', 'snapshot', 'stderr', 'stdout'],
]);

type Container = Json[] | { [name: string]: Json };

/** A place that some path leads to or through. */
interface Place {
  path: string;
  isPart: boolean;
  members: Map<string, Place>;
  elements: Place | undefined;
}

/** An array or object that is open. */
interface Frame {
  isArray: boolean;
  /** The member that is read now. */
  key: string;
  place: Place | undefined;
  /** Set where it is a part or in one. */
  container: Container | undefined;
}

/** Where the assembler says what it finds. */
export interface Assembled {
  /** A value begins at a place that some path leads to or through. */
  begins(path: string, kind: Kind): void;
  /** A part is whole. */
  part(path: string, value: Json): void;
}

/**
 * Holds tokens to the grammar of JSON, and puts the parts of a document together that somebody wants. All else is passed
 * over, so that a document of any size takes no memory.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
export class Assembler {
  readonly #root: Place;
  readonly #to: Assembled;
  readonly #refuse: (reason: string) => never;
  readonly #frames: Frame[] = [];
  #next: 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'nothing' = 'value';
  #parts = 0;

  /**
   * @param parts the paths of the values to put together
   * @param marks paths of values whose kind is wanted
   */
  constructor(parts: readonly string[], marks: readonly string[], to: Assembled, refuse: (reason: string) => never) {
    this.#root = newPlace('$');
    for (const path of parts) placeOf(this.#root, path).isPart = true;
    for (const path of marks) placeOf(this.#root, path);
    this.#to = to;
    this.#refuse = refuse;
  }

  /** Which part is being put together, counted from 1; 0 while there is none. */
  get holds(): number {
    return this.#frames.some(({ container }) => container !== undefined) ? this.#parts : 0;
  }

  token(token: TokenType, value: string | number | boolean | null | undefined): void {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      this.#open(token === TokenType.LEFT_BRACKET);
    } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) {
      this.#close(token === TokenType.RIGHT_BRACKET);
    } else if (token === TokenType.COLON) {
      if (this.#next !== 'colon') this.#malformed();
      this.#next = 'value';
    } else if (token === TokenType.COMMA) {
      if (this.#next !== 'comma or end') this.#malformed();
      this.#next = this.#frames.at(-1)?.isArray ? 'value' : 'name';
    } else if (typeof value === 'string' && this.#next.startsWith('name')) this.#name(value);
    else this.#scalar(value ?? null);
  }

  /** The text is over. */
  end(): void {
    if (this.#next !== 'nothing') this.#refuse('ends before its JSON does');
  }

  #name(name: string): void {
    const frame = this.#frames.at(-1);
    if (frame) frame.key = name;
    this.#next = 'colon';
  }

  #open(isArray: boolean): void {
    const place = this.#begin(isArray ? 'array' : 'object');
    if (this.#frames.length >= maxDepth) this.#refuse(`nests values deeper than ${maxDepth}`);
    let container: Container | undefined;
    if (place?.isPart) {
      container = isArray ? [] : {};
      this.#parts += 1;
    } else if (this.#isWanted()) {
      container = isArray ? [] : {};
      this.#add(container);
    }
    this.#frames.push({ isArray, key: '', place, container });
    this.#next = isArray ? 'value or end' : 'name or end';
  }

  #close(isArray: boolean): void {
    const frame = this.#frames.at(-1);
    const ends = this.#next === 'comma or end' || this.#next === (isArray ? 'value or end' : 'name or end');
    if (frame?.isArray !== isArray || !ends) this.#malformed();
    this.#frames.pop();
    this.#finish();
    if (frame?.place?.isPart && frame.container) this.#to.part(frame.place.path, frame.container);
  }

  #scalar(value: string | number | boolean | null): void {
    const place = this.#begin(value === null ? 'null' : (typeof value as Kind));
    this.#finish();
    if (place?.isPart) this.#to.part(place.path, cut(value));
    else if (this.#isWanted()) this.#add(cut(value));
  }

  /** A value begins here. @returns the place that it stands in, if some path leads to or through it */
  #begin(kind: Kind): Place | undefined {
    if (!this.#next.startsWith('value')) this.#malformed();
    const frame = this.#frames.at(-1);
    // In a part there are no places: it is put together whole.
    if (frame?.container) return undefined;
    const place = !frame ? this.#root : frame.isArray ? frame.place?.elements : frame.place?.members.get(frame.key);
    if (place) this.#to.begins(place.path, kind);
    return place;
  }

  #finish(): void {
    this.#next = this.#frames.length === 0 ? 'nothing' : 'comma or end';
  }

  /** Whether the value that begins here is wanted for the part around it. */
  #isWanted(): boolean {
    const frame = this.#frames.at(-1);
    return frame?.container !== undefined && (frame.isArray || !omitted.has(frame.key));
  }

  #add(value: Json): void {
    const frame = this.#frames.at(-1);
    if (Array.isArray(frame?.container)) frame.container.push(value);
    else if (frame?.container) frame.container[frame.key] = value;
  }

  #malformed(): never {
    return this.#refuse(this.#next === 'nothing' ? 'has text after its JSON' : 'is no valid JSON');
  }
}

/** Longer than any text that is kept, so that whoever cuts it for good still sees that there was more. */
function cut<T extends Json>(value: T): T | string {
  return typeof value === 'string' && value.length > 2 * limits.details
    ? Buffer.from(value.slice(0, 2 * limits.details)).toString()
    : value;
}

function newPlace(path: string): Place {
  return { path, isPart: false, members: new Map(), elements: undefined };
}

/** @returns the place that the path leads to, which is made where it is new */
function placeOf(root: Place, path: string): Place {
  let place = root;
  for (const [step, name] of path.matchAll(/\.(\w+)|\[\]/g)) {
    let next = name === undefined ? place.elements : place.members.get(name);
    if (!next) {
      next = newPlace(place.path + step);
      if (name === undefined) place.elements = next;
      else place.members.set(name, next);
    }
    place = next;
  }
  return place;
}
