import { GetFunctionCommand, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { smallImage, smallIndex } from '../ecr/testing.ts';
import { largestZip } from './limits.ts';
import { storedZip } from './stored-zip.ts';
import { account, type Bench, python, refusalOf, region, startBench } from './testing.ts';

const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
const image = smallImage();
const index = smallIndex(image);
let bench: Bench;
beforeAll(async () => {
  bench = await startBench({
    users: [
      { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' },
      {
        accessKeyId: 'AKIAPOOR',
        secretAccessKey: 'poor-secret',
        name: 'poor',
        policy: [
          { actions: ['lambda:*'], resources: ['*'] },
          { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::code/mine/*'] },
        ],
      },
    ],
    buckets: [
      { name: 'code', versioning: 'Enabled' },
      { name: 'far', region: 'us-west-2' },
    ],
    repositories: [{ name: 'team/app' }],
    functions: [
      { name: 'app', code: python('one') },
      { name: 'image', imageUri: `${registry}/elsewhere:v1` },
    ],
  });
  const repository = bench.aws.ecr.repository('team/app');
  await repository.put({ ...image, tag: 'v1' });
  await repository.put({ ...index, tag: 'list' });
});
afterAll(() => bench.close());

const update = (more: object, FunctionName = 'app', client = bench.lambda) =>
  client.send(new UpdateFunctionCodeCommand({ FunctionName, ...more }));
const invalid = (message: string) => `InvalidParameterValueException: ${message}`;
const broken = invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');

describe('an archive', () => {
  const good = python('print()');
  const flipped = (at: number) => {
    const bytes = Buffer.from(good);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  };
  const one = (file: Partial<Parameters<typeof storedZip>[0][number]>) =>
    storedZip([{ name: 'a.py', content: 'x', ...file }]);
  const cases: [title: string, bytes: Buffer, says: string][] = [
    ['nothing', Buffer.alloc(0), invalid('Uploaded file must be a non-empty zip')],
    ['no entries', storedZip([]), invalid('Uploaded file must be a non-empty zip')],
    ['a text', Buffer.from('this is no zip archive, whatever its name says'), broken],
    ['an archive that is cut off', good.subarray(0, -30), broken],
    ['an archive that begins too late', good.subarray(10), broken],
    ['a flipped bit in a file', flipped(30 + 'index.py'.length), broken],
    ['a wrong checksum', one({ lie: { crc: 1 } }), broken],
    ['a size that is not true', one({ lie: { size: 7 } }), broken],
    ['an encrypted file', one({ lie: { flags: 0x801 } }), broken],
    ['another way of packing', one({ lie: { method: 12 } }), broken],
    ['a name that leads out', one({ name: '../a.py' }), broken],
    ['an absolute name', one({ name: '/etc/a.py' }), broken],
    [
      'more than 250 MB, as it says itself',
      one({ lie: { size: 262_144_001 } }),
      invalid('Unzipped size must be smaller than 262144000 bytes'),
    ],
  ];
  for (const [title, bytes, says] of cases) {
    test(`${title} is refused`, async () => {
      expect(await refusalOf(update({ ZipFile: bytes }))).toBe(says);
    });
  }

  test('more than 50 MB are refused', async () => {
    expect(await refusalOf(update({ ZipFile: Buffer.alloc(largestZip + 1) }))).toBe(
      'RequestEntityTooLargeException: Zipped size must be smaller than 52428800 bytes',
    );
  });
});

describe('an object of S3', () => {
  const S3Bucket = 'code';
  const s3 = (code: string, message: string) =>
    invalid(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);

  test('is taken, in the version that is asked for', async () => {
    const bucket = bench.aws.s3.bucket('code');
    const first = bucket.put('app.zip', python('first'));
    bucket.put('app.zip', python('second'));
    await update({ S3Bucket, S3Key: 'app.zip' });
    expect(bench.aws.lambda.function('app').latest.text('index.py')).toBe('second');
    await update({ S3Bucket, S3Key: 'app.zip', S3ObjectVersion: first.versionId });
    expect(bench.aws.lambda.function('app').latest.text('index.py')).toBe('first');
  });

  const cases: [title: string, more: object, says: string][] = [
    ['a missing object', { S3Bucket, S3Key: 'none' }, s3('NoSuchKey', 'The specified key does not exist.')],
    [
      'a missing version',
      { S3Bucket, S3Key: 'app.zip', S3ObjectVersion: 'none' },
      s3('NoSuchVersion', 'The specified version does not exist.'),
    ],
    ['a missing bucket', { S3Bucket: 'none', S3Key: 'x' }, s3('NoSuchBucket', 'The specified bucket does not exist')],
    [
      'another region',
      { S3Bucket: 'far', S3Key: 'x' },
      s3('PermanentRedirect', 'The bucket is in this region: us-west-2. Please use this region to retry the request'),
    ],
    ['a bucket without a key', { S3Bucket }, invalid('Please provide a source for function code.')],
    [
      'an archive besides',
      { S3Bucket, S3Key: 'x', ZipFile: python('x') },
      invalid('Please do not provide other FunctionCode parameters when providing a ZipFile.'),
    ],
  ];
  for (const [title, more, says] of cases) {
    test(`${title} is refused`, async () => {
      expect(await refusalOf(update(more))).toBe(says);
    });
  }

  test('is read with the rights of the caller', async () => {
    const poor = bench.client({ accessKeyId: 'AKIAPOOR', secretAccessKey: 'poor-secret' });
    const bucket = bench.aws.s3.bucket('code');
    for (const key of ['mine/app.zip', 'theirs/app.zip']) bucket.put(key, python('x'));
    const from = (S3Key: string) => refusalOf(update({ S3Bucket, S3Key }, 'app', poor));
    const denied = (key: string) =>
      `AccessDeniedException: Your access has been denied by S3, please make sure your request credentials have permission to GetObject for code/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`;
    expect(await from('mine/app.zip')).toBe('done');
    expect(await from('theirs/app.zip')).toBe(denied('theirs/app.zip'));
    // Who may not list is not told that it is missing.
    expect(await from('mine/none.zip')).toBe(denied('mine/none.zip'));
  });
});

describe('an image', () => {
  const from = (ImageUri: string, FunctionName = 'image') => refusalOf(update({ ImageUri }, FunctionName));

  test('is taken by tag and by digest, and named by its digest', async () => {
    for (const uri of [`${registry}/team/app:v1`, `${registry}/team/app@${image.digest}`]) {
      expect(await update({ ImageUri: uri }, 'image')).toMatchObject({
        PackageType: 'Image',
        CodeSize: 0,
        CodeSha256: image.digest.slice('sha256:'.length),
      });
      const { Code } = await bench.lambda.send(new GetFunctionCommand({ FunctionName: 'image' }));
      expect(Code).toEqual({
        RepositoryType: 'ECR',
        ImageUri: uri,
        ResolvedImageUri: `${registry}/team/app@${image.digest}`,
      });
    }
  });

  test('of a repository that is not on this server is believed', async () => {
    expect(await from(`${registry}/unknown@${image.digest}`)).toBe('done');
  });

  const cases: [title: string, uri: string, says: string][] = [
    ['a tag that is not there', `${registry}/team/app:none`, 'does not exist. Provide a valid source image.'],
    [
      'a digest that is not there',
      `${registry}/team/app@sha256:${'0'.repeat(64)}`,
      'does not exist. Provide a valid source image.',
    ],
    ['another registry', 'docker.io/library/app:v1', 'is not valid. Provide a valid source image.'],
    [
      'another region',
      `${account}.dkr.ecr.us-west-2.amazonaws.com/app:v1`,
      'is not valid. Provide a valid source image.',
    ],
    ['no tag', `${registry}/team/app`, 'is not valid. Provide a valid source image.'],
  ];
  for (const [title, uri, says] of cases) {
    test(`${title} is refused`, async () => {
      expect(await from(uri)).toBe(invalid(`Source image ${uri} ${says}`));
    });
  }

  test('a list of images is refused', async () => {
    for (const reference of [':list', `@${index.digest}`]) {
      const uri = `${registry}/team/app${reference}`;
      expect(await from(uri)).toBe(
        invalid(`The image manifest, config or layer media type for the source image ${uri} is not supported.`),
      );
    }
  });

  test('and an archive are not taken for each other', async () => {
    expect(await from(`${registry}/team/app:v1`, 'app')).toBe(
      invalid("Please don't provide ImageUri when updating a function with packageType Zip."),
    );
    expect(await refusalOf(update({ ZipFile: python('x') }, 'image'))).toBe(
      invalid('Please provide ImageUri when updating a function with packageType Image.'),
    );
  });
});
