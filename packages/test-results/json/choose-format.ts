import type { Sink } from '../model.ts';
import { unknownFormat } from '../other-kind.ts';
import type { Assembled } from './assemble.ts';
import type { DocumentFormat, DocumentHandler, Kind, Seen } from './document-format.ts';
import type { Json } from './values.ts';

/** So many parts are kept until they tell the format; the first or second of a real report does. */
const mostUndecided = 1_000;

const unknown = `is JSON, ${unknownFormat}`;

/** Finds out which format a document has from what is seen of it, and hands its parts to the format's handler. */
export class FormatChooser implements Assembled, Seen {
  readonly #formats: readonly DocumentFormat[];
  readonly #sink: Sink;
  readonly #refuse: (reason: string) => never;
  readonly #kinds = new Map<string, Kind>();
  readonly #firsts = new Map<string, Json>();
  #undecided: [path: string, value: Json][] = [];
  #chosen: { handler: DocumentHandler; parts: ReadonlySet<string> } | undefined;

  constructor(formats: readonly DocumentFormat[], sink: Sink, refuse: (reason: string) => never) {
    this.#formats = formats;
    this.#sink = sink;
    this.#refuse = refuse;
  }

  begins(path: string, kind: Kind): void {
    this.#kinds.set(path, kind);
  }

  kind(path: string): Kind | undefined {
    return this.#kinds.get(path);
  }

  first(path: string): Json | undefined {
    return this.#firsts.get(path);
  }

  /** Whether parts are kept because the format is not known yet. */
  get holds(): boolean {
    return this.#undecided.length > 0;
  }

  part(path: string, value: Json): void {
    if (this.#chosen) {
      if (this.#chosen.parts.has(path)) this.#chosen.handler.part(path, value);
      return;
    }
    if (!this.#firsts.has(path)) this.#firsts.set(path, value);
    this.#undecided.push([path, value]);
    this.#choose();
    if (this.#undecided.length >= mostUndecided) this.#refuse(unknown);
  }

  /** The document ended whole. */
  end(): void {
    this.#choose();
    if (this.#chosen) this.#chosen.handler.end();
    else this.#refuse(unknown);
  }

  #choose(): void {
    const format = this.#chosen ? undefined : this.#formats.find((one) => one.claims(this));
    if (!format) return;
    this.#chosen = { handler: format.handler(this.#sink, this.#refuse, this), parts: new Set(format.parts) };
    const parts = this.#undecided;
    this.#undecided = [];
    this.#firsts.clear();
    for (const [path, value] of parts) this.part(path, value);
  }
}
