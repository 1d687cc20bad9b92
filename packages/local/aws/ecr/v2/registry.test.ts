import { mediaTypes } from '@ci-actions/oci/descriptor';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
} from '../testing.ts';

const image = smallImage();
const other = smallImage('other layer');
let bench: Bench;
let base: string;
let login: { authorization: string };
beforeAll(async () => {
  bench = await startBench({
    repositories: [
      { name: 'app' },
      { name: 'team/app' },
      { name: 'fixed', exclusions: ['dev*'] },
      { name: 'tagged' },
      { name: 'empty' },
    ],
  });
  base = bench.aws.url;
  login = await bench.login();
  for (const name of ['app', 'fixed']) {
    await bench.aws.ecr.repository(name).put({ ...image, tag: 'v1' });
    await bench.aws.ecr.repository(name).put({ ...image, tag: 'dev' });
    await bench.aws.ecr.repository(name).put(other);
  }
});
afterAll(() => bench.close());

/** A request with the login. */
const as = (method: string, path: string, more: { headers?: Record<string, string>; body?: string } = {}) =>
  send(path.startsWith('http') ? path : `${base}/v2/${path}`, {
    method,
    ...more,
    headers: { ...login, ...more.headers },
  });

describe('logins', () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const cases: [title: string, headers: Record<string, string>][] = [
    ['none', {}],
    ['a password that is none', basic('AWS:secret')],
    ['a bearer token', { authorization: 'Bearer x' }],
  ];
  for (const [title, headers] of cases) {
    test(`${title}: 401 with ECR's challenge`, async () => {
      const answer = await send(`${base}/v2/`, { headers });
      expect(answer).toMatchObject({ status: 401, code: 'DENIED' });
      expect(answer.headers.get('www-authenticate')).toBe(
        `Basic realm="https://${account}.dkr.ecr.${region}.amazonaws.com/",service="ecr.amazonaws.com"`,
      );
    });
  }

  test('another user than AWS, and a token that was changed', async () => {
    const [, password = ''] = Buffer.from(login.authorization.slice(6), 'base64').toString().split(':');
    const token = JSON.parse(Buffer.from(password, 'base64').toString());
    const claims = Buffer.from(token.payload, 'base64').toString('latin1').replace(account, '222222222222');
    const payload = Buffer.from(claims, 'latin1').toString('base64');
    const forged = Buffer.from(JSON.stringify({ ...token, payload })).toString('base64');
    const statuses = [`AWS:${password}`, `root:${password}`, `AWS:${forged}`].map(
      async (text) => (await send(`${base}/v2/`, { headers: basic(text) })).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
  });

  test('the ping, with a token', async () => {
    const answer = await as('GET', '');
    expect(answer).toMatchObject({ status: 200, text: '{}' });
    expect(answer.headers.get('docker-distribution-api-version')).toBe('registry/2.0');
    expect(bench.aws.requests.at(-1)).toEqual({
      service: 'registry',
      operation: 'Ping',
      status: 200,
      role: `arn:aws:iam::${account}:user/user`,
      bytes: 2,
    });
  });

  test('a token that has run out says so, by the clock and by the number of requests', async () => {
    let now = new Date();
    const short = await startBench({ clock: () => now, ecr: { tokenSeconds: 60, tokenRequests: 2 } });
    const ping = async (headers: Record<string, string>) => send(`${short.aws.url}/v2/`, { headers });
    const first = await short.login();
    expect([(await ping(first)).status, (await ping(first)).status]).toEqual([200, 200]);
    expect(await ping(first)).toMatchObject({
      status: 401,
      text: '{"errors":[{"code":"DENIED","message":"Your authorization token has expired. Reauthenticate and try again."}]}',
    });
    const second = await short.login();
    now = new Date(now.getTime() + 61_000);
    expect((await ping(second)).text).toContain('has expired');
    await short.close();
  });
});

