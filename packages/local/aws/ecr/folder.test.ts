import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutAccountSettingCommand } from '@aws-sdk/client-ecr';
import { afterEach, expect, test } from '@jest/globals';
import {
  account,
  type Bench,
  digestOf,
  putManifest,
  region,
  send,
  smallImage,
  smallIndex,
  startBench,
  upload,
} from './testing.ts';

const running: Bench[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ecr-'));
  folders.push(folder);
  return folder;
}
async function start(folder: string, names: readonly string[] = []): Promise<Bench> {
  const bench = await startBench({ folder, repositories: names.map((name) => ({ name, exclusions: ['dev*'] })) });
  running.push(bench);
  return bench;
}
const image = smallImage();
const index = smallIndex(image);

test('a repository is an OCI layout, whatever its name', async () => {
  const folder = tempFolder();
  const { aws } = await start(folder, ['team/app']);
  const view = aws.ecr.repository('team/app');
  await view.put(image);
  await view.put({ ...index, tag: 'v1' });
  const layout = path.join(folder, '_ecr', account, region, 'team+app');
  const read = (name: string) => readFileSync(path.join(layout, name), 'utf8');
  expect(JSON.parse(read('oci-layout'))).toEqual({ imageLayoutVersion: '1.0.0' });
  expect(JSON.parse(read('index.json')).manifests).toEqual([
    {
      mediaType: index.mediaType,
      digest: index.digest,
      size: index.manifest.length,
      annotations: { 'org.opencontainers.image.ref.name': 'v1' },
    },
  ]);
  for (const digest of [index.digest, image.digest, ...image.blobs.map(digestOf)]) {
    expect(digestOf(read(`blobs/sha256/${digest.slice(7)}`))).toBe(digest);
  }
  expect(readdirSync(path.join(folder, '_ecr', 'uploads'))).toEqual([]);
});

test('all of it is there again after a new start', async () => {
  const folder = tempFolder();
  const first = await start(folder, ['app', 'team/app']);
  const login = await first.login();
  for (const bytes of image.blobs) await upload(first.aws.url, 'app', bytes, login);
  await putManifest(first.aws.url, 'app', 'v1', image, login);
  await first.ecr.send(new PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'ENABLED' }));
  await send(`${first.aws.url}/v2/app/blobs/uploads/`, { method: 'POST', headers: login });
  const before = first.aws.ecr.repository('app');

  const again = await start(folder);
  const after = again.aws.ecr.repository('app');
  expect(again.aws.ecr.repositories()).toEqual(first.aws.ecr.repositories());
  expect([after.settings, after.tags(), after.image('v1')]).toEqual([
    before.settings,
    before.tags(),
    before.image('v1'),
  ]);
  expect(await after.blob(digestOf(image.layer))).toEqual(image.layer);
  const query = new URLSearchParams({ mount: digestOf(image.layer), from: 'app' });
  const headers = await again.login();
  const mounted = await send(`${again.aws.url}/v2/team/app/blobs/uploads/?${query}`, { method: 'POST', headers });
  expect(mounted.status).toBe(201);
});

test('a mounted blob is one file with two names', async () => {
  const folder = tempFolder();
  const { aws, ecr, login } = await start(folder, ['app', 'other']);
  await aws.ecr.repository('app').put(image);
  await ecr.send(new PutAccountSettingCommand({ name: 'BLOB_MOUNTING', value: 'ENABLED' }));
  const query = new URLSearchParams({ mount: digestOf(image.layer), from: 'app' });
  await send(`${aws.url}/v2/other/blobs/uploads/?${query}`, { method: 'POST', headers: await login() });
  const [one, two] = ['app', 'other'].map((name) =>
    statSync(path.join(folder, '_ecr', account, region, name, 'blobs/sha256', digestOf(image.layer).slice(7))),
  );
  expect(one?.ino).toBe(two?.ino);
});

test('big and small blobs, ranges, wrong digests, what was broken off: no file is left behind', async () => {
  const folder = tempFolder();
  const { aws, login } = await start(folder, ['app']);
  const headers = await login();
  const big = Buffer.alloc(5 * 1024 * 1024 + 17);
  for (let at = 0; at + 4 < big.length; at += 1000) big.writeUInt32BE(at, at);
  for (const bytes of [big, Buffer.from('s'), Buffer.alloc(0)]) {
    expect((await upload(aws.url, 'app', bytes, headers)).status).toBe(201);
    expect((await aws.ecr.repository('app').blob(digestOf(bytes)))?.equals(bytes)).toBe(true);
  }
  const found = await send(`${aws.url}/v2/app/blobs/${digestOf(big)}`, { headers });
  const part = await fetch(found.headers.get('location') ?? '', { headers: { range: 'bytes=1000-2003' } });
  expect(Buffer.from(await part.arrayBuffer()).equals(big.subarray(1000, 2004))).toBe(true);
  const begun = await send(`${aws.url}/v2/app/blobs/uploads/`, { method: 'POST', headers });
  const wrong = `${begun.headers.get('location')}?digest=${digestOf('other')}`;
  expect((await send(wrong, { method: 'PUT', headers, body: 'bytes' })).code).toBe('DIGEST_INVALID');
  expect(readdirSync(path.join(folder, '_ecr', 'uploads'))).toEqual([]);
});
