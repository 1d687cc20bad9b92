import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from './exchange.ts';
import type { RegistryError } from './refusal.ts';
import type { Route } from './route.ts';

/** A refusal as the registry writes it; those of downloads are S3's. */
export function renderRefusal({ status, code, message, headers }: RegistryError, { operation }: Route): Reply {
  if (operation === 'DownloadLayer') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    return { status, headers: { ...headers, 'content-type': 'application/xml' }, body };
  }
  const body = JSON.stringify({ errors: [{ code, message }] });
  return { status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, body };
}

/** How many bytes of a body an answer has. */
export function sizeOf({ body, headers }: Reply, method: string): number {
  if (method === 'HEAD' || body === undefined) return 0;
  return body instanceof Readable ? Number(headers?.['content-length'] ?? 0) : Buffer.byteLength(body);
}

/** Sends an answer. */
export async function send(
  { status, headers = {}, body }: Reply,
  method: string,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('docker-distribution-api-version', 'registry/2.0');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body instanceof Readable) {
    response.writeHead(status);
    // A client that goes in the middle is no fault of the server.
    return pipeline(body, response).catch(() => {});
  }
  if (status !== 204 && !response.hasHeader('content-length')) {
    response.setHeader('content-length', body === undefined ? 0 : Buffer.byteLength(body));
  }
  response.writeHead(status);
  response.end(method === 'HEAD' ? undefined : body);
}
