import { AwsError } from '../error.ts';
import { type AwsRequest, header } from '../request.ts';
import type { Bucket, Version } from './bucket.ts';
import { type Context, noSuchKey } from './context.ts';
import { notImplemented } from './operation.ts';

/** @throws AwsError always: 412 in S3's words */
function failed(condition: string): never {
  throw new AwsError(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });
}

const bare = (etag: string) => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');

/** Whether one of the ETags of a header is the version's, or the header is `*`. */
export function names(tags: string, version: Version): boolean {
  return tags.trim() === '*' || tags.split(',').some((tag) => bare(tag) === version.etag);
}

/** Whether a PUT's condition holds for what is in the bucket now. */
export function writeConditionHolds(request: Pick<AwsRequest, 'headers'>, bucket: Bucket, key: string): boolean {
  const current = bucket.current(key);
  const ifMatch = header(request.headers, 'if-match');
  if (header(request.headers, 'if-none-match') !== undefined && current) return false;
  return ifMatch === undefined || (current !== undefined && names(ifMatch, current));
}

/**
 * The condition on a write, held in the very step that writes.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @throws AwsError 412 where it does not hold; 404 NoSuchKey for If-Match on a key that is not there; 409
 *   ConditionalRequestConflict where another request got in between this one's head and its end
 */
export function checkWrite(context: Context): void {
  const { request, bucket, key, writer, heldAtFirst } = context;
  const ifNoneMatch = header(request.headers, 'if-none-match');
  const ifMatch = header(request.headers, 'if-match');
  if (ifNoneMatch === undefined && ifMatch === undefined) return;
  if (ifNoneMatch !== undefined && (ifNoneMatch.trim() !== '*' || ifMatch !== undefined)) throw notImplemented();
  const current = bucket.current(key);
  if (ifNoneMatch !== undefined) {
    if (current) failed('If-None-Match');
    if (writer?.deleted) throw conflict();
  }
  if (ifMatch !== undefined) {
    if (!current) throw noSuchKey(key);
    if (!names(ifMatch, current)) {
      if (heldAtFirst) throw conflict();
      failed('If-Match');
    }
  }
}

function conflict(): AwsError {
  return new AwsError(
    409,
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
  );
}

/**
 * The condition on a DELETE.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export function checkDelete(bucket: Bucket, key: string, ifMatch: string | undefined): void {
  if (ifMatch === undefined) return;
  const newest = bucket.newest(key);
  if (!newest) throw noSuchKey(key);
  if (newest.deleteMarker || !names(ifMatch, newest)) failed('If-Match');
}

/** The conditions on a read, in RFC 9110's order. @returns true when the client's copy is still good: 304 */
export function checkRead(request: AwsRequest, version: Version, prefix = ''): boolean {
  const value = (name: string) => header(request.headers, prefix + name);
  // Dates in HTTP have whole seconds.
  const modified = Math.floor(version.lastModified.getTime() / 1000) * 1000;
  const [match, noneMatch] = [value('if-match'), value('if-none-match')];
  const [since, unmodified] = [value('if-modified-since'), value('if-unmodified-since')];
  if (match !== undefined) {
    if (!names(match, version)) failed(`${prefix}If-Match`);
  } else if (unmodified !== undefined && modified > Date.parse(unmodified)) failed(`${prefix}If-Unmodified-Since`);
  const same =
    noneMatch !== undefined ? names(noneMatch, version) : since !== undefined && modified <= Date.parse(since);
  if (same && prefix) failed(`${prefix}If-None-Match`);
  return same;
}
