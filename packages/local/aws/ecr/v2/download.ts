import type { IncomingHttpHeaders } from 'node:http';
import type { DownloadUrls } from '../download-urls.ts';
import type { Reply } from './exchange.ts';
import { RegistryError } from './refusal.ts';

/** Where the registry sends those who want a blob: as S3 does for a presigned address. */
export function download(
  downloads: DownloadUrls,
  path: string,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
  now: Date,
): Reply {
  if (headers.authorization !== undefined) {
    throw new RegistryError(
      400,
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  const content = downloads.open(path, query, now);
  if (content === 'forged') throw new RegistryError(403, 'SignatureDoesNotMatch', 'The signature does not match.');
  if (content === 'expired') throw new RegistryError(403, 'AccessDenied', 'Request has expired');
  if (content === 'missing') throw new RegistryError(404, 'NoSuchKey', 'The specified key does not exist.');
  const common = { 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' };
  const range = headers.range === undefined ? undefined : readRange(headers.range, content.size);
  if (range === 'unsatisfiable') {
    throw new RegistryError(416, 'InvalidRange', 'The requested range is not satisfiable', {
      'content-range': `bytes */${content.size}`,
    });
  }
  if (!range) return { status: 200, headers: { ...common, 'content-length': content.size }, body: content.open() };
  const [first, last] = range;
  return {
    status: 206,
    headers: {
      ...common,
      'content-length': last - first + 1,
      'content-range': `bytes ${first}-${last}/${content.size}`,
    },
    body: content.open(first, last),
  };
}

/** One range of bytes; several, or what is none, count as not there. */
function readRange(text: string, size: number): [first: number, last: number] | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(text) ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? [first, last] : 'unsatisfiable';
}
