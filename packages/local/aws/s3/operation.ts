import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../error.ts';
import { type AwsRequest, decode, header } from '../request.ts';

/** What a request is about, from its head alone. */
export interface Operation {
  name: string;
  bucket?: string;
  key?: string;
  /** The bucket stands in the Host header. */
  virtualHost: boolean;
}

type Level = 'service' | 'bucket' | 'object';
type Row = readonly [name: string, method: string, level: Level, query?: string | readonly string[], header?: string];

// In order: the first row that fits wins, so what is told apart by a query or a header stands before what is not.
const table: readonly Row[] = [
  ['GetObjectTagging', 'GET', 'object', 'tagging'],
  ['ListParts', 'GET', 'object', 'uploadId'],
  ['GetObject', 'GET', 'object'],
  ['HeadObject', 'HEAD', 'object'],
  ['UploadPart', 'PUT', 'object', ['partNumber', 'uploadId']],
  ['PutObjectTagging', 'PUT', 'object', 'tagging'],
  ['CopyObject', 'PUT', 'object', [], 'x-amz-copy-source'],
  ['PutObject', 'PUT', 'object'],
  ['CreateMultipartUpload', 'POST', 'object', 'uploads'],
  ['CompleteMultipartUpload', 'POST', 'object', 'uploadId'],
  ['AbortMultipartUpload', 'DELETE', 'object', 'uploadId'],
  ['DeleteObjectTagging', 'DELETE', 'object', 'tagging'],
  ['DeleteObject', 'DELETE', 'object'],
  ['GetBucketLocation', 'GET', 'bucket', 'location'],
  ['GetBucketVersioning', 'GET', 'bucket', 'versioning'],
  ['PutBucketVersioning', 'PUT', 'bucket', 'versioning'],
  ['ListObjectVersions', 'GET', 'bucket', 'versions'],
  ['ListMultipartUploads', 'GET', 'bucket', 'uploads'],
  ['ListObjectsV2', 'GET', 'bucket', 'list-type'],
  ['ListObjects', 'GET', 'bucket'],
  ['HeadBucket', 'HEAD', 'bucket'],
  ['CreateBucket', 'PUT', 'bucket'],
  ['DeleteObjects', 'POST', 'bucket', 'delete'],
  ['DeleteBucket', 'DELETE', 'bucket'],
  ['ListBuckets', 'GET', 'service'],
];

// Sub-resources of S3 that this server does not have: to answer them as if they were plain GETs and PUTs would be a lie.
const unknown = new Set(
  'accelerate acl analytics attributes cors encryption intelligent-tiering inventory legal-hold lifecycle logging metrics notification object-lock ownershipControls partNumber policy policyStatus publicAccessBlock replication requestPayment restore retention select torrent website'.split(
    ' ',
  ),
);

/** @returns the operation that a request's head asks for; `Unknown` where there is none */
export function operationOf(request: Pick<AwsRequest, 'method' | 'rawPath' | 'query' | 'headers'>): Operation {
  const hosted = bucketInHost(request.headers);
  const path = request.rawPath.replace(/^\//, '');
  const slash = path.indexOf('/');
  const bucket = hosted ?? decode(slash < 0 ? path : path.slice(0, slash));
  const key = decode(hosted === undefined ? (slash < 0 ? '' : path.slice(slash + 1)) : path);
  const level: Level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const row = table.find(
    ([, method, at, query = [], named]) =>
      method === request.method &&
      at === level &&
      [query].flat().every((name) => request.query.has(name)) &&
      (named === undefined || request.headers[named] !== undefined),
  );
  const lacking =
    request.query.pairs.some(([name]) => unknown.has(name) && !(row?.[0] === 'UploadPart' && name === 'partNumber')) ||
    (row?.[0] === 'UploadPart' && request.headers['x-amz-copy-source'] !== undefined);
  return {
    name: lacking ? 'Unknown' : (row?.[0] ?? 'Unknown'),
    virtualHost: hosted !== undefined,
    ...(bucket === '' ? {} : { bucket }),
    ...(key === '' ? {} : { key }),
  };
}

/** `name.localhost` and `name.s3.localhost`, with or without a region, name a bucket; an address does not. */
function bucketInHost(headers: IncomingHttpHeaders): string | undefined {
  const host = header(headers, 'host')?.replace(/:\d+$/, '') ?? '';
  return /^(.+?)(?:\.s3(?:[.-][a-z0-9-]+)?)?\.localhost$/.exec(host)?.[1];
}

/** S3's answer to a request for something that this server does not have. */
export function notImplemented(): AwsError {
  return new AwsError(
    501,
    'NotImplemented',
    'A header or query you provided implies functionality that this S3 lacks.',
  );
}
