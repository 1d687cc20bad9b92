import { ListObjectsCommand, ListObjectsV2Command, type ListObjectsV2CommandInput, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Aws, startAws } from '../server.ts';

const credentials = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
const keys = ['B', 'a b+c.py', 'a/1', 'a/2/x', 'a/2/y', 'a/3', 'a0', 'b/', 'ü', '\uff5e', '\u{1f600}'];
let aws: Aws;
let s3: S3Client;
beforeAll(async () => {
  aws = await startAws({ users: [credentials], buckets: [{ name: 'keys' }] });
  s3 = new S3Client({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  for (const key of [...keys].reverse()) aws.s3.bucket('keys').put(key, 'x');
});
afterAll(async () => {
  s3.destroy();
  await aws.close();
});

const list = async (how: Partial<ListObjectsV2CommandInput>) => {
  const page = await s3.send(new ListObjectsV2Command({ Bucket: 'keys', ...how }));
  const found = page.Contents?.map(({ Key }) => Key) ?? [];
  return { page, found, groups: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [] };
};

const cases: [title: string, how: Partial<ListObjectsV2CommandInput>, found: string[], groups: string[]][] = [
  ['all, in the order of their bytes', {}, keys, []],
  ['a prefix', { Prefix: 'a/' }, ['a/1', 'a/2/x', 'a/2/y', 'a/3'], []],
  ['a prefix that is a key', { Prefix: 'a/1' }, ['a/1'], []],
  ['a prefix that nothing has', { Prefix: 'x' }, [], []],
  ['a delimiter', { Delimiter: '/' }, ['B', 'a b+c.py', 'a0', 'ü', '\uff5e', '\u{1f600}'], ['a/', 'b/']],
  ['a prefix and a delimiter', { Prefix: 'a/', Delimiter: '/' }, ['a/1', 'a/3'], ['a/2/']],
  ['a delimiter of two characters', { Prefix: 'a', Delimiter: '/2' }, ['a b+c.py', 'a/1', 'a/3', 'a0'], ['a/2']],
  ['after a key', { StartAfter: 'a/2/x', Prefix: 'a' }, ['a/2/y', 'a/3', 'a0'], []],
  ['after what is no key', { StartAfter: 'a/2', Prefix: 'a/' }, ['a/2/x', 'a/2/y', 'a/3'], []],
  ['no keys', { MaxKeys: 0 }, [], []],
];
for (const [title, how, found, groups] of cases) {
  test(title, async () => {
    const answer = await list(how);
    expect([answer.found, answer.groups, answer.page.IsTruncated]).toEqual([found, groups, false]);
    expect(answer.page.KeyCount).toBe(found.length + groups.length);
  });
}

describe('pages of every size together make the whole', () => {
  for (const MaxKeys of [1, 2, 3, 5]) {
    for (const more of [{}, { Delimiter: '/' }, { Prefix: 'a/', Delimiter: '/' }]) {
      test(`${MaxKeys} a page, ${JSON.stringify(more)}`, async () => {
        const whole = await list(more);
        const seen: { found: unknown[]; groups: unknown[] } = { found: [], groups: [] };
        for (let token: string | undefined, turns = 0; turns < 20; turns++) {
          const { page, found, groups } = await list({
            MaxKeys,
            ...more,
            ...(token ? { ContinuationToken: token } : {}),
          });
          seen.found.push(...found);
          seen.groups.push(...groups);
          token = page.NextContinuationToken;
          expect(page.IsTruncated).toBe(token !== undefined);
          if (!token) break;
        }
        expect(seen).toEqual({ found: whole.found, groups: whole.groups });
      });
    }
  }
});

test('keys can be asked for URL-encoded, with a plus sign for a blank as S3 does', async () => {
  const { found } = await list({ EncodingType: 'url', Prefix: 'a ' });
  expect(found).toEqual(['a+b%2Bc.py']);
});

test('a made-up continuation token: 400', async () => {
  await expect(list({ ContinuationToken: 'made up' })).rejects.toMatchObject({ name: 'InvalidArgument' });
});

test('the elder listing turns its pages by marker', async () => {
  const first = await s3.send(new ListObjectsCommand({ Bucket: 'keys', Delimiter: '/', MaxKeys: 3 }));
  expect([first.Contents?.map(({ Key }) => Key), first.CommonPrefixes, first.NextMarker]).toEqual([
    ['B', 'a b+c.py'],
    [{ Prefix: 'a/' }],
    'a/',
  ]);
  const rest = await s3.send(new ListObjectsCommand({ Bucket: 'keys', Delimiter: '/', Marker: 'a/' }));
  expect(rest.Contents?.[0]?.Key).toBe('a0');
});
