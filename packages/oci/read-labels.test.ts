import { describe, expect, test } from '@jest/globals';
import { makeImage } from './archive/testing.ts';
import { type Descriptor, mediaTypes } from './descriptor.ts';
import type { ImageSource } from './image-source.ts';
import { readLabels } from './read-labels.ts';
import { digestOf } from './testing.ts';

const labels = { 'org.opencontainers.image.revision': 'abc', 'org.opencontainers.image.version': '1.2.3' };

test('of an image', async () => {
  const image = await makeImage({ labels, platform: { os: 'linux', architecture: 'arm64' } });
  const read = await readLabels(image);
  expect(read).toMatchObject({ digest: image.root.digest, architecture: 'arm64', os: 'linux' });
  expect([...read.labels]).toEqual(expect.arrayContaining(Object.entries(labels)));
});

test('of an index: those of its first image that can run, never of an attestation', async () => {
  const image = await makeImage({ labels, attestation: true });
  const children = JSON.parse(image.root.bytes.toString()).manifests.toReversed();
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: children }));
  const root = { digest: digestOf(bytes), mediaType: mediaTypes.index, bytes };
  expect(children[0].annotations['vnd.docker.reference.type']).toBe('attestation-manifest');
  const read = await readLabels({ ...image, root });
  expect(read.digest).toBe(children[1].digest);
  expect(read.labels.get('org.opencontainers.image.revision')).toBe('abc');
});

/** An image whose config is the given text. */
function withConfig(config: string, change: Partial<Descriptor> = {}): ImageSource {
  const own = { mediaType: mediaTypes.config, digest: digestOf(config), size: Buffer.byteLength(config), ...change };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config: own, layers: [] }));
  return {
    name: 'x:v1',
    root: { digest: digestOf(bytes), mediaType: mediaTypes.manifest, bytes },
    manifest: async () => {
      throw new Error('There is none.');
    },
    blob: async ({ size }) => ({
      size,
      async *open() {
        yield Buffer.from(config);
      },
    }),
    async close() {},
  };
}

describe('a config that anybody may have written', () => {
  test('names and values that are none', async () => {
    const config = '{"created":1,"os":"linux","config":{"Labels":{"__proto__":"p","constructor":"c","n":1,"o":{}}}}';
    const read = await readLabels(withConfig(config));
    expect([...read.labels]).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
    ]);
    expect(read.created).toBeUndefined();
    expect(read.os).toBe('linux');
  });

  test.each(['{}', 'null', '[]', '{"config":null}', '{"config":{"Labels":null}}', '{"config":{"Labels":["a"]}}'])(
    '%s has no labels, or is read all the same',
    async (config) => {
      expect((await readLabels(withConfig(config))).labels.get('a')).toBeUndefined();
    },
  );

  test.each([
    ['no JSON', withConfig('{'), /^The config of x:v1 is no JSON\.$/],
    ['other bytes', withConfig('{}', { digest: digestOf('x') }), /has other bytes: their digest is sha256:/],
    ['more bytes', withConfig('{} ', { size: 2 }), /has more than the 2 bytes/],
    ['a huge config', withConfig('{}', { size: 1e9 }), /has 1000000000 bytes, which is more than a config can have\.$/],
  ])('%s: one sentence', async (_, source, sentence) => {
    await expect(readLabels(source)).rejects.toThrow(sentence);
  });
});

test('an index that names nothing that runs, and one that names itself in depth', async () => {
  const empty = Buffer.from('{"schemaVersion":2,"manifests":[]}');
  const root = { digest: digestOf(empty), mediaType: mediaTypes.index, bytes: empty };
  await expect(readLabels({ ...withConfig('{}'), root })).rejects.toThrow(
    'is an index that names no image that can run.',
  );
});