describe('manifests', () => {
  for (const reference of ['v1', image.digest, image.digest.replace(':', '%3A')]) {
    test(`GET and HEAD ${reference}`, async () => {
      const got = await as('GET', `app/manifests/${reference}`, {
        headers: { accept: `text/plain, ${image.mediaType}` },
      });
      expect(got).toMatchObject({ status: 200, text: image.manifest });
      const head = await as('HEAD', `app/manifests/${reference}`);
      expect(head).toMatchObject({ status: 200, text: '' });
      for (const { headers } of [got, head]) {
        expect(headers.get('docker-content-digest')).toBe(image.digest);
        expect(headers.get('content-type')).toBe(image.mediaType);
        expect(headers.get('content-length')).toBe(String(image.manifest.length));
      }
    });
  }

  const accept = { accept: mediaTypes.index };
  const reads: [title: string, path: string, headers: Record<string, string>, status: number, code: string][] = [
    ['a tag that is not there', 'app/manifests/none', {}, 404, 'MANIFEST_UNKNOWN'],
    ['a digest that is not there', `app/manifests/${digestOf('')}`, {}, 404, 'MANIFEST_UNKNOWN'],
    ['a type that is not accepted', 'app/manifests/v1', accept, 404, 'MANIFEST_UNKNOWN'],
    ['a repository that is not there', 'none/manifests/v1', {}, 404, 'NAME_UNKNOWN'],
    ['a path that is none', 'app/manifest/v1', {}, 405, 'UNSUPPORTED'],
  ];
  for (const [title, path, headers, status, code] of reads) {
    test(`${title}: ${code}`, async () => {
      expect(await as('GET', path, { headers })).toMatchObject({ status, code });
    });
  }

  test('PUT under a digest, then under a tag', async () => {
    for (const bytes of image.blobs) await upload(base, 'team/app', bytes, login);
    const first = await putManifest(base, 'team/app', image.digest, image, login);
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(`${base}/v2/team/app/manifests/${image.digest}`);
    expect(first.headers.get('docker-content-digest')).toBe(image.digest);
    const view = bench.aws.ecr.repository('team/app');
    expect(view.tags()).toEqual({});
    expect((await putManifest(base, 'team/app', 'v1', image, login)).status).toBe(201);
    expect(view.tags()).toEqual({ v1: image.digest });
    expect(bench.aws.requests.at(-1)).toMatchObject({
      operation: 'PutManifest',
      repository: 'team/app',
      reference: 'v1',
      status: 201,
      bytes: image.manifest.length,
    });
  });

  const missing = smallImage('never uploaded');
  const long = smallImage('layer', { annotations: { long: 'x'.repeat(4 * 1024 * 1024) } });
  const writes: [
    title: string,
    repository: string,
    reference: string,
    what: { manifest: string; mediaType: string },
    status: number,
    code: string,
  ][] = [
    ['another digest', 'app', other.digest, image, 400, 'DIGEST_INVALID'],
    ['a blob that is missing', 'app', 'new', missing, 400, 'MANIFEST_BLOB_UNKNOWN'],
    ['a child that is missing', 'app', 'new', smallIndex(missing), 400, 'MANIFEST_BLOB_UNKNOWN'],
    ['no JSON', 'app', 'new', { ...image, manifest: '{' }, 400, 'MANIFEST_INVALID'],
    [
      'another type than its own',
      'app',
      'new',
      { ...image, mediaType: mediaTypes.dockerManifest },
      400,
      'MANIFEST_INVALID',
    ],
    ['more than 4 MiB', 'app', 'new', long, 400, 'SIZE_INVALID'],
    ['a tag that is none', 'app', '.new', image, 400, 'TAG_INVALID'],
    ['a repository that is not there', 'none', 'new', image, 404, 'NAME_UNKNOWN'],
    ['an immutable tag', 'fixed', 'v1', other, 400, 'TAG_INVALID'],
    ['an immutable tag with the digest that it has', 'fixed', 'v1', image, 400, 'TAG_INVALID'],
  ];
  for (const [title, repository, reference, what, status, code] of writes) {
    test(`PUT of ${title}: ${code}`, async () => {
      expect(await putManifest(base, repository, reference, what, login)).toMatchObject({ status, code });
      expect(bench.aws.ecr.image('app', 'new')).toBeUndefined();
    });
  }

  test('an immutable tag is refused in ECR’s words; an excluded one is not', async () => {
    const answer = await putManifest(base, 'fixed', 'v1', other, login);
    expect(JSON.parse(answer.text).errors[0].message).toBe(
      "The image tag 'v1' already exists in the 'fixed' repository and cannot be overwritten because the repository is immutable.",
    );
    expect((await putManifest(base, 'fixed', 'dev', other, login)).status).toBe(201);
  });

  test('DELETE of a tag, then of the image', async () => {
    const view = bench.aws.ecr.repository('empty');
    await view.put({ ...image, tag: 'a' });
    await view.put({ ...image, tag: 'b' });
    expect((await as('DELETE', 'empty/manifests/a')).status).toBe(202);
    expect(view.tags()).toEqual({ b: image.digest });
    expect((await as('DELETE', `empty/manifests/${image.digest}`)).status).toBe(202);
    expect(await as('DELETE', `empty/manifests/${image.digest}`)).toMatchObject({
      status: 404,
      code: 'MANIFEST_UNKNOWN',
    });
  });

  test('what refers to an image is an index', async () => {
    const subject = { mediaType: image.mediaType, digest: image.digest, size: image.manifest.length };
    const sbom = smallImage('layer', { subject, artifactType: 'application/spdx+json' });
    const put = await putManifest(base, 'app', sbom.digest, sbom, login);
    expect(put.headers.get('oci-subject')).toBe(image.digest);
    const all = JSON.parse((await as('GET', `app/referrers/${image.digest}`)).text);
    expect([all.mediaType, all.manifests]).toMatchObject([mediaTypes.index, [{ digest: sbom.digest }]]);
    const none = JSON.parse((await as('GET', `app/referrers/${image.digest}?artifactType=text/plain`)).text);
    expect(none.manifests).toEqual([]);
  });
});

