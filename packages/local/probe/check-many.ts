import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { inParallel, readsBack, same } from './expectations.ts';
import type { Check, Probe } from './probe.ts';

const prefix = 'many/';
const manyKeys = Array.from({ length: 1100 }, (_, i) => `${prefix}${i % 2 ? 'Z' : 'a'}/${i}.py`);

async function listMany({ client, bucket: Bucket }: Probe): Promise<string[][]> {
  const pages: string[][] = [];
  for (let ContinuationToken: string | undefined; ; ) {
    const token = ContinuationToken ? { ContinuationToken } : {};
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, ...token }));
    pages.push((page.Contents ?? []).map(({ Key = '' }) => Key));
    ContinuationToken = page.NextContinuationToken;
    if (!ContinuationToken) return pages;
  }
}

const size = 12 * 1024 * 1024;
const partSize = 5 * 1024 * 1024;
// Not the same in every part, so that parts in the wrong order are noticed.
const large = Buffer.alloc(size, 'a large file, ').fill('the second part ', partSize, 2 * partSize);

async function uploadLarge(
  client: S3Client,
  probe: Probe,
  Key: string,
  how: Pick<CreateMultipartUploadCommandInput, 'ChecksumAlgorithm' | 'ChecksumType'> = {},
) {
  const at = { Bucket: probe.bucket, Key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...at, ...how }));
  const Parts: CompletedPart[] = [];
  const { ChecksumAlgorithm } = how;
  for (let i = 0; i * partSize < size; i++) {
    const Body = large.subarray(i * partSize, (i + 1) * partSize);
    const about = { UploadId, PartNumber: i + 1, ...(ChecksumAlgorithm ? { ChecksumAlgorithm } : {}) };
    const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ ...at, ...about, Body }));
    Parts.push({ PartNumber: i + 1, ETag, ...(ChecksumCRC32 ? { ChecksumCRC32 } : {}) });
  }
  const MultipartUpload = { Parts };
  const type = how.ChecksumType ? { ChecksumType: how.ChecksumType } : {};
  return client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload, ...type }));
}

// What completing the latest upload of a run was answered: three uploads of 12 MiB are enough.
const answers = new WeakMap<Probe, CompleteMultipartUploadCommandOutput>();

/** Rows 19 to 23: many keys, and uploads in parts. */
export const manyChecks: readonly Check[] = [
  {
    row: 19,
    name: '1,100 PUTs, 16 at a time, then ListObjectsV2: 1,100 keys over 2 pages',
    async run(probe) {
      const { client, bucket: Bucket } = probe;
      await inParallel(manyKeys, 16, (Key) => client.send(new PutObjectCommand({ Bucket, Key, Body: Key })));
      const pages = await listMany(probe);
      same(
        'The sizes of the pages',
        pages.map((page) => page.length),
        [1000, 100],
      );
      same('The keys', pages.flat().sort(), [...manyKeys].sort());
    },
    async strict(probe) {
      const inBytes = [...manyKeys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      same('The order of the keys', (await listMany(probe)).flat(), inBytes);
    },
  },
  {
    row: 20,
    name: 'DeleteObjects of 1,000 keys, quiet: 100 left',
    async run(probe) {
      const Objects = manyKeys.slice(0, 1000).map((Key) => ({ Key }));
      const Delete = { Objects, Quiet: true };
      const answer = await probe.client.send(new DeleteObjectsCommand({ Bucket: probe.bucket, Delete }));
      same('The errors', answer.Errors ?? [], []);
      same('What is left', (await listMany(probe)).flat().sort(), manyKeys.slice(1000).sort());
    },
    async strict({ client, bucket: Bucket }) {
      const Delete = { Objects: [{ Key: 'many/never' }], Quiet: true };
      same(
        'What a quiet answer names',
        (await client.send(new DeleteObjectsCommand({ Bucket, Delete }))).Deleted,
        undefined,
      );
    },
  },
  {
    row: 21,
    name: 'Multipart 12 MiB in 5 MiB parts, SDK default: the whole body',
    async run(probe) {
      answers.set(probe, await uploadLarge(probe.client, probe, 'large/default'));
      await readsBack(probe, 'large/default', large);
    },
    async strict(probe) {
      const done = answers.get(probe);
      same('The form of the ETag', done?.ETag?.replace(/[0-9a-f]{32}/, 'hex'), '"hex-3"');
      same('ChecksumType', done?.ChecksumType, 'COMPOSITE');
      same('ChecksumCRC32', done?.ChecksumCRC32, '8Oje/g==-3');
    },
  },
  {
    row: 22,
    name: 'Multipart, WHEN_REQUIRED: completes',
    async run(probe) {
      await uploadLarge(probe.with({ requestChecksumCalculation: 'WHEN_REQUIRED' }), probe, 'large/required');
      await readsBack(probe, 'large/required', large);
    },
  },
  {
    row: 23,
    name: 'Multipart, CRC64NVME, FULL_OBJECT: completes',
    async run(probe) {
      const how = { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' } as const;
      answers.set(probe, await uploadLarge(probe.client, probe, 'large/full', how));
    },
    async strict(probe) {
      const done = answers.get(probe);
      same('ChecksumType', done?.ChecksumType, 'FULL_OBJECT');
      await readsBack(probe, 'large/full', large);
      same('ChecksumCRC64NVME', done?.ChecksumCRC64NVME, 'Xj+B+pl4e0s=');
    },
  },
];
