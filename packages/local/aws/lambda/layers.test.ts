import { createHash } from 'node:crypto';
import {
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  ListLayerVersionsCommand,
  PublishLayerVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storedZip } from './stored-zip.ts';
import { account, type Bench, outcome, refusalOf, region, startBench } from './testing.ts';

const layerArn = (name: string, version?: number) =>
  `arn:aws:lambda:${region}:${account}:layer:${name}${version === undefined ? '' : `:${version}`}`;
const zip = (content: string) => storedZip([{ name: 'python/lib.py', content }]);
let bench: Bench;
beforeAll(async () => {
  bench = await startBench({ functions: [{ name: 'app' }], buckets: [{ name: 'code' }] });
});
afterAll(() => bench.close());

const publish = (LayerName: string, Content: object, more: object = {}) =>
  bench.lambda.send(new PublishLayerVersionCommand({ LayerName, Content, ...more }));
const use = (...Layers: string[]) =>
  bench.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'app', Layers }));

test('each publication is a version, even of the same bytes', async () => {
  const more = { CompatibleRuntimes: ['python3.13' as const], CompatibleArchitectures: ['arm64' as const] };
  const made = await publish('deps', { ZipFile: zip('1') }, { ...more, Description: 'first', LicenseInfo: 'MIT' });
  expect(made).toMatchObject({
    LayerArn: layerArn('deps'),
    LayerVersionArn: layerArn('deps', 1),
    Version: 1,
    Description: 'first',
    LicenseInfo: 'MIT',
    ...more,
    Content: { CodeSha256: createHash('sha256').update(zip('1')).digest('base64'), CodeSize: zip('1').length },
  });
  bench.aws.s3.bucket('code').put('layer.zip', zip('1'));
  expect((await publish('deps', { S3Bucket: 'code', S3Key: 'layer.zip' })).Version).toBe(2);
  const { LayerVersions } = await bench.lambda.send(new ListLayerVersionsCommand({ LayerName: 'deps' }));
  expect(LayerVersions?.map(({ Version }) => Version)).toEqual([2, 1]);
  expect(bench.aws.lambda.layer('deps').map(({ version }) => version)).toEqual([1, 2]);
});

test('a version is read by number and by ARN, and its archive with it', async () => {
  await publish('read', { ZipFile: zip('x') });
  const found = await bench.lambda.send(new GetLayerVersionCommand({ LayerName: 'read', VersionNumber: 1 }));
  const bytes = await (await fetch(found.Content?.Location ?? '')).arrayBuffer();
  expect(Buffer.from(bytes)).toEqual(zip('x'));
  const byArn = (Arn: string) => bench.lambda.send(new GetLayerVersionByArnCommand({ Arn }));
  expect((await byArn(layerArn('read', 1))).Version).toBe(1);
  expect(await outcome(byArn(layerArn('read', 2)))).toBe('ResourceNotFoundException');
});

test('functions use layers that are there, each once', async () => {
  for (const name of ['a', 'b']) await publish(name, { ZipFile: zip(name) });
  await publish('a', { ZipFile: zip('second') });
  expect((await use(layerArn('a', 2), layerArn('b', 1))).Layers).toEqual([
    { Arn: layerArn('a', 2) },
    { Arn: layerArn('b', 1) },
  ]);
  expect(await refusalOf(use(layerArn('a', 1), layerArn('a', 2)))).toMatch(
    /^InvalidParameterValueException: Two different versions of the same layer/,
  );
  expect(await refusalOf(use(layerArn('a', 3)))).toBe(
    `InvalidParameterValueException: Layer version ${layerArn('a', 3)} does not exist.`,
  );
  expect(await refusalOf(use('no ARN'))).toBe('InvalidParameterValueException: Invalid layer version ARN: no ARN');
  expect((await use()).Layers).toBeUndefined();
});

test('an archive that is none and a name that is none are refused', async () => {
  expect(await outcome(publish('x', { ZipFile: Buffer.from('x') }))).toBe('InvalidParameterValueException');
  expect(await outcome(publish('a/b', { ZipFile: zip('x') }))).toBe('ValidationException');
  expect(bench.aws.lambda.layer('x')).toEqual([]);
});
