import { algorithms, checksum, checksumElement } from '../checksums.ts';
import { AwsError } from '../error.ts';
import { decode, Query } from '../request.ts';
import { elements } from '../xml.ts';
import type { Checksum, Version } from './bucket.ts';
import { checkRead, checkWrite } from './conditions.ts';
import { type Context, document, encryptionHeaders, head, type Run, versionHeader, wantedVersion } from './context.ts';
import { demandWrite, described, etagOf } from './write.ts';

export const copyObject: Run = (context) => {
  const { request, bucket, key } = context;
  demandWrite(context);
  const source = sourceOf(context);
  checkRead(request, source.version, 'x-amz-copy-source-');
  const replaced = head(context, 'x-amz-metadata-directive')?.toUpperCase() === 'REPLACE';
  const retagged = head(context, 'x-amz-tagging-directive')?.toUpperCase() === 'REPLACE';
  const encrypted = request.headers['x-amz-server-side-encryption'] !== undefined;
  const own = source.bucket === bucket.name && source.key === key && source.version === bucket.current(key);
  if (own && !replaced && !encrypted) {
    throw new AwsError(
      400,
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  checkWrite(context);
  const about = described(request, bucket);
  const { body, headers, metadata, tags } = source.version;
  const version = bucket.add(key, {
    headers: replaced ? about.headers : headers,
    metadata: replaced ? about.metadata : metadata,
    tags: retagged ? about.tags : tags,
    kms: about.kms,
    deleteMarker: false,
    body,
    etag: etagOf(body, about.kms),
    lastModified: request.time,
    ...copiedChecksum(context, source.version),
  });
  const { checksum: found } = version;
  const inner = elements({
    LastModified: version.lastModified.toISOString(),
    ETag: `"${version.etag}"`,
    ChecksumType: found?.type,
    ...(found ? { [checksumElement(found.algorithm)]: found.value } : {}),
  });
  return document('CopyObjectResult', inner, {
    ...versionHeader(bucket, version),
    ...encryptionHeaders(version, bucket),
    'x-amz-copy-source-version-id': source.versioned ? source.version.versionId : undefined,
  });
};

function sourceOf(context: Context) {
  const text = head(context, 'x-amz-copy-source') ?? '';
  const [path = '', query = ''] = text.replace(/^\//, '').split('?', 2);
  const slash = decode(path).indexOf('/');
  if (slash < 1) {
    throw new AwsError(
      400,
      'InvalidArgument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  }
  const bucket = context.buckets.get(decode(path).slice(0, slash));
  const key = decode(path).slice(slash + 1);
  const versionId = new Query(query).get('versionId');
  context.demand(versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', key, bucket);
  const version = wantedVersion(context, bucket, key, versionId);
  return { bucket: bucket.name, key, version, versioned: bucket.versioning !== undefined };
}

/** The copy's checksum: of the algorithm that is asked for, or of the source's, calculated again over the whole. */
function copiedChecksum(context: Context, source: Version): { checksum?: Checksum } {
  const asked = head(context, 'x-amz-checksum-algorithm')?.toUpperCase();
  const algorithm = algorithms.find((name) => name === (asked ?? source.checksum?.algorithm));
  if (!algorithm) return {};
  return { checksum: { algorithm, value: checksum(algorithm, source.body), type: 'FULL_OBJECT' } };
}
