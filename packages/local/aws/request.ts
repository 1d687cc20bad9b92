import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** One request, read whole. */
export interface AwsRequest {
  id: string;
  method: string;
  headers: IncomingHttpHeaders;
  /** The path exactly as it was sent; the signature covers it. */
  rawPath: string;
  /** The query, decoded, in the order it was sent. */
  query: Query;
  body: Buffer;
  /** When the request's head arrived, by the server's clock. */
  time: Date;
}

/** What a service answers. A string is a document in XML, unless a header says otherwise. */
export interface AwsAnswer {
  status: number;
  headers?: Record<string, string | undefined>;
  body?: string | Buffer;
}

/** A query string, decoded once; the first of several values of one name counts. */
export class Query {
  readonly pairs: readonly (readonly [name: string, value: string])[];

  constructor(raw: string) {
    this.pairs = raw
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=');
        return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
      });
  }

  get(name: string): string | undefined {
    return this.pairs.find(([found]) => found === name)?.[1];
  }

  has(name: string): boolean {
    return this.pairs.some(([found]) => found === name);
  }
}

/** Percent-decodes; what is no valid encoding stays as it is, so that the signature fails instead of the server. */
export function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The head of a request, before its body has arrived. */
export function readHead(message: IncomingMessage, time: Date): Omit<AwsRequest, 'body'> {
  const target = message.url ?? '/';
  const question = target.indexOf('?');
  return {
    id: randomUUID().slice(0, 18).replaceAll('-', '').toUpperCase(),
    method: message.method ?? 'GET',
    headers: message.headers,
    rawPath: question < 0 ? target : target.slice(0, question),
    query: new Query(question < 0 ? '' : target.slice(question + 1)),
    time,
  };
}

/**
 * The whole body; a larger one than the limit is read to its end, and dropped.
 *
 * @param limit the most that is kept, in bytes
 * @throws Error when the connection breaks before its end
 */
export function readBody(message: IncomingMessage): Promise<Buffer>;
export function readBody(message: IncomingMessage, limit: number | undefined): Promise<Buffer | undefined>;
export function readBody(message: IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks = [];
    });
    message.on('end', () => {
      if (size > limit) resolve(undefined);
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    });
    message.on('error', reject);
  });
}

/** One header's value; several lines of one header are joined as HTTP allows. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
