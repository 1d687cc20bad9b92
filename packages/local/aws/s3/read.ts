import { checksum, checksumHeader } from '../checksums.ts';
import { AwsError } from '../error.ts';
import type { AwsAnswer } from '../request.ts';
import type { Bucket, Checksum, Version } from './bucket.ts';
import { checkRead } from './conditions.ts';
import { encryptionHeaders, head, type Run, versionHeader, wantedVersion } from './context.ts';

/** GetObject and HeadObject: they differ in the body alone, which the server leaves out for HEAD. */
export const getObject: Run = (context) => {
  const { request, bucket, key } = context;
  const versioned = request.query.has('versionId');
  context.demand(versioned ? 's3:GetObjectVersion' : 's3:GetObject', key);
  const version = wantedVersion(context);
  const headers: AwsAnswer['headers'] = {
    etag: `"${version.etag}"`,
    'last-modified': version.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(bucket, version),
  };
  if (checkRead(request, version)) return { status: 304, headers };
  Object.assign(headers, version.headers, encryptionHeaders(version, bucket));
  for (const [name, value] of Object.entries(version.metadata)) headers[`x-amz-meta-${name}`] = value;
  for (const [name, value] of request.query.pairs) {
    if (name.startsWith('response-')) headers[name.slice('response-'.length)] = value;
  }
  if (version.tags.length > 0) headers['x-amz-tagging-count'] = String(version.tags.length);
  const range = wantedRange(head(context, 'range'), version.body.length);
  if (range) {
    const [from, to] = range;
    headers['content-range'] = `bytes ${from}-${to}/${version.body.length}`;
    return { status: 206, headers, body: version.body.subarray(from, to + 1) };
  }
  if (head(context, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    const found = checksumOf(bucket, key, version);
    headers[checksumHeader(found.algorithm)] = found.value;
    headers['x-amz-checksum-type'] = found.type;
  }
  return { status: 200, headers, body: version.body };
};

/**
 * An object's checksum: the one it was sent with, or else the CRC64NVME that S3 gives every object. The latter is
 * calculated when somebody asks for it, because hardly anybody does and it costs more than the PUT.
 */
function checksumOf(bucket: Bucket, key: string, version: Version): Checksum {
  if (version.checksum) return version.checksum;
  const made: Checksum = { algorithm: 'CRC64NVME', value: checksum('CRC64NVME', version.body), type: 'FULL_OBJECT' };
  bucket.change(key, version, { ...version, checksum: made });
  return made;
}

/** The first and the last byte that are asked for; undefined for the whole, as for a header that is no single range. */
function wantedRange(text: string | undefined, size: number): [from: number, to: number] | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < from) return undefined;
  if (from >= size || to < from) {
    throw new AwsError(416, 'InvalidRange', 'The requested range is not satisfiable', {
      RangeRequested: text ?? '',
      ActualObjectSize: String(size),
    });
  }
  return [from, to];
}
