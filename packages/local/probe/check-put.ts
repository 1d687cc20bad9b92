import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { readsBack, refused, same } from './expectations.ts';
import type { Check, Probe } from './probe.ts';

const body = 'print("a task")\n';

// Of the body above, calculated once with Python (zlib, hashlib, and a CRC table of its own): the server under test and
// these tests must not agree by sharing a mistake.
const sums = {
  CRC32: 'v8zjEg==',
  CRC32C: 'F7zdSQ==',
  SHA1: 'u+CcljBVdVwnLKjvSJ3k84mI4Nw=',
  SHA256: 'K7ttY2YrKacnQE8ZlbB/s505TYlVMuB1xRb5waUxGdo=',
  CRC64NVME: 'tENRFvNvMJ8=',
} as const;

const put = ({ client, bucket }: Probe, key: string, more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...more }));

/** @throws unless HEAD names this checksum and no other */
async function stored({ client, bucket }: Probe, key: string, sums: Record<string, string>): Promise<void> {
  const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
  const named = Object.entries(found).filter(([name]) => /^Checksum(CRC|SHA)/.test(name));
  same('What HEAD says of checksums', Object.fromEntries(named), sums);
}

const withAlgorithm = (row: number, algorithm: 'CRC32C' | 'SHA1' | 'SHA256' | 'CRC64NVME'): Check => {
  const key = `sum/${algorithm}`;
  const member = `Checksum${algorithm}` as const;
  const send = (probe: Probe) => put(probe, key, { ChecksumAlgorithm: algorithm, [member]: sums[algorithm] });
  return {
    row,
    name: `PUT with ${algorithm}: the body reads back`,
    async run(probe) {
      await send(probe);
      await readsBack(probe, key, body);
    },
    async strict(probe) {
      same(member, (await send(probe))[member], sums[algorithm]);
      await stored(probe, key, { [member]: sums[algorithm] });
    },
  };
};

/** Rows 1 to 11 and 15 to 17: buckets, PUT, checksums, signatures and conditions. */
export const putChecks: readonly Check[] = [
  {
    row: 1,
    name: 'CreateBucket: 200',
    async run({ client, bucket }) {
      const answer = await client.send(new CreateBucketCommand({ Bucket: bucket }));
      same('The status', answer.$metadata.httpStatusCode, 200);
      await client.send(new HeadBucketCommand({ Bucket: bucket }));
    },
  },
  {
    row: 2,
    name: 'PUT of a buffer, SDK default (CRC32 header): the body reads back',
    async run(probe) {
      await put(probe, 'default');
      await readsBack(probe, 'default', body);
    },
    async strict(probe) {
      same('ChecksumCRC32', (await put(probe, 'default')).ChecksumCRC32, sums.CRC32);
    },
  },
  {
    row: 3,
    name: 'PUT of a stream, SDK default (aws-chunked, trailing checksum): the body without the framing',
    async run(probe) {
      const Body = Readable.from([Buffer.from(body)]);
      await put(probe, 'stream', { Body, ContentLength: body.length });
      await readsBack(probe, 'stream', body);
    },
    async strict(probe) {
      await stored(probe, 'stream', { ChecksumCRC32: sums.CRC32 });
      // The SDK takes a given checksum for its trailer, also a wrong one.
      const Body = Readable.from([Buffer.from(body)]);
      const client = probe.with({});
      client.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { body: AsyncIterable<Uint8Array> };
          request.body = Readable.from(forged(request.body));
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'forgeTrailer' },
      );
      const send = client.send(
        new PutObjectCommand({ Bucket: probe.bucket, Key: 'forged', Body, ContentLength: body.length }),
      );
      await refused(send, 400, 'BadDigest');
    },
  },
  {
    row: 4,
    name: 'PUT with checksums WHEN_REQUIRED: the body reads back',
    async run(probe) {
      const client = probe.with({ requestChecksumCalculation: 'WHEN_REQUIRED' });
      await put({ ...probe, client }, 'required');
      await readsBack(probe, 'required', body);
    },
  },
  withAlgorithm(5, 'CRC32C'),
  withAlgorithm(6, 'SHA1'),
  withAlgorithm(7, 'SHA256'),
  withAlgorithm(8, 'CRC64NVME'),
  {
    row: 9,
    name: 'PUT with a wrong CRC32 header: refused',
    run: (probe) => refused(put(probe, 'wrong', { ChecksumCRC32: 'AAAAAA==' })),
    strict: (probe) => refused(put(probe, 'wrong', { ChecksumCRC32: 'AAAAAA==' }), 400, 'BadDigest'),
  },
  {
    row: 10,
    name: 'PUT with a wrong Content-MD5: refused',
    run: (probe) => refused(put(probe, 'wrong', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })),
    strict: (probe) => refused(put(probe, 'wrong', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }), 400, 'BadDigest'),
  },
  {
    row: 11,
    name: 'PUT signed with a wrong secret: refused',
    run: (probe) => refused(forgedPut(probe)),
    strict: (probe) => refused(forgedPut(probe), 403, 'SignatureDoesNotMatch'),
  },
  {
    row: 15,
    name: 'ETag of a simple PUT: the quoted MD5 of the body',
    async run(probe) {
      const md5 = createHash('md5').update(body).digest('hex');
      same('The ETag', (await put(probe, 'etag')).ETag, `"${md5}"`);
    },
  },
  {
    row: 16,
    name: 'PUT If-None-Match: * on an existing key: 412 PreconditionFailed',
    async run(probe) {
      await put(probe, 'taken');
      await refused(put(probe, 'taken', { IfNoneMatch: '*' }), 412, 'PreconditionFailed');
    },
    async strict(probe) {
      await put(probe, 'free', { IfNoneMatch: '*' });
      await readsBack(probe, 'free', body);
    },
  },
  {
    row: 17,
    name: 'PUT If-Match with another ETag: 412',
    async run(probe) {
      await put(probe, 'changed');
      await refused(put(probe, 'changed', { IfMatch: `"${'0'.repeat(32)}"` }), 412);
    },
    async strict(probe) {
      const { ETag } = await put(probe, 'changed');
      await put(probe, 'changed', { ...(ETag ? { IfMatch: ETag } : {}), Body: 'anew' });
      await readsBack(probe, 'changed', 'anew');
      await refused(put(probe, 'never', { IfMatch: ETag ?? '' }), 404, 'NoSuchKey');
    },
  },
];

async function forgedPut(probe: Probe) {
  const { accessKeyId } = await probe.client.config.credentials();
  const client = probe.with({ credentials: { accessKeyId, secretAccessKey: 'not the secret' } });
  return put({ ...probe, client }, 'forged');
}

/** An aws-chunked body whose trailing checksum is wrong. */
async function* forged(framed: AsyncIterable<Uint8Array>) {
  for await (const part of framed) {
    yield Buffer.from(
      Buffer.from(part)
        .toString('latin1')
        .replace(/(x-amz-checksum-crc32:)\S+/, '$1AAAAAA=='),
      'latin1',
    );
  }
}
