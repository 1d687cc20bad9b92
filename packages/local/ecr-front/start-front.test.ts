import { randomBytes } from 'node:crypto';
import { createEcr, type Ecr } from '@ci-actions/aws/ecr/ecr';
import { type ScriptedServer, scriptedServer } from '@ci-actions/http/testing';
import { silent } from '@ci-actions/log/log';
import { digestOf, makeImage } from '@ci-actions/oci/archive/testing';
import { copyImage } from '@ci-actions/oci/copy-image';
import { openRepository } from '@ci-actions/oci/open-repository';
import { RepositoryMissing } from '@ci-actions/oci/repository';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EcrFront, startEcrFront } from './start-front.ts';

const user = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-of-a-test' };
const region = 'eu-central-1';
const real = process.env.CI_ACTIONS_REGISTRY_URL;
if (!real) console.warn('Skipped: ECR in front of a real registry; CI_ACTIONS_REGISTRY_URL is not set.');

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(registryUrl: string, repository: string): Promise<{ front: EcrFront; ecr: Ecr }> {
  const front = await startEcrFront({ registryUrl, region, users: [user], repositories: [{ name: repository }] });
  open.push(front);
  const credentials = Object.assign(async () => user, { origin: 'the access key of the test' });
  const ecr = createEcr({ region, credentials, log: silent, mask: () => {}, env: front.environment() });
  open.push(ecr);
  return { front, ecr };
}

describe('what reaches the registry', () => {
  let registry: ScriptedServer;
  let front: EcrFront;
  let ecr: Ecr;
  let authorization: string;
  beforeEach(async () => {
    registry = await scriptedServer({ status: 201, headers: { location: '/v2/app/next' }, body: 'taken' });
    open.push(registry);
    ({ front, ecr } = await start(registry.origin.href, 'app'));
    const { username, password, endpoint } = await ecr.login();
    expect(endpoint.href).toBe(`${front.url}/`);
    authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  });
  const call = (path: string, init: RequestInit) => fetch(new URL(path, front.url), init);

  test('a request with the token of ECR, its body byte for byte, and without the token', async () => {
    const body = randomBytes(300_000);
    const reply = await call('/v2/app/blobs/uploads/1?digest=x', { method: 'PUT', body, headers: { authorization } });
    expect([reply.status, reply.headers.get('location'), await reply.text()]).toEqual([201, '/v2/app/next', 'taken']);
    expect(registry.received).toHaveLength(1);
    expect(registry.received[0]).toMatchObject({ method: 'PUT', url: '/v2/app/blobs/uploads/1?digest=x' });
    expect(registry.received[0]?.headers.authorization).toBeUndefined();
    expect(digestOf(registry.received[0]?.body ?? Buffer.of())).toBe(digestOf(body));
    expect(front.passed).toEqual([
      { method: 'PUT', path: '/v2/app/blobs/uploads/1?digest=x', status: 201, bytes: body.length },
    ]);
  });

  const refused: [what: string, path: string, headers: () => Record<string, string>, status: number, code: string][] = [
    ['no token', '/v2/app/manifests/v1', () => ({}), 401, 'Not Authorized'],
    ['another token', '/v2/app/manifests/v1', () => ({ authorization: 'Basic QVdTOm5vdA==' }), 401, 'DENIED'],
    ['a repository that ECR does not have', '/v2/other/manifests/v1', () => ({ authorization }), 404, 'NAME_UNKNOWN'],
    ['a path without a repository', '/v2/_catalog', () => ({ authorization }), 405, 'UNSUPPORTED'],
  ];
  test.each(refused)('nothing of a request with %s', async (_, path, headers, status, code) => {
    const reply = await call(path, { headers: headers() });
    expect({ status: reply.status, body: await reply.text() }).toEqual({ status, body: expect.stringContaining(code) });
    expect(registry.received).toEqual([]);
  });

  test('the ping is answered by ECR', async () => {
    expect((await call('/v2/', { headers: { authorization } })).status).toBe(200);
    expect((await call('/v2/', {})).status).toBe(401);
    expect(registry.received).toEqual([]);
  });

  test('repositories are those of ECR, and what needs its images is refused', async () => {
    expect(await ecr.describeRepository('app')).toMatchObject({ mutability: 'MUTABLE' });
    expect(await ecr.describeRepository('other')).toBeUndefined();
    await expect(ecr.scanFindings('app', `sha256:${'a'.repeat(64)}`)).rejects.toThrow(/the registry has the images/);
  });
});

(real ? describe : describe.skip)('a real registry behind it', () => {
  test('our client logs in, publishes and reads back; a repository that is not there is missing', async () => {
    const name = `tests/${randomBytes(6).toString('hex')}`;
    const { front, ecr } = await start(String(real), name);
    const { endpoint } = await ecr.login();
    const at = (path: string) => {
      const repository = openRepository({ endpoint, path, name: path, login: ecr.login, log: silent });
      open.push(repository);
      return repository;
    };
    const image = await makeImage({ layers: [{ content: randomBytes(200_000) }], attestation: true });
    const repository = at(name);
    await copyImage(image, repository, { log: silent });
    await repository.putManifest('v1', image.root);
    expect(await repository.headManifest('v1')).toMatchObject(image.descriptor);
    const sent = front.passed.filter(({ method }) => method === 'PUT').reduce((sum, { bytes }) => sum + bytes, 0);
    const all = [...image.blobs.values(), image.root.bytes].reduce((sum, { length }) => sum + length, 0);
    expect(sent).toBe(all);
    // The registry itself has it, under the same name.
    const direct = await fetch(new URL(`/v2/${name}/manifests/v1`, String(real)), {
      headers: { accept: image.root.mediaType },
    });
    expect(Buffer.from(await direct.arrayBuffer())).toEqual(image.root.bytes);
    await expect(at(`${name}/other`).headManifest('v1')).rejects.toThrow(RepositoryMissing);
  });
});
