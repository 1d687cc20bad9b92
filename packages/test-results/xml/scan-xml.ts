import { detached } from '../detach.ts';
import { UnreadableError } from '../unreadable-error.ts';
import { newlines } from './lines-of.ts';
import type { Attributes } from './read-xml.ts';
import { decodeXmlText } from './xml-entities.ts';

/** A start tag that is longer, in characters, is an attack on the memory: it must be whole before it is read. */
const longestTag = 4_000_000;

/** What both readers of XML tell. Names are as they are written, with their prefix. */
export interface XmlEvents {
  open(name: string, attributes: Attributes): void;
  text(text: string): void;
  close(name: string): void;
}

/** What `#markup` says instead of where a tag ends. */
const incomplete = -1;
const unusual = -2;

/**
 * Reads what nearly all of every report is made of: well-formed tags with quoted attributes, text, CDATA, comments. It
 * jumps from sign to sign, which is three times as fast as `htmlparser2`. At anything else it stops, tells where, and
 * the tolerant parser reads from there on; so what is not well-formed is always judged by one and the same parser.
 */
export class XmlScanner {
  readonly #events: XmlEvents;
  /** The names of the open elements. */
  readonly open: string[] = [];
  #buffer = '';
  /** Where in the buffer the thing begins that is read now. */
  #at = 0;
  /** The newlines before the buffer. */
  #lines = 0;
  /** What the buffer begins in the middle of. */
  #inside: '' | '<![CDATA[' | '<!--' = '';
  /** How tags looked so far, by a character of their names. */
  readonly #shapes: (Shape | undefined)[] = Array.from({ length: 64 }, () => undefined);
  /** So often one is learnt: in a file where no tag is like the one before that would not pay. */
  #shapesLeft = 500;
  /** Where the next `&` stands, as far as it is known. */
  #ampersand = 0;

  constructor(events: XmlEvents) {
    this.#events = events;
  }

  /** @returns whether it could read on; if not, `rest` is for the tolerant parser */
  write(chunk: string): boolean {
    this.#lines += newlines(this.#buffer, 0, this.#at);
    this.#buffer = this.#at === this.#buffer.length ? chunk : this.#buffer.slice(this.#at) + chunk;
    this.#at = 0;
    this.#ampersand = -1;
    const end = this.#read();
    if (end === incomplete && this.#buffer.length - this.#at > longestTag) {
      throw new UnreadableError(`has a tag of more than ${longestTag} characters`, this.line);
    }
    return end !== unusual;
  }

  /** What was not read yet, so that another parser can take it up. */
  get rest(): string {
    return this.#inside + this.#buffer.slice(this.#at);
  }

  /** The line of what is read now, counted from 1. */
  get line(): number {
    return this.#lines + newlines(this.#buffer, 0, this.#at) + 1;
  }

  /** Reads as much of the buffer as it can. @returns why it stopped */
  #read(): number {
    const buffer = this.#buffer;
    for (;;) {
      if (this.#inside !== '' && !this.#leave()) return incomplete;
      const tag = buffer.indexOf('<', this.#at);
      if (tag === -1) return this.#tail();
      if (tag > this.#at) this.#events.text(this.#decoded(this.#at, tag));
      this.#at = tag;
      const end = this.#markup(tag);
      if (end < 0) return end;
      this.#at = end;
    }
  }

  /** The text at the end of the buffer, but for an entity that is cut there. */
  #tail(): number {
    const { length } = this.#buffer;
    const cut = this.#buffer.lastIndexOf('&');
    const end = cut >= this.#at && length - cut < 12 && !this.#buffer.includes(';', cut) ? cut : length;
    if (end > this.#at) this.#events.text(this.#decoded(this.#at, end));
    this.#at = end;
    return incomplete;
  }

  /** Reads on in a CDATA section or a comment, however long it is. @returns whether it ended */
  #leave(): boolean {
    const ofData = this.#inside !== '<!--';
    const found = this.#buffer.indexOf(ofData ? ']]>' : '-->', this.#at);
    const end = found === -1 ? Math.max(this.#at, this.#buffer.length - 2) : found;
    if (ofData && end > this.#at) this.#events.text(this.#buffer.slice(this.#at, end));
    this.#at = found === -1 ? end : end + 3;
    if (found !== -1) this.#inside = '';
    return found !== -1;
  }

  /** @returns the place after the tag or the like that begins there */
  #markup(start: number): number {
    const buffer = this.#buffer;
    const sign = buffer.charCodeAt(start + 1);
    if (sign === 0x2f) return this.#endTag(start);
    if (sign === 0x3f) {
      const end = buffer.indexOf('?>', start + 2);
      return end === -1 ? incomplete : end + 2;
    }
    if (sign !== 0x21) return this.#startTag(start);
    if (buffer.startsWith('<![CDATA[', start)) this.#inside = '<![CDATA[';
    else if (buffer.startsWith('<!--', start)) this.#inside = '<!--';
    else return buffer.length - start < 9 ? incomplete : unusual;
    return start + this.#inside.length;
  }

  #endTag(start: number): number {
    const name = this.open.at(-1) ?? '';
    const end = start + 2 + name.length;
    if (this.#buffer.length <= end) return this.#buffer.includes('>', start) ? unusual : incomplete;
    if (name === '' || this.#buffer.charCodeAt(end) !== 0x3e || !this.#buffer.startsWith(name, start + 2)) {
      return unusual;
    }
    this.open.pop();
    this.#events.close(name);
    return end + 1;
  }

  #startTag(start: number): number {
    // The sixth character tells `<testcase` from `<testsuite` and `<failure`.
    const slot = this.#buffer.charCodeAt(start + 5) & 63;
    const shape = this.#shapes[slot];
    const end = shape === undefined ? unusual : this.#tagOfShape(shape, start);
    return end === unusual ? this.#anyTag(start, slot) : end;
  }

  /** To compare a tag with what one like it looked like is quicker than to take it apart. */
  #tagOfShape({ name, names, pieces }: Shape, start: number): number {
    const buffer = this.#buffer;
    const attributes: Record<string, string | undefined> = {};
    let at = start;
    for (let index = 0; index < names.length; index++) {
      const piece = pieces[index] as string;
      if (!buffer.startsWith(piece, at)) return unusual;
      const from = at + piece.length;
      at = buffer.indexOf('"', from);
      if (at === -1) return unusual;
      attributes[names[index] as string] = this.#decoded(from, at);
    }
    return this.#emit(name, attributes, at + 1);
  }

