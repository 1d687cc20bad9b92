import { createHash } from 'node:crypto';
import { showObject } from './key.ts';
import { PreconditionFailed, S3Error } from './s3-errors.ts';
import { headObject } from './s3-get.ts';
import { operations } from './s3-operation.ts';
import { ask, type Session } from './s3-request.ts';
import { childText, escapeXml, fitsXml, parseXml } from './xml.ts';

/** S3 takes this many keys in one request. */
const most = 1000;
/** How many failures a sentence shows. */
const shown = 10;

/** An object to delete. */
export interface Doomed {
  key: string;
  /** Without its quotes: deleted only while the object has this ETag. */
  etag?: string;
}

export interface DeleteOptions {
  /** How long to go on trying each request. In milliseconds; a minute by default. */
  budgetMs?: number;
}

interface Failure {
  key: string;
  code: string;
  message: string;
}

/** Failures of single keys that pass, and that the next try of the same request mends. */
const passing = /^(InternalError|SlowDown|ServiceUnavailable|OperationAborted)$/;
/** Somebody else has written or deleted the object. */
const overtaken = /^(PreconditionFailed|ConditionalRequestConflict)$/;

/**
 * Deletes objects, a thousand a request; a key that is not there counts as deleted
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html). With an ETag the delete of that object is
 * conditional (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html), for which S3 wants
 * s3:GetObject beside s3:DeleteObject.
 *
 * @throws PreconditionFailed that names the keys that have another ETag; later requests are not sent then
 * @throws S3Error that names the keys that S3 did not delete, and why; the others are deleted
 */
export async function deleteObjects(
  session: Session,
  bucket: string,
  objects: readonly Doomed[],
  options: DeleteOptions = {},
): Promise<void> {
  const failures: Failure[] = [];
  const listed = objects.filter(({ key }) => fitsXml(key));
  for (let start = 0; start < listed.length; start += most) {
    const page = await deletePage(session, bucket, listed.slice(start, start + most), options);
    await checkOvertaken(session, bucket, page, options);
    failures.push(...page.filter(({ code }) => code !== 'NoSuchKey' && !overtaken.test(code)));
  }
  // XML cannot hold a control character, so such a key goes by its own request.
  for (const object of objects) if (!fitsXml(object.key)) await deleteOne(session, bucket, object, options);
  const [first] = failures;
  if (first) throw new S3Error(notDeleted(bucket, failures), first.code, 200);
}

/**
 * Tells a condition that failed because somebody else wrote from one that failed because the object is gone: by an
 * earlier try of our own whose answer was lost, as a rule.
 *
 * @throws PreconditionFailed for those that are still there
 */
async function checkOvertaken(session: Session, bucket: string, failures: Failure[], options: DeleteOptions) {
  const doubtful = failures.filter(({ code }) => overtaken.test(code));
  const heads = await Promise.all(doubtful.map(({ key }) => headObject(session, bucket, key, options)));
  const there = doubtful.filter((_, i) => heads[i] !== undefined);
  const [first] = there;
  if (!first) return;
  const names = there.slice(0, shown).map(({ key }) => showObject(bucket, key));
  const more = there.length > shown ? ` and ${there.length - shown} more` : '';
  throw new PreconditionFailed(
    `S3 did not delete ${names.join(', ')}${more}, because somebody else wrote to it in the meantime (${first.code}).`,
    first.code,
    412,
  );
}

function deletePage(session: Session, bucket: string, page: Doomed[], options: DeleteOptions): Promise<Failure[]> {
  const objects = page.map(({ key, etag }) => {
    const condition = etag === undefined ? '' : `<ETag>${escapeXml(`"${etag}"`)}</ETag>`;
    return `<Object><Key>${escapeXml(key)}</Key>${condition}</Object>`;
  });
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects.join('')}<Quiet>true</Quiet></Delete>`,
  );
  const digest = createHash('sha256').update(body).digest();
  return ask(session, {
    operation: operations.delete,
    method: 'POST',
    bucket,
    query: { delete: '' },
    body,
    sha256: digest.toString('hex'),
    ...options,
    headers: {
      'content-type': 'application/xml',
      'content-md5': createHash('md5').update(body).digest('base64'),
      'x-amz-checksum-sha256': digest.toString('base64'),
      'x-amz-sdk-checksum-algorithm': 'SHA256',
    },
    read(reply) {
      const failures = readFailures(reply.body.toString());
      const [first] = failures;
      // Deleting twice is deleting once: where only passing faults are left, the whole request goes again.
      if (first && failures.every(({ code }) => passing.test(code))) {
        throw new S3Error(notDeleted(bucket, failures), first.code, 503);
      }
      return failures;
    },
  });
}

async function deleteOne(session: Session, bucket: string, { key, etag }: Doomed, options: DeleteOptions) {
  const condition = etag === undefined ? {} : { headers: { 'if-match': `"${etag}"` } };
  try {
    await ask(session, {
      operation: operations.delete,
      method: 'DELETE',
      bucket,
      key,
      ...options,
      ...condition,
      read: () => undefined,
    });
  } catch (error) {
    if (!(error instanceof PreconditionFailed) || (await headObject(session, bucket, key, options))) throw error;
  }
}

function readFailures(text: string): Failure[] {
  return parseXml(text, 'DeleteResult')
    .children.filter(({ name }) => name === 'Error')
    .map((entry) => ({
      key: childText(entry, 'Key'),
      code: childText(entry, 'Code'),
      message: childText(entry, 'Message'),
    }));
}

function notDeleted(bucket: string, failures: Failure[]): string {
  const lines = failures
    .slice(0, shown)
    .map(({ key, code, message }) => `${showObject(bucket, key)} (${code}${message ? `: ${message}` : ''})`);
  const more = failures.length > shown ? ` and ${failures.length - shown} more` : '';
  const hint = failures.some(({ code }) => code === 'AccessDenied')
    ? ' Allow s3:DeleteObject on them, or switch deleting off.'
    : '';
  return `S3 did not delete ${lines.join(', ')}${more}.${hint}`;
}
