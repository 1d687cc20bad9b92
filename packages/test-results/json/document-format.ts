import type { Sink } from '../model.ts';
import type { Json } from './values.ts';

export type Kind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** What is known of a document while it is read. Paths are written as those of a format are. */
export interface Seen {
  /** What the value there is, from the moment at which it begins; an array or object need not be whole yet. */
  kind(path: string): Kind | undefined;
  /** The first value at one of the paths that formats have as `parts`. */
  first(path: string): Json | undefined;
}

/** Reads one kind of JSON document, whose parts come one by one. */
export interface DocumentHandler {
  /** A value at one of the format's `parts`; it is kept nowhere else. */
  part(path: string, value: Json): void;
  /** The document ended whole. */
  end(): void;
}

/**
 * One format of test results that is one JSON document. A path is `$`, then `.name` for a member of an object and `[]` for
 * an element of an array: `$.results.tests[]`. (The paths of a JSONParser would not tell `results[0]` from
 * `results.tests`, and so would have to hold one format's tests to find another's.)
 */
export interface DocumentFormat {
  /** For people: `CTRF JSON`. */
  readonly name: string;
  /** The values that the handler wants. They should be small: each is held until it is whole. */
  readonly parts: readonly string[];
  /** Further values whose kind tells the format. */
  readonly marks?: readonly string[];
  /**
   * Whether the document is of this kind. It is asked again while more is seen, so that the order of the members does not
   * matter, and must say yes to no document that another format claims.
   */
  claims(seen: Seen): boolean;
  /**
   * @param sink where the cases go; what it got before a throw is not to be used
   * @param refuse throws an UnreadableError with the line that is read now
   * @param seen goes on to tell kinds
   */
  handler(sink: Sink, refuse: (reason: string) => never, seen: Seen): DocumentHandler;
}
