import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Aws, startAws } from '../server.ts';

const credentials = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const at = { Bucket: 'parts', Key: 'k' };
const big = Buffer.alloc(5 * 1024 * 1024, 'x');
let aws: Aws;
let s3: S3Client;
beforeAll(async () => {
  aws = await startAws({ users: [credentials], buckets: [{ name: 'parts' }] });
  s3 = new S3Client({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(async () => {
  s3.destroy();
  await aws.close();
});

async function begin(bodies: readonly (Buffer | string)[], Key = at.Key) {
  const { UploadId = '' } = await s3.send(
    new CreateMultipartUploadCommand({
      ...at,
      Key,
      ChecksumAlgorithm: 'SHA256',
      ContentType: 'text/plain',
      Metadata: { a: '1' },
    }),
  );
  const Parts: CompletedPart[] = [];
  for (const [i, Body] of bodies.entries()) {
    const part = { ...at, Key, UploadId, PartNumber: i + 1, Body, ChecksumAlgorithm: 'SHA256' } as const;
    const { ETag, ChecksumSHA256 } = await s3.send(new UploadPartCommand(part));
    Parts.push({ PartNumber: i + 1, ETag, ChecksumSHA256 });
  }
  return { UploadId, Parts };
}
const complete = (UploadId: string, Parts: CompletedPart[], more = {}) =>
  s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...more }));

test('completing again, after an answer that was lost, gives the same answer and no second object', async () => {
  const { UploadId, Parts } = await begin([big, 'end']);
  const [first, second] = [await complete(UploadId, Parts), await complete(UploadId, Parts)];
  expect(second.ETag).toBe(first.ETag);
  const made = aws.s3.bucket('parts').get('k');
  expect([made?.body.length, made?.metadata, made?.headers['content-type']]).toEqual([
    big.length + 3,
    { a: '1' },
    'text/plain',
  ]);
});

describe('refused', () => {
  const cases: [title: string, change: (parts: CompletedPart[]) => CompletedPart[], code: string, more?: object][] = [
    ['parts out of order', (parts) => parts.toReversed(), 'InvalidPartOrder'],
    [
      'a part that was not uploaded',
      (parts) => [...parts, { PartNumber: 3, ETag: '"x"', ChecksumSHA256: 'x' }],
      'InvalidPart',
    ],
    ['a part with another ETag', ([one = {}, ...rest]) => [{ ...one, ETag: '"x"' }, ...rest], 'InvalidPart'],
    ['a part without its checksum', (parts) => parts.map(({ ChecksumSHA256: _, ...part }) => part), 'InvalidRequest'],
    ['a part with another checksum', (parts) => parts.map((part) => ({ ...part, ChecksumSHA256: 'x' })), 'InvalidPart'],
    ['no parts', () => [], 'MalformedXML'],
    ['another size than was meant', (parts) => parts, 'InvalidRequest', { MpuObjectSize: 5 }],
    ['a condition that does not hold', (parts) => parts, 'PreconditionFailed', { IfNoneMatch: '*' }],
  ];
  for (const [title, change, code, more] of cases) {
    test(`${title}: ${code}`, async () => {
      aws.s3.bucket('parts').put('k', 'before');
      const { UploadId, Parts } = await begin([big, 'end']);
      await expect(complete(UploadId, change(Parts), more)).rejects.toMatchObject({ name: code });
      expect(aws.s3.bucket('parts').text('k')).toBe('before');
    });
  }

  test('a part below 5 MiB that is not the last: EntityTooSmall', async () => {
    const { UploadId, Parts } = await begin(['small', 'end']);
    await expect(complete(UploadId, Parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
  });

  test('a kind of checksum that an algorithm does not have', async () => {
    const ask = new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' });
    await expect(s3.send(ask)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});

test('an upload is seen while it is open, and gone once it is aborted', async () => {
  const { UploadId } = await begin(['part'], 'open');
  const named = { ...at, Key: 'open', UploadId };
  expect((await s3.send(new ListPartsCommand(named))).Parts).toMatchObject([{ PartNumber: 1, Size: 4 }]);
  const open = async () =>
    (await s3.send(new ListMultipartUploadsCommand({ Bucket: 'parts', Prefix: 'open' }))).Uploads ?? [];
  expect((await open()).map((upload) => upload.UploadId)).toEqual([UploadId]);
  await s3.send(new AbortMultipartUploadCommand(named));
  expect(await open()).toEqual([]);
  expect(aws.s3.bucket('parts').openUploads()).not.toContain('open');
  await expect(s3.send(new AbortMultipartUploadCommand(named))).rejects.toMatchObject({ name: 'NoSuchUpload' });
});