describe('blobs', () => {
  const layer = digestOf(image.layer);

  test('HEAD says whether it is there', async () => {
    const there = await as('HEAD', `app/blobs/${layer}`);
    expect([there.status, there.headers.get('content-length')]).toEqual([200, String(image.layer.length)]);
    expect((await as('HEAD', `app/blobs/${digestOf('no')}`)).status).toBe(404);
    expect(await as('GET', `app/blobs/${digestOf('no')}`)).toMatchObject({ status: 404, code: 'BLOB_UNKNOWN' });
    expect(await as('GET', `none/blobs/${layer}`)).toMatchObject({ status: 404, code: 'NAME_UNKNOWN' });
  });

  test('GET leads to another host, which takes no login and knows its own addresses only', async () => {
    const answer = await as('GET', `app/blobs/${layer}`);
    const location = answer.headers.get('location') ?? '';
    expect(answer.status).toBe(307);
    expect(new URL(location).hostname).not.toBe(new URL(base).hostname);
    expect(await send(location)).toMatchObject({ status: 200, text: 'layer' });
    const refused = await send(location, { headers: login });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('Only one auth mechanism allowed')]);
    const forged = location.replace(layer, digestOf(image.config));
    expect(await send(forged)).toMatchObject({ status: 403, text: expect.stringContaining('SignatureDoesNotMatch') });
    expect(bench.aws.requests.at(-1)).toMatchObject({
      operation: 'DownloadLayer',
      repository: 'app',
      reference: digestOf(image.config),
      code: 'SignatureDoesNotMatch',
    });
  });

  const ranges: [range: string, status: number, text: string, contentRange: string | null][] = [
    ['bytes=1-2', 206, 'ay', 'bytes 1-2/5'],
    ['bytes=3-', 206, 'er', 'bytes 3-4/5'],
    ['bytes=-2', 206, 'er', 'bytes 3-4/5'],
    ['bytes=2-99', 206, 'yer', 'bytes 2-4/5'],
    ['bytes=5-', 416, expect.stringContaining('InvalidRange') as never, 'bytes */5'],
    ['lines=1-2', 200, 'layer', null],
  ];
  for (const [range, status, text, contentRange] of ranges) {
    test(`a range of ${range}`, async () => {
      const location = (await as('GET', `app/blobs/${layer}`)).headers.get('location') ?? '';
      const answer = await send(location, { headers: { range } });
      expect(answer).toMatchObject({ status, text });
      expect(answer.headers.get('content-range')).toBe(contentRange);
    });
  }
});

