import path from 'node:path';
import type { AwsOptions } from '@ci-actions/local/aws/options';
import { createFaults, type FaultRule } from '@ci-actions/local/faults/faults';
import { layoutFiles, makeImage, writeTar } from '@ci-actions/oci/archive/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Bench, openBench } from './test-tools.ts';

let bench: Bench;
afterEach(() => bench.close());

/** An image with some layers, of which one is larger than a socket's buffer. */
const recipe = { layers: [{ app: 'one' }, 3_000_000, { more: 'two' }] };

async function open(rules: readonly FaultRule[], options: AwsOptions = {}) {
  const faults = createFaults(rules);
  bench = await openBench({ ...options, faults });
  return { faults, digest: await bench.archive('image.tar', recipe) };
}

const login = { operation: 'GetAuthorizationToken' };

/** Faults that pass: each ends in a publish, with one push of each tag. */
describe('weather', () => {
  test.each<[string, FaultRule, number]>([
    ['the token is throttled once', { match: login, times: 1, answer: 429 }, 1],
    ['the token is throttled twice', { match: login, times: 2, answer: 429 }, 2],
    ['503 at the login', { match: login, times: 1, answer: 503 }, 1],
    ['a reset at the login', { match: login, times: 1, answer: 'reset' }, 1],
    ['429 for a second', { match: { path: /^\/v2\// }, forMs: 1_000, answer: 429 }, 1],
    ['503 at each kind of request', { match: { path: /^\/v2\// }, times: 5, answer: 503 }, 5],
    ['a reset in the middle of a blob', { match: { operation: 'PutBlob' }, after: 1, times: 2, answer: 'reset' }, 2],
    ['a blob whose answer is lost', { match: { operation: 'PutBlob' }, times: 2, answer: 'lost' }, 2],
    ['a manifest whose answer is lost', { match: { operation: 'PutManifest' }, times: 1, answer: 'lost' }, 1],
    [
      'the tag of the environment, its answer lost',
      { match: { path: /manifests\/staging$/, method: 'PUT' }, times: 1, answer: 'lost' },
      1,
    ],
    [
      'a token that expires between blobs',
      { match: { operation: 'StartUpload' }, after: 1, times: 1, answer: 'expired-token' },
      1,
    ],
  ])(
    '%s',
    async (_, rule, hits) => {
      const { faults, digest } = await open([rule]);
      const { outputs } = await bench.step({});
      expect(outputs).toMatchObject({ reason: 'published', digest });
      expect(faults.hits).toBeGreaterThanOrEqual(hits);
      expect(bench.aws.ecr.image('app', 'staging')?.digest).toBe(digest);
      expect(bench.aws.ecr.pushes.map(({ tag }) => tag)).toEqual(['sha-0123456789ab', 'staging']);
      expect((await bench.step({})).outputs.reason).toBe('already-published');
    },
    60_000,
  );

  test('weather that takes its time: waits of one publish do not hold up another', async () => {
    const long: FaultRule[] = [
      { match: login, times: 8, answer: 429 },
      { match: { path: /^\/v2\// }, forMs: 3_000, answer: 429 },
      { match: { path: /^\/v2\// }, forMs: 8_000, answer: 429 },
    ];
    bench = await openBench();
    await Promise.all(
      long.map(async (rule) => {
        const own = await openBench({ faults: createFaults([rule]) });
        try {
          const digest = await own.archive('image.tar', recipe);
          expect((await own.step({})).outputs).toMatchObject({ reason: 'published', digest });
          expect(own.aws.ecr.pushes.map(({ tag }) => tag)).toEqual(['sha-0123456789ab', 'staging']);
        } finally {
          await own.close();
        }
      }),
    );
  }, 60_000);

  test('a token that lasts for a few requests only', async () => {
    const { digest } = await open([], { ecr: { tokenRequests: 6 } });
    const { outputs } = await bench.step({});
    expect(outputs).toMatchObject({ reason: 'published', digest });
    const logins = bench.aws.requests.filter(({ operation }) => operation === 'GetAuthorizationToken');
    expect(logins.length).toBeGreaterThan(2);
  });

  test('a registry that refuses from each third of its requests on: the next run finishes', async () => {
    const { faults, digest } = await open([]);
    await bench.step({});
    const whole = bench.aws.requests.filter(({ service }) => service === 'registry').length;
    expect(whole).toBeGreaterThan(10);
    await bench.close();
    for (let n = 0; n < whole; n += 3) {
      const again = await open([{ match: { path: /^\/v2\// }, after: n, answer: 400 }]);
      await bench.fails({});
      expect(bench.aws.ecr.pushes.filter(({ tag }) => tag === 'staging').length).toBe(
        bench.aws.ecr.image('app', 'staging') ? 1 : 0,
      );
      again.faults.clear();
      const { outputs } = await bench.step({});
      expect(outputs.digest).toBe(digest);
      expect(bench.aws.ecr.image('app', 'staging')?.digest).toBe(digest);
      expect(bench.aws.ecr.pushes.map(({ tag }) => tag)).toEqual(['sha-0123456789ab', 'staging']);
      await bench.close();
    }
    expect(faults.hits).toBe(0);
    bench = await openBench();
  }, 60_000);
});

describe('an archive that is not what it says', () => {
  const broken = async (change: (files: (readonly [string, Buffer | string])[]) => unknown) => {
    bench = await openBench();
    const image = await makeImage(recipe);
    const files = [...layoutFiles(image)] as (readonly [string, Buffer | string])[];
    change(files);
    await writeTar(path.join(bench.root, 'image.tar'), files);
    const { message } = await bench.fails({});
    expect(message.split('\n')).toHaveLength(1);
    expect(bench.aws.ecr.repository('app').digests()).toEqual([]);
    expect(bench.aws.ecr.repository('app').tags()).toEqual({});
    return message;
  };

  test('a layer with other bytes', async () => {
    const message = await broken((files) => {
      const at = files.findIndex(([, content]) => content.length > 1_000_000);
      const [name = '', content = ''] = files[at] ?? [];
      const other = Buffer.from(content);
      other[500_000] = (other[500_000] ?? 0) ^ 1;
      files[at] = [name, other];
    });
    expect(message).toMatch(/^The blob sha256:[0-9a-f]{64} .*has other bytes: their digest is sha256:/);
  });

  test('a layer that is missing', async () => {
    const message = await broken((files) => files.splice(0, 1));
    expect(message).toContain('image.tar');
  });

  test('a path outside', async () => {
    const message = await broken((files) => files.push(['../outside', 'x']));
    expect(message).toContain('image.tar');
  });
});
