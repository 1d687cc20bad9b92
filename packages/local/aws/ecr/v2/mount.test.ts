import { PutAccountSettingCommand } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Bench, digestOf, region, send, smallImage, startBench } from '../testing.ts';

const image = smallImage();
const loose = Buffer.from('no manifest refers to this');
const narrow = { accessKeyId: 'AKIANARROW', secretAccessKey: 'narrow-secret' };
let bench: Bench;
beforeAll(async () => {
  const kmsKey = `arn:aws:kms:${region}:123456789012:key/1`;
  const target = `arn:aws:ecr:${region}:123456789012:repository/target`;
  bench = await startBench({
    users: [
      { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' },
      {
        ...narrow,
        policy: [
          { actions: ['ecr:*'], resources: [target] },
          { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
        ],
      },
    ],
    repositories: [
      { name: 'source' },
      { name: 'target' },
      { name: 'secret', kmsKey },
      { name: 'far', region: 'us-west-2' },
    ],
  });
  for (const name of ['source', 'secret']) {
    await bench.aws.ecr.repository(name).put({ ...image, tag: 'v1', blobs: [...image.blobs, loose] });
  }
  await bench.aws.ecr.repository('far', { region: 'us-west-2' }).put(image);
});
afterAll(() => bench.close());

const layer = digestOf(image.layer);
async function mount(from: string, digest = layer, headers?: Record<string, string>) {
  const query = new URLSearchParams({ mount: digest, from });
  const login = headers ?? (await bench.login());
  return send(`${bench.aws.url}/v2/target/blobs/uploads/?${query}`, { method: 'POST', headers: login });
}
const blobs = () => bench.aws.ecr.repository('target').blobs();

test('is off at first: the answer is an upload, and no fault', async () => {
  const answer = await mount('source');
  expect([answer.status, blobs()]).toEqual([202, []]);
  expect(answer.headers.get('location')).toContain('/v2/target/blobs/uploads/');
});

test('is done where it may be, and only there', async () => {
  await bench.ecr.send(new PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'ENABLED' }));
  const login = await bench.login(bench.client(narrow));
  const refused = [
    await mount('none'),
    await mount('source', digestOf('not there')),
    await mount('source', digestOf(loose)),
    await mount('secret'),
    await mount('far'),
    await mount('source', layer, login),
  ];
  expect(refused.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 202]);
  expect(blobs()).toEqual([]);
  const answer = await mount('source');
  expect([answer.status, blobs()]).toEqual([201, [layer]]);
  expect(answer.headers.get('docker-content-digest')).toBe(layer);
  expect(bench.aws.requests.at(-1)).toMatchObject({ operation: 'StartUpload', status: 201, bytes: 0 });
});
