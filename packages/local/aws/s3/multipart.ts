import { createHash, randomBytes } from 'node:crypto';
import { type Algorithm, algorithms, checksum, checksumElement, checksumHeader } from '../checksums.ts';
import { AwsError } from '../error.ts';
import { element, elements } from '../xml.ts';
import type { Checksum, Version } from './bucket.ts';
import { type Context, document, encryptionHeaders, head, type Run } from './context.ts';
import type { Payload } from './payload.ts';
import { demandWrite, described } from './write.ts';

export interface Part {
  body: Buffer;
  etag: string;
  /** Of the upload's algorithm. */
  checksum: string;
  uploaded: Date;
}

/** A multipart upload. */
export interface Upload {
  id: string;
  key: string;
  begun: Date;
  about: Pick<Version, 'headers' | 'metadata' | 'tags' | 'kms'>;
  algorithm: Algorithm;
  type: Checksum['type'];
  /** The client named the algorithm, so the answers name it too. */
  chosen: boolean;
  parts: Map<number, Part>;
  /** What completing it made, so that a client whose answer was lost gets it when it asks again. */
  done?: { parts: string; version: Version };
}

const onlyFull = new Set<Algorithm>(['CRC64NVME']);
const onlyComposite = new Set<Algorithm>(['SHA1', 'SHA256']);

/** The algorithm and the type of checksum that an upload asks for; a whole CRC64NVME where it asks for none. */
function wantedChecksum(context: Context): Pick<Upload, 'algorithm' | 'type' | 'chosen'> {
  const named = head(context, 'x-amz-checksum-algorithm')?.toUpperCase();
  const algorithm = algorithms.find((name) => name === (named ?? 'CRC64NVME'));
  if (!algorithm) {
    throw new AwsError(
      400,
      'InvalidRequest',
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  const usual = onlyFull.has(algorithm) ? 'FULL_OBJECT' : 'COMPOSITE';
  const type = head(context, 'x-amz-checksum-type')?.toUpperCase() ?? usual;
  const impossible = type === 'FULL_OBJECT' ? onlyComposite : onlyFull;
  if ((type !== 'FULL_OBJECT' && type !== 'COMPOSITE') || impossible.has(algorithm)) {
    throw new AwsError(
      400,
      'InvalidRequest',
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type, chosen: named !== undefined };
}

export const createMultipartUpload: Run = (context) => {
  const { request, bucket, key } = context;
  demandWrite(context);
  const upload: Upload = {
    id: randomBytes(48).toString('base64url'),
    key,
    begun: request.time,
    about: described(request, bucket),
    ...wantedChecksum(context),
    parts: new Map(),
  };
  bucket.uploads.set(upload.id, upload);
  return document(
    'InitiateMultipartUploadResult',
    elements({ Bucket: bucket.name, Key: key, UploadId: upload.id }),
    upload.chosen ? { 'x-amz-checksum-algorithm': upload.algorithm, 'x-amz-checksum-type': upload.type } : {},
  );
};

/** @throws AwsError 404 NoSuchUpload */
export function uploadOf({ request, bucket, key }: Context): Upload {
  const upload = bucket.uploads.get(request.query.get('uploadId') ?? '');
  if (upload?.key === key) return upload;
  throw new AwsError(
    404,
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    { UploadId: request.query.get('uploadId') ?? '' },
  );
}

export const uploadPart: Run = (context) => {
  const { request, bucket, key, payload } = context;
  context.demand('s3:PutObject', key);
  const upload = uploadOf(context);
  const number = Number(request.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new AwsError(400, 'InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', {
      ArgumentName: 'partNumber',
    });
  }
  if (upload.done) throw uploadIsOver(upload.id);
  checkPartAlgorithm(upload, payload.sent);
  const { body } = payload;
  const part: Part = {
    body,
    etag: createHash('md5').update(body).digest('hex'),
    checksum: payload.sent?.value ?? checksum(upload.algorithm, body),
    uploaded: request.time,
  };
  upload.parts.set(number, part);
  return {
    status: 200,
    headers: {
      etag: `"${part.etag}"`,
      ...(payload.sent ? { [checksumHeader(upload.algorithm)]: part.checksum } : {}),
      ...encryptionHeaders({ kms: upload.about.kms } as Version, bucket),
    },
  };
};

/** An upload that named no algorithm takes that of its first part: the SDK's default sends CRC32 with the parts alone. */
function checkPartAlgorithm(upload: Upload, sent: Payload['sent']): void {
  if (sent && !upload.chosen && upload.parts.size === 0) {
    upload.algorithm = sent.algorithm;
    upload.type = onlyFull.has(sent.algorithm) ? 'FULL_OBJECT' : 'COMPOSITE';
  }
  if (sent ? sent.algorithm === upload.algorithm : !(upload.chosen && upload.type === 'COMPOSITE')) return;
  throw new AwsError(
    400,
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${sent?.algorithm.toLowerCase() ?? 'null'}`,
  );
}

function uploadIsOver(id: string): AwsError {
  return new AwsError(404, 'NoSuchUpload', 'The specified upload does not exist.', { UploadId: id });
}

export const abortMultipartUpload: Run = (context) => {
  context.demand('s3:AbortMultipartUpload', context.key);
  const upload = uploadOf(context);
  if (upload.done) throw uploadIsOver(upload.id);
  context.bucket.uploads.delete(upload.id);
  return { status: 204 };
};

export const listParts: Run = (context) => {
  const { bucket, key } = context;
  context.demand('s3:ListMultipartUploadParts', key);
  const upload = uploadOf(context);
  if (upload.done) throw uploadIsOver(upload.id);
  const parts = [...upload.parts].sort(([a], [b]) => a - b);
  const shown = parts.map(([number, part]) =>
    element('Part', {
      xml: elements({
        PartNumber: number,
        LastModified: part.uploaded.toISOString(),
        ETag: `"${part.etag}"`,
        Size: part.body.length,
        [checksumElement(upload.algorithm)]: upload.chosen ? part.checksum : undefined,
      }),
    }),
  );
  const about = elements({ Bucket: bucket.name, Key: key, UploadId: upload.id, IsTruncated: false });
  return document('ListPartsResult', about + shown.join(''));
};

export const listMultipartUploads: Run = ({ request, bucket, demand }) => {
  demand('s3:ListBucketMultipartUploads');
  const prefix = request.query.get('prefix') ?? '';
  const open = [...bucket.uploads.values()].filter(({ key, done }) => !done && key.startsWith(prefix));
  const shown = open.map((upload) =>
    element('Upload', {
      xml: elements({ Key: upload.key, UploadId: upload.id, Initiated: upload.begun.toISOString() }),
    }),
  );
  return document(
    'ListMultipartUploadsResult',
    elements({ Bucket: bucket.name, Prefix: prefix, IsTruncated: false }) + shown.join(''),
  );
};
