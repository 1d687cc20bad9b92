import { createHash } from 'node:crypto';
import { showObject } from './key.ts';
import { S3Error } from './s3-errors.ts';
import { operations } from './s3-operation.ts';
import { ask, type Session } from './s3-request.ts';
import { childText, escapeXml, fitsXml, parseXml } from './xml.ts';

/** S3 takes this many keys in one request. */
const most = 1000;
/** How many failures a sentence shows. */
const shown = 10;

interface Failure {
  key: string;
  code: string;
  message: string;
}

/** Failures of single keys that pass, and that the next try of the same request mends. */
const passing = /^(InternalError|SlowDown|ServiceUnavailable|OperationAborted)$/;

/**
 * Deletes objects, a thousand a request; a key that is not there counts as deleted
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html).
 *
 * @throws S3Error that names the keys that S3 did not delete, and why; the others are deleted
 */
export async function deleteObjects(session: Session, bucket: string, keys: readonly string[]): Promise<void> {
  const failures: Failure[] = [];
  const listed = keys.filter(fitsXml);
  for (let start = 0; start < listed.length; start += most) {
    failures.push(...(await deletePage(session, bucket, listed.slice(start, start + most))));
  }
  // XML cannot hold a control character, so such a key goes by its own request.
  for (const key of keys) if (!fitsXml(key)) await deleteOne(session, bucket, key);
  const [first] = failures;
  if (first) throw new S3Error(notDeleted(bucket, failures), first.code, 200);
}

function deletePage(session: Session, bucket: string, keys: string[]): Promise<Failure[]> {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`).join('');
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects}<Quiet>true</Quiet></Delete>`,
  );
  const digest = createHash('sha256').update(body).digest();
  return ask(session, {
    operation: operations.delete,
    method: 'POST',
    bucket,
    query: { delete: '' },
    body,
    sha256: digest.toString('hex'),
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

function deleteOne(session: Session, bucket: string, key: string): Promise<void> {
  return ask(session, { operation: operations.delete, method: 'DELETE', bucket, key, read: () => undefined });
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
