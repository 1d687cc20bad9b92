import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { account, type Bench, digestOf, keys, region, send, smallImage, startBench } from '../testing.ts';

const image = smallImage();
const layer = digestOf(image.layer);
const actions = [
  'BatchGetImage',
  'PutImage',
  'BatchDeleteImage',
  'BatchCheckLayerAvailability',
  'GetDownloadUrlForLayer',
  'InitiateLayerUpload',
  'UploadLayerPart',
  'CompleteLayerUpload',
  'ListImages',
];
/** Somebody who may do all of that but one thing. */
const without = (action: string) => ({ accessKeyId: `AKIANO${action}`, secretAccessKey: 'secret' });

let bench: Bench;
let place: string;
beforeAll(async () => {
  const resources = [`arn:aws:ecr:${region}:${account}:repository/app`];
  bench = await startBench({
    users: [
      keys,
      ...actions.map((missing) => ({
        ...without(missing),
        policy: [
          { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
          { actions: actions.filter((one) => one !== missing).map((one) => `ecr:${one}`), resources },
        ],
      })),
    ],
    repositories: [{ name: 'app' }],
  });
  await bench.aws.ecr.repository('app').put({ ...image, tag: 'v1' });
  const begun = await send(`${bench.aws.url}/v2/app/blobs/uploads/`, { method: 'POST', headers: await bench.login() });
  place = new URL(begun.headers.get('location') ?? '').pathname.slice('/v2/app/'.length);
});
afterAll(() => bench.close());

const cases: [action: string, method: string, path: string][] = [
  ['BatchGetImage', 'GET', 'manifests/v1'],
  ['PutImage', 'PUT', 'manifests/v1'],
  ['BatchDeleteImage', 'DELETE', 'manifests/v1'],
  ['BatchCheckLayerAvailability', 'HEAD', `blobs/${layer}`],
  ['GetDownloadUrlForLayer', 'GET', `blobs/${layer}`],
  ['InitiateLayerUpload', 'POST', 'blobs/uploads/'],
  ['UploadLayerPart', 'PATCH', '<upload>'],
  ['UploadLayerPart', 'PUT', `<upload>?digest=${layer}`],
  ['CompleteLayerUpload', 'PUT', `<upload>?digest=${layer}`],
  ['ListImages', 'GET', 'tags/list'],
];
for (const [action, method, path] of cases) {
  test(`${method} ${path.replace(layer, 'sha256:…')} needs ecr:${action}`, async () => {
    const headers = await bench.login(bench.client(without(action)));
    const answer = await send(`${bench.aws.url}/v2/app/${path.replace('<upload>', place)}`, { method, headers });
    expect(answer.status).toBe(403);
    if (method === 'HEAD') return;
    expect(JSON.parse(answer.text).errors[0]).toMatchObject({
      code: 'DENIED',
      message: expect.stringContaining(`is not authorized to perform: ecr:${action} on resource: arn:aws:ecr:`),
    });
  });
}
