import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Aws, startAws } from '../server.ts';

const credentials = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
let aws: Aws;
let s3: S3Client;
beforeAll(async () => {
  aws = await startAws({
    users: [credentials],
    buckets: [{ name: 'plain' }, { name: 'kept', versioning: 'Enabled' }, { name: 'secret', kms: true }],
  });
  s3 = new S3Client({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  aws.s3.bucket('plain').put('ten', '0123456789');
});
afterAll(async () => {
  s3.destroy();
  await aws.close();
});

const text = async (answer: { Body?: { transformToString(): Promise<string> } }) => answer.Body?.transformToString();

describe('ranges', () => {
  const cases: [range: string, body: string, contentRange: string | undefined][] = [
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=5-2', '0123456789', undefined],
    ['bytes=0-1,4-5', '0123456789', undefined],
    ['lines=1-2', '0123456789', undefined],
  ];
  for (const [Range, body, contentRange] of cases) {
    test(Range, async () => {
      const answer = await s3.send(new GetObjectCommand({ Bucket: 'plain', Key: 'ten', Range }));
      expect([await text(answer), answer.ContentRange]).toEqual([body, contentRange]);
      expect(answer.$metadata.httpStatusCode).toBe(contentRange ? 206 : 200);
    });
  }

  test('beyond the end: 416 InvalidRange', async () => {
    const asked = s3.send(new GetObjectCommand({ Bucket: 'plain', Key: 'ten', Range: 'bytes=10-' }));
    await expect(asked).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });
});

test('an object that came without a checksum has a CRC64NVME when somebody asks', async () => {
  aws.s3.bucket('plain').put('check', '123456789');
  const about = await s3.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'check', ChecksumMode: 'ENABLED' }));
  // The check value that the algorithm's authors publish.
  expect(Buffer.from(about.ChecksumCRC64NVME ?? '', 'base64').toString('hex')).toBe('ae8b14860a799888');
  expect(about.ChecksumType).toBe('FULL_OBJECT');
});

test('KMS: the ETag is no MD5, changes with every PUT, and is what LIST, HEAD and conditions know', async () => {
  const put = () => s3.send(new PutObjectCommand({ Bucket: 'secret', Key: 'a', Body: 'a' }));
  const [first, second] = [await put(), await put()];
  expect(second.ETag).not.toBe('"0cc175b9c0f1b6a831c399e269772661"');
  expect(second.ETag).not.toBe(first.ETag);
  expect(second.ServerSideEncryption).toBe('aws:kms');
  const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: 'secret', Key: 'a' }));
  expect(ETag).toBe(second.ETag);
  await s3.send(new PutObjectCommand({ Bucket: 'secret', Key: 'a', Body: 'b', IfMatch: ETag ?? '' }));
});

describe('versions', () => {
  test('a DELETE hides, a DELETE of the marker brings back, a DELETE of a version is for good', async () => {
    const at = { Bucket: 'kept', Key: 'life' };
    const { VersionId: first = '' } = await s3.send(new PutObjectCommand({ ...at, Body: '1' }));
    await s3.send(new PutObjectCommand({ ...at, Body: '2' }));
    const { VersionId: marker = '' } = await s3.send(new DeleteObjectCommand(at));
    const hidden = s3.send(new GetObjectCommand(at));
    await expect(hidden).rejects.toMatchObject({ name: 'NoSuchKey' });
    const read = s3.send(new GetObjectCommand({ ...at, VersionId: marker }));
    await expect(read).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    await s3.send(new DeleteObjectCommand({ ...at, VersionId: marker }));
    expect(await text(await s3.send(new GetObjectCommand(at)))).toBe('2');
    await s3.send(new DeleteObjectCommand({ ...at, VersionId: first }));
    const gone = s3.send(new GetObjectCommand({ ...at, VersionId: first }));
    await expect(gone).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  test('a listing of versions turns its pages in the middle of a key too', async () => {
    const bucket = aws.s3.bucket('kept');
    for (const key of ['page/a', 'page/b', 'page/c']) for (const body of ['1', '2', '3']) bucket.put(key, body);
    bucket.delete('page/b');
    const seen: string[] = [];
    for (let marker = {}; ; ) {
      const ask = new ListObjectVersionsCommand({ Bucket: 'kept', Prefix: 'page/', MaxKeys: 2, ...marker });
      const page = await s3.send(ask);
      seen.push(
        ...[...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => `${Key} ${VersionId}`),
      );
      if (!page.IsTruncated) break;
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    const all = ['page/a', 'page/b', 'page/c'].flatMap((key) =>
      bucket.versions(key).map(({ versionId }) => `${key} ${versionId}`),
    );
    expect(seen.sort()).toEqual(all.sort());
    expect(all).toHaveLength(10);
  });

  test('a bucket has none until it is told, and keeps the old ones when it is told to stop', async () => {
    const Bucket = 'switched';
    await s3.send(new CreateBucketCommand({ Bucket }));
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    const put = async (Body: string) => (await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body }))).VersionId;
    expect(await put('0')).toBeUndefined();
    const say = (Status: 'Enabled' | 'Suspended') =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await say('Enabled');
    const kept = await put('1');
    await say('Suspended');
    expect([await put('2'), await put('3')]).toEqual(['null', 'null']);
    expect(
      aws.s3
        .bucket(Bucket)
        .versions('k')
        .map(({ versionId, body }) => [versionId, body.toString()]),
    ).toEqual([
      ['null', '3'],
      [kept, '1'],
    ]);
  });
});

