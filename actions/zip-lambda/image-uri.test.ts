import type { ImageRecipe } from '@ci-actions/oci/archive/testing';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { account, type Bench, policy as imagePolicy, openBench } from '../publish-image-to-ecr/test-tools.ts';
import { policy, region, step as runStep } from './test-tools.ts';

// An image as `publish-image-to-ecr` publishes it, and its output `image` as the input `image-uri`, at the embedded ECR and
// Lambda: Lambda takes what that registry holds, and nothing else.

const before = `${account}.dkr.ecr.${region}.amazonaws.com/before@sha256:${'0'.repeat(64)}`;
const index = 'an-index';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench({
    users: [
      { accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only', policy: [...imagePolicy, ...policy] },
    ],
    functions: [
      { name: 'orders', packageType: 'Image', imageUri: before, aliases: { live: '1' } },
      { name: 'billing', runtime: 'python3.13' },
    ],
    lambda: { settleMs: 1 },
  });
});
afterEach(() => bench.close());

const orders = () => bench.aws.lambda.function('orders');
const inputs = { environment: 'staging', function: 'orders', alias: 'live' };
/** Publishes an image. @returns the output `image` */
async function image(recipe: ImageRecipe): Promise<string> {
  await bench.archive('image.tar', recipe);
  return (await bench.step({})).outputs.image ?? '';
}
const step = (more: Record<string, string>, outputs?: Record<string, string>) =>
  runStep(bench.root, { ...inputs, ...more }, bench.aws.environment(), outputs);
/** The writes of Lambda, in their order. */
const writes = () =>
  bench.aws.requests
    .filter(({ service, operation }) => service === 'lambda' && !/^(Get|List)/.test(operation))
    .map(({ operation }) => operation);
const all = ['UpdateFunctionCode', 'UpdateFunctionCode', 'PublishVersion', 'UpdateAlias'];

test('the function moves to the digest, the alias last; the second run does nothing; the next image, and back', async () => {
  const one = await image({ labels: { n: '1' } });
  const { outputs, markdown } = await step({ 'image-uri': one });
  const [, digest = ''] = one.split('@');
  expect(outputs).toMatchObject({
    published: 'true',
    reason: 'published',
    digest,
    'code-sha256': digest.replace('sha256:', ''),
    'function-version': '2',
    alias: 'live',
    zip: '',
    size: '',
    bucket: '',
    key: '',
  });
  expect(JSON.parse(outputs.functions ?? '')).toEqual([
    expect.objectContaining({ name: 'orders', source: '', digest }),
  ]);
  expect(markdown).toContain(`| Image | \`${one}\` |`);
  expect(writes()).toEqual(all);
  expect(bench.aws.lambda.writes.map(({ input }) => input.DryRun ?? false)).toEqual([true, false, false, false]);
  expect(orders().at('live')).toMatchObject({ version: '2', imageUri: one });

  expect((await step({ 'image-uri': one })).outputs).toMatchObject({
    published: 'false',
    reason: 'already-published',
    'function-version': '2',
    digest,
  });
  expect([writes(), orders().versions.length]).toEqual([all, 2]);

  const two = await image({ labels: { n: '2' } });
  expect((await step({ 'image-uri': two })).outputs['function-version']).toBe('3');
  expect(orders().at('live').imageUri).toBe(two);
  const back = await step({ 'image-uri': one, 'allow-older': 'true' });
  expect(back.outputs).toMatchObject({ reason: 'published', 'function-version': '2' });
  expect(writes()).toEqual([...all, ...all, 'UpdateAlias']);
  expect([orders().at('live').imageUri, orders().versions.length]).toEqual([one, 3]);
});

test('a dry run asks AWS about the image, and writes nothing', async () => {
  const uri = await image({});
  expect((await step({ 'image-uri': uri, 'dry-run': 'true' })).outputs).toMatchObject({ reason: 'dry-run', alias: '' });
  expect(bench.aws.lambda.writes.map(({ input }) => [input.DryRun, input.ImageUri])).toEqual([[true, uri]]);
  expect([orders().latest.imageUri, orders().at('live').imageUri]).toEqual([before, before]);
});

test('an image that fails its smoke invocation never gets the alias', async () => {
  orders().answer({
    answer: ({ imageUri }) =>
      imageUri === before ? { payload: 'ok' } : { error: { type: 'Runtime.ExitError', message: 'exec format error' } },
  });
  const uri = await image({});
  const run = { 'image-uri': uri, 'smoke-event': '{}' };
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(step(run)).rejects.toThrow(
      /^The smoke invocation of version 2 of orders failed: .*exec format error\. The alias live names version 1 as before\./,
    );
    expect([orders().at('live').imageUri, orders().versions.length]).toEqual([before, 2]);
  }
});

const digest = 'a'.repeat(64);
const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
test.each<[string, Record<string, string>, RegExp]>([
  ['an image that is not there', { 'image-uri': `${registry}/app@sha256:${digest}` }, /app@sha256:a+.* does not exist/],
  [
    'an image of another region',
    { 'image-uri': `${account}.dkr.ecr.us-east-1.amazonaws.com/app@sha256:${digest}` },
    /us-east-1.*not valid/,
  ],
  [
    'an index, as BuildKit makes it with provenance',
    { 'image-uri': index },
    /is not supported\. Lambda takes an image of one platform and no index: build it/,
  ],
  ['an image by its tag', { 'image-uri': `${registry}/app:main` }, /names no image by its digest/],
  [
    'another processor than that of the function',
    { 'image-uri': `${registry}/app@sha256:${digest}`, architecture: 'arm64' },
    /^The image is for arm64, and the Lambda function orders runs on x86_64\. Build the image for linux\/amd64/,
  ],
  [
    'a function of zips',
    { 'image-uri': `${registry}/app@sha256:${digest}`, function: 'billing' },
    /billing is made for zips/,
  ],
  ['a runtime', { 'image-uri': `${registry}/app@sha256:${digest}`, runtime: 'python3.13' }, /leave out runtime/],
  [
    'a source',
    { 'image-uri': `${registry}/app@sha256:${digest}`, source: 'fn' },
    /`image-uri` and `source` are both set/,
  ],
  [
    'a bucket',
    { 'image-uri': `${registry}/app@sha256:${digest}`, bucket: 'zips' },
    /`image-uri` and `bucket` are both set/,
  ],
  [
    'no function',
    { 'image-uri': `${registry}/app@sha256:${digest}`, function: '', alias: '' },
    /`image-uri` is set and `function` is not/,
  ],
])('%s is refused in a sentence, and the alias stays', async (_what, given, sentence) => {
  const more = given['image-uri'] === index ? { 'image-uri': await image({ attestation: true }) } : {};
  await expect(step({ ...given, ...more })).rejects.toThrow(sentence);
  expect(writes().filter((operation) => operation !== 'UpdateFunctionCode')).toEqual([]);
  expect([orders().latest.imageUri, orders().at('live').imageUri]).toEqual([before, before]);
});
