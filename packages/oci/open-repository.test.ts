import { InputError } from '@ci-actions/errors/errors';
import { type Script, scriptedServer } from '@ci-actions/http/testing';
import { silent } from '@ci-actions/log/log';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeImage } from './archive/testing.ts';
import { copyImage } from './copy-image.ts';
import { mediaTypes } from './descriptor.ts';
import type { Blob } from './image-source.ts';
import { type OpenRepository, openRepository } from './open-repository.ts';
import { NotAllowed, RepositoryMissing, TagTaken } from './repository.ts';
import { digestOf, type TestRegistry, testRegistry, testRepository, waitingClock } from './testing.ts';

let registry: TestRegistry;
let repository: OpenRepository;
let clock: ReturnType<typeof waitingClock>;
const opened: { close(): unknown }[] = [];

beforeEach(async () => {
  registry = await testRegistry();
  clock = waitingClock();
  repository = testRepository(registry, { retry: clock });
  opened.push(registry, repository);
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

/** A repository of a server that answers by a script. */
async function scripted(...script: Script[]) {
  const server = await scriptedServer(...script);
  const to = openRepository({
    endpoint: server.origin,
    path: 'app',
    name: 'registry.test/app',
    login: async () => ({ username: 'AWS', password: 'secret' }),
    log: silent,
    retry: clock,
    env: {},
  });
  opened.push(server, to);
  return { ...server, repository: to };
}

const blobOf = (bytes: Buffer): Blob => ({
  size: bytes.length,
  async *open() {
    for (let at = 0; at < bytes.length; at += 1 << 16) yield bytes.subarray(at, at + (1 << 16));
  },
});
const layerOf = (bytes: Buffer) => ({ mediaType: mediaTypes.layer, digest: digestOf(bytes), size: bytes.length });

async function collect(blob: Blob): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of blob.open()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const failure = (promise: Promise<unknown>) => promise.then(() => new Error('It worked.')).catch((error) => error);

describe('a manifest', () => {
  const bytes = Buffer.from('{ "schemaVersion": 2 }\n');
  const manifest = { digest: digestOf(bytes), mediaType: mediaTypes.dockerManifest, bytes };
  const good = {
    status: 200,
    headers: { 'content-type': manifest.mediaType, 'docker-content-digest': manifest.digest },
    body: bytes,
  };

  test('is asked for with all four types, and comes as the bytes that it is', async () => {
    const server = await scripted(good);
    expect(await server.repository.getManifest('v1')).toEqual(manifest);
    expect(await server.repository.headManifest('v1')).toEqual({
      mediaType: manifest.mediaType,
      digest: manifest.digest,
      size: bytes.length,
    });
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v2/app/manifests/v1',
      'HEAD /v2/app/manifests/v1',
    ]);
    expect(server.received[0]?.headers.accept?.split(', ')).toEqual([
      mediaTypes.index,
      mediaTypes.manifest,
      mediaTypes.dockerList,
      mediaTypes.dockerManifest,
    ]);
  });

  test('that is missing takes one request, once the repository was seen to be there', async () => {
    const unknown = { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' };
    const server = await scripted({ status: 404 }, unknown, { status: 404 });
    expect(await server.repository.headManifest('v1')).toBeUndefined();
    expect(await server.repository.headManifest('v2')).toBeUndefined();
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'HEAD /v2/app/manifests/v1',
      'GET /v2/app/manifests/v1',
      'HEAD /v2/app/manifests/v2',
    ]);
  });

  test.each([
    ['is missing', { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' }],
    ['is missing, without a word', { status: 404 }],
  ])('%s: undefined', async (_, reply) => {
    const server = await scripted(reply);
    expect(await server.repository.getManifest('v1')).toBeUndefined();
    expect(await server.repository.headManifest('v1')).toBeUndefined();
  });

  test('of a missing repository: HEAD has no words, so GET tells', async () => {
    const server = await scripted({ status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' });
    expect(await failure(server.repository.headManifest('v1'))).toBeInstanceOf(RepositoryMissing);
    expect(server.received.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  test.each([
    ['no digest', { 'content-type': manifest.mediaType }],
    ['no type', { 'content-type': 'text/plain', 'docker-content-digest': manifest.digest }],
  ])('whose HEAD tells %s is read', async (_, headers) => {
    const body = Buffer.from(JSON.stringify({ mediaType: mediaTypes.manifest }));
    const promised = 'docker-content-digest' in headers ? { 'docker-content-digest': digestOf(body) } : {};
    const server = await scripted({ status: 200, headers: { ...headers, ...promised }, body });
    expect(await server.repository.headManifest('v1')).toMatchObject({ digest: digestOf(body), size: body.length });
  });

  test('of a type with parameters has the bare type', async () => {
    const headers = { ...good.headers, 'content-type': `${manifest.mediaType}; charset=utf-8` };
    const server = await scripted({ ...good, headers });
    expect((await server.repository.getManifest('v1'))?.mediaType).toBe(manifest.mediaType);
  });

  const other = digestOf('other');
  test.each([
    ['than the header says', 'v1', { ...good, headers: { ...good.headers, 'docker-content-digest': other } }],
    ['than was asked for', other, good],
  ])('with other bytes %s is refused', async (_, reference, reply) => {
    const server = await scripted(reply);
    const error = await failure(server.repository.getManifest(reference));
    expect(error.message).toMatch(/^The registry gave other bytes for registry\.test\/app[:@].+ than it should: /);
  });

  test.each([
    ['application/vnd.docker.distribution.manifest.v1+prettyjws', /is of Docker’s old schema 1/],
    ['application/vnd.oci.artifact.manifest.v1+json', /which is no container image\.$/],
    ['text/html', /is of the type "text\/html", which is no container image\.$/],
  ])('of the type %s is refused by a sentence', async (type, sentence) => {
    const server = await scripted({ status: 200, headers: { 'content-type': type }, body: bytes });
    expect((await failure(server.repository.headManifest('v1'))).message).toMatch(sentence);
  });

  test('that never ends is not collected', async () => {
    const server = await scripted((_request, response) => {
      response.writeHead(200, { 'content-type': manifest.mediaType });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1 << 16)));
      };
      response.on('drain', more);
      more();
    });
    expect((await failure(server.repository.getManifest('v1'))).message).toMatch(/sent more than 4194304 bytes/);
  });

  test('whose reply is cut is asked for again', async () => {
    const server = await scripted((_request, response) => {
      response.writeHead(200, { ...good.headers, 'content-length': '22' });
      response.write('{ "sch', () => response.destroy());
    }, good);
    expect((await server.repository.getManifest('v1'))?.bytes).toEqual(bytes);
  });

  test.each(['../../etc', 'a/b', '', '.a', 'sha256:12'])(
    '%j is no reference, and is not asked for',
    async (reference) => {
      await expect(repository.getManifest(reference)).rejects.toBeInstanceOf(InputError);
      expect(registry.requests).toEqual([]);
    },
  );
});

describe('writing a manifest', () => {
  test('is one PUT with the type that it has', async () => {
    const image = await makeImage({ docker: true });
    await copyImage(image, repository);
    registry.requests.length = 0;
    await repository.putManifest('v1', image.root);
    expect(registry.requests).toEqual(['PUT /v2/team/app/manifests/v1']);
    expect(registry.headers.at(-1)?.['content-type']).toBe(mediaTypes.dockerManifest);
    expect(registry.manifests.get('team/app:v1')?.bytes.equals(image.root.bytes)).toBe(true);
  });

  test('whose reply is lost is looked for, and not sent again', async () => {
    const image = await makeImage();
    await copyImage(image, repository);
    registry.immutable = true;
    registry.requests.length = 0;
    registry.fail(/PUT/, 'lost reply');
    await repository.putManifest('v1', image.root);
    expect(registry.requests).toEqual(['PUT /v2/team/app/manifests/v1', 'HEAD /v2/team/app/manifests/v1']);
  });

  test('that did not arrive is sent again', async () => {
    const image = await makeImage();
    await copyImage(image, repository);
    registry.fail(/PUT/, 'reset');
    await repository.putManifest('v1', image.root);
    expect(registry.manifests.has('team/app:v1')).toBe(true);
  });

  test('of an immutable tag: the same digest is success, another one an error that names both', async () => {
    const [one, two] = [await makeImage({ layers: [1] }), await makeImage({ layers: [2] })];
    await copyImage(one, repository);
    await copyImage(two, repository);
    registry.immutable = true;
    await repository.putManifest('v1', one.root);
    await repository.putManifest('v1', one.root);
    const error = await failure(repository.putManifest('v1', two.root));
    expect(error).toBeInstanceOf(TagTaken);
    expect(error.message).toContain(`registry.test/team/app:v1 points to ${one.root.digest} already`);
    expect(error.message).toContain(two.root.digest);
    expect(registry.manifests.get('team/app:v1')?.bytes.equals(one.root.bytes)).toBe(true);
  });

  test.each([
    [409, 'CONFLICT', 'conflict'],
    [412, 'PRECONDITION', 'Failed to process request due to the tag is configured as immutable'],
  ])('HTTP %i says that a tag is taken, too', async (status, code, message) => {
    const image = await makeImage();
    registry.fail(/PUT/, { status, code, message });
    expect(await failure(repository.putManifest('v1', image.root))).toBeInstanceOf(TagTaken);
  });

  test.each([
    [{ status: 404, code: 'NAME_UNKNOWN' }, RepositoryMissing, /^There is no repository team\/app/],
    [
      { status: 403, code: 'DENIED', message: 'User x is not authorized to perform: ecr:PutImage' },
      NotAllowed,
      /^Writing the manifest registry\.test\/team\/app:v1 was refused: .+ \(HTTP 403\)\. The registry says: User x is not authorized to perform: ecr:PutImage\.$/,
    ],
    [{ status: 413 }, Error, /larger than the registry, or a proxy before it, takes in one piece \(HTTP 413\)/],
    [{ status: 400, code: 'MANIFEST_BLOB_UNKNOWN' }, Error, /does not have a blob or an image that it names/],
    [{ status: 400, code: 'X', message: 'bad\n::error::worse' }, Error, /X \(HTTP 400\): bad ::error::worse\.$/],
  ])('%j is one sentence', async (fault, type, sentence) => {
    const image = await makeImage();
    registry.fail(/PUT/, fault, 99);
    const error = await failure(repository.putManifest('v1', image.root));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toContain('\n');
    expect(clock.time()).toBe(0);
  });
});

describe('writing a blob', () => {
  const bytes = Buffer.alloc(2_500_000, 'layer');

  test('is HEAD, POST and one PUT with its exact length, at the place that the registry names', async () => {
    expect(await repository.putBlob(layerOf(bytes), blobOf(bytes))).toBe('uploaded');
    const digest = encodeURIComponent(digestOf(bytes));
    expect(registry.requests).toEqual([
      `HEAD /v2/team/app/blobs/${digestOf(bytes)}`,
      'POST /v2/team/app/blobs/uploads/',
      `PUT /v2/team/app/blobs/uploads/1?_state=a%2Fb%3D&digest=${digest}`,
    ]);
    expect(registry.headers[2]).toMatchObject({ 'content-length': '2500000' });
    expect(registry.headers[2]?.['transfer-encoding']).toBeUndefined();
    expect(await repository.hasBlob(digestOf(bytes))).toBe(true);
    expect(await repository.putBlob(layerOf(bytes), blobOf(bytes))).toBe('there');
  });

  test('an empty one, too', async () => {
    const empty = Buffer.alloc(0);
    expect(await repository.putBlob(layerOf(empty), blobOf(empty))).toBe('uploaded');
    expect(registry.blobs.has(`team/app@${digestOf(empty)}`)).toBe(true);
  });

  test('a registry that redirects its HEAD has it', async () => {
    registry.fail(/HEAD/, { status: 307, headers: { location: 'https://elsewhere.test/x' } });
    expect(await repository.putBlob(layerOf(bytes), blobOf(bytes))).toBe('there');
  });

  test('to another host goes without the login', async () => {
    const storage = await scriptedServer({ status: 201 });
    opened.push(storage);
    const server = await scripted(
      { status: 404 },
      { status: 202, headers: { location: new URL('/up?sig=1', storage.origin).href } },
    );
    expect(await server.repository.putBlob(layerOf(bytes), blobOf(bytes))).toBe('uploaded');
    expect(storage.received).toHaveLength(1);
    expect(storage.received[0]?.body.equals(bytes)).toBe(true);
    expect(storage.received[0]?.headers.authorization).toBeUndefined();
    expect(server.received.every(({ headers }) => headers.authorization?.startsWith('Basic '))).toBe(true);
  });

  test.each([
    ['nowhere', {}, /did not say where to send it \(HTTP 202\)\.$/],
    ['file:', { location: 'file:///etc/passwd' }, /which is no https:\/\/ address\.$/],
  ])('to %s is refused', async (_, headers, sentence) => {
    const server = await scripted({ status: 404 }, { status: 202, headers });
    expect((await failure(server.repository.putBlob(layerOf(bytes), blobOf(bytes)))).message).toMatch(sentence);
  });

  test('that breaks off is begun anew, by a POST of its own', async () => {
    registry.fail(/PUT/, 'reset in the middle', 2);
    let sent = 0;
    const onBytes = (more: number) => {
      sent += more;
    };
    expect(await repository.putBlob(layerOf(bytes), blobOf(bytes), { onBytes })).toBe('uploaded');
    expect(sent).toBe(bytes.length);
    expect(registry.requests.filter((line) => line.startsWith('POST'))).toHaveLength(3);
  });

  test('whose uploads break off late is tried again though the patience is over', async () => {
    let time = 0;
    const retry = {
      now: () => time,
      async sleep(ms: number) {
        time += ms;
      },
    };
    const slow = testRepository(registry, { retry });
    opened.push(slow);
    registry.guard = ({ method }) => {
      if (method === 'PUT') time += 300_000;
      return undefined;
    };
    registry.fail(/PUT/, 'reset in the middle', 3);
    expect(await slow.putBlob(layerOf(bytes), blobOf(bytes))).toBe('uploaded');
  });

  test('whose source breaks off is read again', async () => {
    const other = await testRegistry();
    const from = testRepository(other);
    opened.push(other, from);
    other.blobs.set(`team/app@${digestOf(bytes)}`, bytes);
    other.fail(/GET/, (_request, response) => {
      response.writeHead(200, { 'content-length': String(bytes.length) });
      response.write(bytes.subarray(0, 1_000_000), () => response.destroy());
    });
    expect(await repository.putBlob(layerOf(bytes), await from.blob(layerOf(bytes)))).toBe('uploaded');
    expect(registry.requests.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    expect(other.headers[1]?.range).toMatch(/^bytes=\d+-$/);
  });
});

describe('reading a blob', () => {
  const bytes = Buffer.alloc(1_500_000, 'layer');

  test('follows a redirect to another host, without the login', async () => {
    const storage = await scriptedServer({ status: 200, body: bytes });
    opened.push(storage);
    const location = new URL('/blob?X-Amz-Signature=1', storage.origin).href;
    const server = await scripted({ status: 307, headers: { location } });
    expect((await collect(await server.repository.blob(layerOf(bytes)))).equals(bytes)).toBe(true);
    expect(storage.received[0]?.headers.authorization).toBeUndefined();
    expect(server.received[0]?.headers.authorization).toMatch(/^Basic /);
  });

  test('goes on where it broke off, with a server that knows ranges', async () => {
    const server = await scripted(
      (_request, response) => {
        response.writeHead(200, { 'content-length': String(bytes.length) });
        response.write(bytes.subarray(0, 700_000), () => response.destroy());
      },
      (request, response) => {
        const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
        response.writeHead(206).end(bytes.subarray(from));
      },
    );
    expect((await collect(await server.repository.blob(layerOf(bytes)))).equals(bytes)).toBe(true);
  });

  test.each([
    ['a circle', { status: 307, headers: { location: '/again' } }, /sends the reader on more than 5 times\.$/],
    ['nowhere', { status: 307 }, /sends the reader nowhere/],
    ['that is missing', { status: 404, body: '{"errors":[{"code":"BLOB_UNKNOWN"}]}' }, /BLOB_UNKNOWN \(HTTP 404\)\.$/],
    ['that is shorter', { status: 200, body: 'short' }, /it has 5 bytes, but its manifest says 1500000\.$/],
  ])('%s is an error', async (_, reply, sentence) => {
    const server = await scripted(reply);
    expect((await failure(collect(await server.repository.blob(layerOf(bytes))))).message).toMatch(sentence);
  });
});

describe('listing tags', () => {
  const page = (tags: unknown, link?: string) => ({
    status: 200,
    body: JSON.stringify({ name: 'app', tags }),
    ...(link === undefined ? {} : { headers: { link } }),
  });
  const all = async (from: OpenRepository) => {
    const tags: string[] = [];
    for await (const some of from.tags()) tags.push(...some);
    return tags;
  };

  test('page by page', async () => {
    const next = '</v2/app/tags/list?last=b%2Bc&n=2>; rel="next"';
    const paged = await scripted(page(['a', 'b'], next), page(['c']));
    expect(await all(paged.repository)).toEqual(['a', 'b', 'c']);
    expect(paged.received.map(({ url }) => url)).toEqual([
      '/v2/app/tags/list?n=1000',
      '/v2/app/tags/list?last=b%2Bc&n=2',
    ]);
  });

  test('none is none', async () => {
    expect(await all((await scripted(page(null))).repository)).toEqual([]);
  });

  test.each([
    [
      'a page on another host',
      page(['a'], '<https://evil.test/v2/app/tags/list>; rel="next"'),
      /is on another host\.$/,
    ],
    ['a circle', page(['a'], '</v2/app/tags/list?n=1000>; rel=next'), /go round in a circle\.$/],
    ['no list', page('a'), /is no list of tags\.$/],
    ['no repository', { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' }, /^There is no repository app/],
  ])('%s is an error', async (_, reply, sentence) => {
    const server = await scripted(reply);
    expect((await failure(all(server.repository))).message).toMatch(sentence);
  });
});

test.each([
  ['a/../b', 'http://127.0.0.1:1'],
  ['App', 'http://127.0.0.1:1'],
  ['app', 'ftp://127.0.0.1'],
])('the path %j at %s is bad input', (path, endpoint) => {
  const open = () =>
    openRepository({
      endpoint: new URL(endpoint),
      path,
      name: 'x',
      login: async () => undefined,
      log: silent,
      env: {},
    });
  expect(open).toThrow(InputError);
});

describe('a connection that is made ahead', () => {
  test('logs in, and does not make a repository of a registry', async () => {
    const missing = { status: 404, body: '{"errors":[{"code":"NAME_UNKNOWN"}]}' };
    const server = await scripted({ status: 200 }, { status: 404 }, missing);
    await server.repository.connect(1);
    expect(await failure(server.repository.headManifest('v1'))).toBeInstanceOf(RepositoryMissing);
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v2/',
      'HEAD /v2/app/manifests/v1',
      'GET /v2/app/manifests/v1',
    ]);
    expect(server.received[0]?.headers.authorization).toMatch(/^Basic /);
  });

  test('is one of several where that is wanted', async () => {
    const server = await scripted({ status: 200 }, { status: 200 }, { status: 200 });
    await server.repository.connect(3);
    expect(server.received.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v2/', 'GET /v2/', 'GET /v2/']);
  });

  test.each<[string, Script]>([
    ['no such address', { status: 404 }],
    ['a failure', { status: 503 }],
    ['a refusal', { status: 401 }],
    ['a reset', 'reset'],
  ])('%s is left to the first call', async (_, script) => {
    const server = await scripted(script, { status: 404, body: '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}' });
    await server.repository.connect(1);
    expect(await server.repository.getManifest('v1')).toBeUndefined();
  });
});
