import { JSONParser } from '@streamparser/json';
import type { Sink } from '../model.ts';
import { UnreadableError } from '../unreadable-error.ts';

/** A value of a JSON document, as it was parsed. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Reads one kind of JSON document, whose parts come one by one as they are parsed. */
export interface DocumentHandler {
  /**
   * One value at one of the format's paths. It is not kept by the parser.
   *
   * @param path where it stands, such as `$.results.tests.*`
   */
  value(path: string, value: Json): void;
  /** The document ended whole. */
  end(): void;
}

/** One format of test results that is one JSON document. */
export interface DocumentFormat {
  /** For people: `CTRF JSON`. */
  readonly name: string;
  /** Where the values stand that the handler wants; `*` stands for any key or index. The first one of a file tells its format. */
  readonly paths: readonly string[];
  /** Whether a document is of this kind, from the first value at one of its paths: formats may share a path. */
  claims(path: string, value: Json): boolean;
  /**
   * @param sink where the cases go; what it got before a throw is not to be used
   * @param refuse throws an UnreadableError
   */
  handler(sink: Sink, refuse: (reason: string) => never): DocumentHandler;
}

const formats: readonly DocumentFormat[] = [];

/**
 * Reads test results in one JSON document, as a stream.
 *
 * @throws UnreadableError when the text is no JSON, ends too early, or is no format of test results that is known
 */
export async function readDocument(chunks: AsyncIterable<string>, sink: Sink): Promise<void> {
  const parser = new JSONParser({ paths: [...new Set(formats.flatMap(({ paths }) => paths))], keepStack: false });
  void sink;
  for await (const chunk of chunks) parser.write(chunk);
  throw new UnreadableError('is JSON, but no format of test results that is known');
}