describe('copies', () => {
  const from = { Bucket: 'plain', CopySource: 'plain/source' };
  beforeAll(async () => {
    await s3.send(
      new PutObjectCommand({
        Bucket: 'plain',
        Key: 'source',
        Body: 'x',
        Metadata: { a: '1' },
        Tagging: 't=1',
        ChecksumAlgorithm: 'SHA256',
      }),
    );
  });
  test('take metadata, tags and the kind of checksum along', async () => {
    await s3.send(new CopyObjectCommand({ ...from, Key: 'target' }));
    const about = await s3.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'target', ChecksumMode: 'ENABLED' }));
    expect([about.Metadata, about.ChecksumSHA256]).toEqual([
      { a: '1' },
      'LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=',
    ]);
    const tags = () => s3.send(new GetObjectTaggingCommand({ Bucket: 'plain', Key: 'target' }));
    expect((await tags()).TagSet).toEqual([{ Key: 't', Value: '1' }]);
    await s3.send(new DeleteObjectTaggingCommand({ Bucket: 'plain', Key: 'target' }));
    expect((await tags()).TagSet).toEqual([]);
  });
  test('replace the metadata when they are told to', async () => {
    const Metadata = { b: '2' };
    await s3.send(new CopyObjectCommand({ ...from, Key: 'target', MetadataDirective: 'REPLACE', Metadata }));
    expect(aws.s3.bucket('plain').get('target')?.metadata).toEqual(Metadata);
  });
  test('onto itself without a change: 400', async () => {
    await expect(s3.send(new CopyObjectCommand({ ...from, Key: 'source' }))).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
  });
  test('of a missing key: 404; under a condition that does not hold: 412', async () => {
    const missing = new CopyObjectCommand({ Bucket: 'plain', Key: 'target', CopySource: 'plain/missing' });
    await expect(s3.send(missing)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const changed = new CopyObjectCommand({ ...from, Key: 'target', CopySourceIfMatch: '"x"' });
    await expect(s3.send(changed)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  });
});

test('DeleteObjects says of each key what became of it', async () => {
  aws.s3.bucket('plain').put('many/a', 'x');
  const Objects = [{ Key: 'many/a' }, { Key: 'many/missing' }, { Key: 'ten', ETag: '"other"' }];
  const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket: 'plain', Delete: { Objects } }));
  expect(Deleted).toEqual([{ Key: 'many/a' }, { Key: 'many/missing' }]);
  expect(Errors).toMatchObject([{ Key: 'ten', Code: 'PreconditionFailed' }]);
});

describe('buckets', () => {
  test('are listed, and deleted when they are empty', async () => {
    const Bucket = 'short-lived';
    await s3.send(new CreateBucketCommand({ Bucket }));
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    aws.s3.bucket(Bucket).put('a', 'a');
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    aws.s3.bucket(Bucket).delete('a');
    await s3.send(new DeleteBucketCommand({ Bucket }));
    const gone = s3.send(new HeadBucketCommand({ Bucket }));
    await expect(gone).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  test('of another region say so, and only once', async () => {
    const west = new S3Client({ endpoint: aws.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    const make = () => west.send(new CreateBucketCommand({ Bucket: 'in-the-west', CreateBucketConfiguration }));
    await make();
    expect((await west.send(new HeadBucketCommand({ Bucket: 'in-the-west' }))).BucketRegion).toBe('eu-west-1');
    await expect(make()).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    const wrong = west.send(
      new CreateBucketCommand({ Bucket: 'nowhere', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } }),
    );
    await expect(wrong).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
    west.destroy();
  });

  for (const Bucket of ['ab', 'Upper', 'a..b', '127.0.0.1', '-a-b']) {
    test(`cannot be called ${Bucket}`, async () => {
      await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'InvalidBucketName' });
    });
  }
});
