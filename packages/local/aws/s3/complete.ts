import { checksum, checksumElement, checksumHeader } from '../checksums.ts';
import { AwsError } from '../error.ts';
import { elements, parseXml, textOf } from '../xml.ts';
import type { Checksum, Version } from './bucket.ts';
import { checkWrite } from './conditions.ts';
import { type Context, document, encryptionHeaders, head, type Run, versionHeader } from './context.ts';
import { type Part, type Upload, uploadOf } from './multipart.ts';
import { demandWrite, etagOf } from './write.ts';

const smallest = 5 * 1024 * 1024;

/** CompleteMultipartUpload: puts the named parts together in one step. */
export const completeMultipartUpload: Run = (context) => {
  const { bucket, key, request } = context;
  demandWrite(context);
  const upload = uploadOf(context);
  const listed = context.payload.body.toString();
  if (upload.done?.parts === listed) return answer(context, upload, upload.done.version);
  if (upload.done) throw invalidPart();
  const parts = wantedParts(context, upload);
  checkWrite(context);
  const body = Buffer.concat(parts.map((part) => part.body));
  checkSize(context, body.length);
  const made = wholeChecksum(upload, parts, body);
  const sent = head(context, checksumHeader(upload.algorithm));
  if (sent !== undefined && sent !== made.value && `${sent}-${parts.length}` !== made.value) {
    throw new AwsError(
      400,
      'BadDigest',
      `The ${upload.algorithm.toLowerCase()} you specified did not match the calculated checksum.`,
    );
  }
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex')));
  const version = bucket.add(key, {
    ...upload.about,
    deleteMarker: false,
    body,
    etag: `${etagOf(digests, upload.about.kms)}-${parts.length}`,
    lastModified: request.time,
    checksum: made,
  });
  upload.done = { parts: listed, version };
  upload.parts.clear();
  return answer(context, upload, version);
};

function answer({ bucket, key, request }: Context, upload: Upload, version: Version) {
  const { checksum: made } = version;
  return document(
    'CompleteMultipartUploadResult',
    elements({
      Location: `http://${request.headers.host}/${bucket.name}/${encodeURIComponent(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${version.etag}"`,
      [checksumElement(upload.algorithm)]: made?.value,
      ChecksumType: made?.type,
    }),
    { ...versionHeader(bucket, version), ...encryptionHeaders(version, bucket) },
  );
}

function wantedParts({ payload }: Context, upload: Upload): Part[] {
  const listed = parseXml(payload.body, 'CompleteMultipartUpload').children.filter(({ name }) => name === 'Part');
  if (listed.length === 0) {
    throw new AwsError(400, 'MalformedXML', 'You must specify at least one part');
  }
  let before = 0;
  const parts = listed.map((named) => {
    const number = Number(textOf(named, 'PartNumber'));
    if (!(number > before)) {
      throw new AwsError(
        400,
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    }
    before = number;
    const part = upload.parts.get(number);
    if (!part || textOf(named, 'ETag')?.replaceAll('"', '') !== part.etag) throw invalidPart(number);
    const sent = textOf(named, checksumElement(upload.algorithm));
    if (sent === undefined && upload.chosen && upload.type === 'COMPOSITE') {
      throw new AwsError(
        400,
        'InvalidRequest',
        `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
    }
    if (sent !== undefined && sent !== part.checksum) throw invalidPart(number);
    return part;
  });
  const small = parts.slice(0, -1).find(({ body }) => body.length < smallest);
  if (small) {
    throw new AwsError(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      ProposedSize: String(small.body.length),
      MinSizeAllowed: String(smallest),
    });
  }
  return parts;
}

function invalidPart(number?: number): AwsError {
  return new AwsError(
    400,
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    number === undefined ? {} : { PartNumber: String(number) },
  );
}

function checkSize(context: Context, size: number): void {
  const meant = head(context, 'x-amz-mp-object-size');
  if (meant === undefined || Number(meant) === size) return;
  throw new AwsError(
    400,
    'InvalidRequest',
    `The provided 'x-amz-mp-object-size' header value ${meant} does not match what was computed: ${size}`,
  );
}

/** COMPOSITE is the checksum of the parts' checksums; FULL_OBJECT is that of the whole, as if it came in one piece. */
function wholeChecksum({ algorithm, type }: Upload, parts: readonly Part[], body: Buffer): Checksum {
  if (type === 'FULL_OBJECT') return { algorithm, type, value: checksum(algorithm, body) };
  const digests = Buffer.concat(parts.map((part) => Buffer.from(part.checksum, 'base64')));
  return { algorithm, type, value: `${checksum(algorithm, digests)}-${parts.length}` };
}