describe('uploads', () => {
  const begin = async (path = 'app/blobs/uploads/') => {
    const answer = await as('POST', path);
    return { answer, place: answer.headers.get('location') ?? '' };
  };

  test('one POST and one PUT of the whole', async () => {
    const bytes = Buffer.from('a whole blob');
    const { answer, place } = await begin();
    expect(answer.status).toBe(202);
    const put = await as('PUT', `${place}?digest=${digestOf(bytes)}`, { body: bytes.toString() });
    expect(put.status).toBe(201);
    expect(put.headers.get('docker-content-digest')).toBe(digestOf(bytes));
    expect(bench.aws.requests.at(-1)).toMatchObject({ operation: 'PutBlob', repository: 'app', bytes: bytes.length });
    expect(await bench.aws.ecr.repository('app').blob(digestOf(bytes))).toEqual(bytes);
    expect(await as('PUT', `${place}?digest=${digestOf(bytes)}`)).toMatchObject({
      status: 404,
      code: 'BLOB_UPLOAD_UNKNOWN',
    });
  });

  test('the digest must be that of the bytes, and be one', async () => {
    for (const digest of [digestOf('other'), 'sha256:abc', 'md5:1', '']) {
      const { place } = await begin();
      expect(await as('PUT', `${place}?digest=${digest}`, { body: 'bytes' })).toMatchObject({
        status: 400,
        code: 'DIGEST_INVALID',
      });
    }
    expect(bench.aws.ecr.repository('app').blobs()).not.toContain(digestOf('other'));
  });

  test('PATCH has ECR’s ways: 201, and of all but the first the bytes are dropped', async () => {
    const { place } = await begin();
    const ranges = [];
    for (const body of ['first', 'second', 'third']) {
      const answer = await as('PATCH', place, { body });
      expect(answer.status).toBe(201);
      ranges.push(answer.headers.get('range'));
    }
    expect(ranges).toEqual(['0-4', '0-4', '0-4']);
    expect((await as('GET', place)).headers.get('range')).toBe('0-4');
    expect(await as('PUT', `${place}?digest=${digestOf('firstsecondthird')}`)).toMatchObject({
      code: 'DIGEST_INVALID',
    });
    const again = await begin();
    await as('PATCH', again.place, { body: 'first' });
    expect((await as('PUT', `${again.place}?digest=${digestOf('first')}`)).status).toBe(201);
  });

  test('DELETE ends it; an upload of another repository is none', async () => {
    const { place } = await begin();
    const elsewhere = place.replace('/app/', '/fixed/');
    expect(await as('GET', elsewhere)).toMatchObject({ status: 404, code: 'BLOB_UPLOAD_UNKNOWN' });
    expect((await as('DELETE', place)).status).toBe(204);
    expect((await as('GET', place)).status).toBe(404);
  });

  test('a repository that is not there', async () => {
    const { answer } = await begin('none/blobs/uploads/');
    expect(JSON.parse(answer.text).errors).toEqual([
      {
        code: 'NAME_UNKNOWN',
        message: `The repository with name 'none' does not exist in the registry with id '${account}'`,
      },
    ]);
  });
});

describe('tags', () => {
  beforeAll(async () => {
    for (const tag of ['c', 'a', 'b']) await bench.aws.ecr.repository('tagged').put({ ...image, tag });
  });

  test('page by page, by the links', async () => {
    const pages = [];
    let next: string | undefined = `${base}/v2/tagged/tags/list?n=2`;
    while (next) {
      const answer = await as('GET', next);
      pages.push(JSON.parse(answer.text));
      next = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(pages).toEqual([
      { name: 'tagged', tags: ['a', 'b'] },
      { name: 'tagged', tags: ['c'] },
    ]);
  });

  for (const count of ['0', '-1', 'x', '1001']) {
    test(`n=${count} is refused`, async () => {
      expect(await as('GET', `tagged/tags/list?n=${count}`)).toMatchObject({ code: 'PAGINATION_NUMBER_INVALID' });
    });
  }
});

test('a blob of many packets is whole', async () => {
  const bytes = Buffer.alloc(8 * 1024 * 1024);
  for (let at = 0; at < bytes.length; at += 4096) bytes.writeUInt32BE(at, at);
  expect((await upload(base, 'app', bytes, login)).status).toBe(201);
  expect((await bench.aws.ecr.repository('app').blob(digestOf(bytes)))?.equals(bytes)).toBe(true);
});