  #anyTag(start: number, slot: number): number {
    const buffer = this.#buffer;
    let at = nameEnd(buffer, start + 1);
    if (at < 0 || at === start + 1) return at < 0 ? at : unusual;
    const name = buffer.slice(start + 1, at);
    const attributes: Record<string, string | undefined> = {};
    for (;;) {
      let sign = buffer.charCodeAt(at);
      const spaced = isBlank(sign);
      while (isBlank(sign)) sign = buffer.charCodeAt(++at);
      if (sign === 0x3e || sign === 0x2f) break;
      if (!spaced) return Number.isNaN(sign) ? incomplete : unusual;
      const equals = nameEnd(buffer, at);
      if (equals < 0 || equals === at) return equals < 0 ? equals : unusual;
      if (equals + 1 >= buffer.length) return incomplete;
      const quote = buffer.charCodeAt(equals + 1);
      if (buffer.charCodeAt(equals) !== 0x3d || (quote !== 0x22 && quote !== 0x27)) return unusual;
      const end = buffer.indexOf(quote === 0x22 ? '"' : "'", equals + 2);
      if (end === -1) return incomplete;
      const attribute = buffer.slice(at, equals);
      // The first of two wins.
      if (attributes[attribute] === undefined) attributes[attribute] = this.#decoded(equals + 2, end);
      at = end + 1;
    }
    const after = this.#emit(name, attributes, at);
    if (after >= 0 && this.#shapesLeft > 0) {
      this.#shapesLeft -= 1;
      this.#shapes[slot] = shapeOf(name, Object.keys(attributes));
    }
    return after;
  }

  /** @param at where the `>` or `/>` of the tag stands */
  #emit(name: string, attributes: Attributes, at: number): number {
    const sign = this.#buffer.charCodeAt(at);
    const closed = sign === 0x2f;
    const end = closed ? at + 1 : at;
    if (this.#buffer.charCodeAt(end) !== 0x3e) return end >= this.#buffer.length ? incomplete : unusual;
    if (!closed) this.open.push(name);
    this.#events.open(name, attributes);
    if (closed) this.#events.close(name);
    return end + 1;
  }

  #decoded(from: number, to: number): string {
    if (this.#ampersand < from) {
      const next = this.#buffer.indexOf('&', from);
      this.#ampersand = next === -1 ? Number.POSITIVE_INFINITY : next;
    }
    const text = this.#buffer.slice(from, to);
    return this.#ampersand < to ? decodeXmlText(text) : text;
  }
}

/** A tag whose attributes are in double quotes, with one blank before each. */
interface Shape {
  readonly name: string;
  readonly names: readonly string[];
  /** What stands before each value: `<testcase name="`, `" classname="`. */
  readonly pieces: readonly string[];
}

/** @returns undefined for a tag without attributes, or with more than are worth it */
function shapeOf(name: string, names: readonly string[]): Shape | undefined {
  if (names.length === 0 || names.length > 20) return undefined;
  const pieces = names.map((attribute, index) => detached(`${index === 0 ? `<${name} ` : '" '}${attribute}="`));
  return { name: detached(name), names: names.map(detached), pieces };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** @returns where the name ends that begins there; `incomplete` where the text ends first */
function nameEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // A blank or a control character, `/`, `>`, `=`, `<`, a quote, `&`: what may follow is for the caller to say.
    if (code <= 0x2f ? code <= 0x22 || code === 0x26 || code === 0x27 || code === 0x2f : code >= 0x3c && code <= 0x3e) {
      return at;
    }
  }
  return incomplete;
}
