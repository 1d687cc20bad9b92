import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { readsBack, refused, same } from './expectations.ts';
import type { Check, Probe } from './probe.ts';

const oddKeys = ['sp ace+plus.py', 'ünï/日本.py', 'a//b.py', 'q?x=1&y#z.py', `q'uote"<>.py`];

const head = ({ client, bucket }: Probe, key: string) =>
  client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));

/** Rows 12 to 14, 18, 24 to 28: what is read back, odd keys, copies, versions, tags. */
export const readChecks: readonly Check[] = [
  {
    row: 12,
    name: 'HEAD with ChecksumMode, object of row 2: answers',
    run: async (probe) => void (await head(probe, 'default')),
    async strict(probe) {
      same('ChecksumCRC32', (await head(probe, 'default')).ChecksumCRC32, 'v8zjEg==');
    },
  },
  {
    row: 13,
    name: 'HEAD with ChecksumMode, SHA256 object: answers',
    run: async (probe) => void (await head(probe, 'sum/SHA256')),
    async strict(probe) {
      const { ChecksumSHA256 } = await head(probe, 'sum/SHA256');
      same('ChecksumSHA256', ChecksumSHA256, 'K7ttY2YrKacnQE8ZlbB/s505TYlVMuB1xRb5waUxGdo=');
    },
  },
  {
    row: 14,
    name: 'Content-Type, Cache-Control, user metadata: come back on HEAD',
    async run(probe) {
      const about = {
        ContentType: 'text/x-python',
        CacheControl: 'max-age=60',
        Metadata: { commit: '0123abcd', 'two-words': 'a b' },
      };
      await probe.client.send(new PutObjectCommand({ Bucket: probe.bucket, Key: 'about', Body: 'x', ...about }));
      const { ContentType, CacheControl, Metadata } = await head(probe, 'about');
      same('What HEAD says', { ContentType, CacheControl, Metadata }, about);
    },
  },
  {
    row: 18,
    name: 'Odd keys: PUT, GET and LIST give the same key',
    async run(probe) {
      const { client, bucket } = probe;
      for (const key of oddKeys) {
        const Key = `odd/${key}`;
        await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: key }));
        await readsBack(probe, Key, key);
      }
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'odd/' }));
      same('The keys of the listing', Contents.map(({ Key }) => Key).sort(), oddKeys.map((key) => `odd/${key}`).sort());
    },
  },
  {
    row: 24,
    name: 'CopyObject: the target reads as the source',
    async run(probe) {
      const { client, bucket } = probe;
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'copy/from', Body: 'copied' }));
      await client.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy/to', CopySource: `${bucket}/copy/from` }));
      await readsBack(probe, 'copy/to', 'copied');
    },
  },
  {
    row: 25,
    name: 'Versioning on, two PUTs, GET of the older VersionId, ListObjectVersions: old body, 2 versions',
    async run({ client, bucket: Bucket }) {
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      const Key = 'version/a';
      const { VersionId = '' } = await client.send(new PutObjectCommand({ Bucket, Key, Body: 'old' }));
      await client.send(new PutObjectCommand({ Bucket, Key, Body: 'new' }));
      const old = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      same('The older version', await old.Body?.transformToString(), 'old');
      const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
      same(
        'Which of the versions is the latest',
        Versions.map(({ IsLatest }) => IsLatest),
        [true, false],
      );
    },
  },
  {
    row: 26,
    name: 'DELETE without version: DeleteMarker true',
    async run({ client, bucket: Bucket }) {
      const Key = 'version/a';
      const { DeleteMarker } = await client.send(new DeleteObjectCommand({ Bucket, Key }));
      same('DeleteMarker', DeleteMarker, true);
      await refused(client.send(new GetObjectCommand({ Bucket, Key })), 404);
    },
  },
  {
    row: 27,
    name: 'PutObjectTagging: 200',
    async run({ client, bucket: Bucket }) {
      const Key = 'about';
      const TagSet = [{ Key: 'team', Value: 'data + ml' }];
      const answer = await client.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
      same('The status', answer.$metadata.httpStatusCode, 200);
      const found = await client.send(new GetObjectTaggingCommand({ Bucket, Key }));
      same('The tags', found.TagSet, TagSet);
    },
  },
  {
    row: 28,
    name: 'GET of a missing key: 404 NoSuchKey',
    run: ({ client, bucket: Bucket }) =>
      refused(client.send(new GetObjectCommand({ Bucket, Key: 'missing' })), 404, 'NoSuchKey'),
  },
];
