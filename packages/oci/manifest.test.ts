import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mediaTypes } from './descriptor.ts';
import { largestManifest, parseManifest } from './manifest.ts';
import { digestOf } from './testing.ts';

const digest = digestOf('x');
const config = { mediaType: mediaTypes.config, digest, size: 2 };
const layer = { mediaType: mediaTypes.layer, digest, size: 0 };
const image = { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers: [layer] };
const child = {
  mediaType: mediaTypes.manifest,
  digest,
  size: 7,
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8', features: ['sse4'] },
  annotations: { a: 'b', __proto: 'c' },
};
const index = { schemaVersion: 2, manifests: [child] };

const parse = (json: unknown, mediaType: string = mediaTypes.manifest) => {
  const bytes = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  return parseManifest({ digest: digestOf(bytes), mediaType, bytes }, 'x:v1');
};

test('an image', () => {
  expect(parse(image)).toEqual({ kind: 'image', config, layers: [layer] });
  expect(parse({ ...image, mediaType: undefined, layers: null })).toEqual({ kind: 'image', config, layers: [] });
});

test('an index', () => {
  const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
  for (const type of [mediaTypes.index, mediaTypes.dockerList]) {
    expect(parse(index, type)).toEqual({ kind: 'index', children: [{ ...child, platform }] });
  }
});

describe('one sentence for', () => {
  const layers = (change: object) => ({ ...image, layers: [layer, { ...layer, ...change }] });
  test.each<[string, unknown, string, RegExp]>([
    ['no JSON', '{', mediaTypes.manifest, /is no JSON\.$/],
    ['a list', '[]', mediaTypes.manifest, /is no JSON object\.$/],
    ['null', 'null', mediaTypes.manifest, /is no JSON object\.$/],
    ['deep nesting', '['.repeat(100_000), mediaTypes.manifest, /is no JSON\.$/],
    ['schema 1', { schemaVersion: 1, fsLayers: [] }, mediaTypes.dockerManifest, /old schema 1.+Build the image again/],
    ['the type of schema 1', image, 'application/vnd.docker.distribution.manifest.v1+prettyjws', /old schema 1/],
    ['no version', { ...image, schemaVersion: '2' }, mediaTypes.manifest, /does not have schemaVersion 2\.$/],
    ['another type', image, 'text/html', /is of the type "text\/html", which is no container image\.$/],
    ['two types', image, mediaTypes.dockerManifest, /calls itself "application\/vnd\.oci.+", but was given as/],
    ['both kinds', { ...index, layers: [] }, mediaTypes.index, /is an image and an index at once/],
    ['both kinds', { ...image, manifests: [] }, mediaTypes.manifest, /is an image and an index at once/],
    ['no config', { ...image, config: undefined }, mediaTypes.manifest, /has no config\.$/],
    ['no layers', { ...image, layers: {} }, mediaTypes.manifest, /has no list of layers\.$/],
    ['a path as digest', layers({ digest: '../../x' }), mediaTypes.manifest, /digest in layers\[1\].+"\.\.\/\.\.\/x"/],
    ['a digest in capitals', layers({ digest: digest.toUpperCase() }), mediaTypes.manifest, /a digest in layers\[1\]/],
    ['a negative size', layers({ size: -1 }), mediaTypes.manifest, /a wrong size in layers\[1\]: -1\.$/],
    ['half a byte', layers({ size: 0.5 }), mediaTypes.manifest, /a wrong size in layers\[1\]: 0\.5\.$/],
    ['a size as text', layers({ size: '9' }), mediaTypes.manifest, /a wrong size in layers\[1\]: "9"\.$/],
    ['an endless size', layers({ size: 2 ** 60 }), mediaTypes.manifest, /a wrong size in layers\[1\]/],
    [
      'a header in the type',
      layers({ mediaType: 'a/b\r\nx: y' }),
      mediaTypes.manifest,
      /a wrong mediaType in layers\[1\]/,
    ],
    ['no child', { ...index, manifests: [null] }, mediaTypes.index, /has no manifests\[0\]\.$/],
    ['a platform', { ...index, manifests: [{ ...child, platform: 1 }] }, mediaTypes.index, /a wrong platform in/],
    [
      'annotations',
      { ...index, manifests: [{ ...child, annotations: { a: 1 } }] },
      mediaTypes.index,
      /that is no text\.$/,
    ],
    ['too many bytes', ' '.repeat(largestManifest + 1), mediaTypes.manifest, /has 4194305 bytes, and registries take/],
  ])('%s', (_, json, type, sentence) => {
    expect(() => parse(json, type)).toThrow(sentence);
    expect(() => parse(json, type)).toThrow(/^The manifest sha256:[0-9a-f]{64} of x:v1 [^\n\r]+\.$/);
  });
});

test('whatever it is: read, or one sentence', () => {
  const value = fc.oneof(fc.constantFrom(config, layer, child, 2, null, digest), fc.jsonValue({ maxDepth: 3 }));
  const keys = ['schemaVersion', 'mediaType', 'config', 'layers', 'manifests'] as const;
  const json = fc.record(Object.fromEntries(keys.map((key) => [key, fc.oneof(value, fc.array(value))])), {
    requiredKeys: [],
  });
  const type = fc.constantFrom(...Object.values(mediaTypes));
  fc.assert(
    fc.property(json, type, (given, mediaType) => {
      try {
        parse({ schemaVersion: 2, ...given }, mediaType);
      } catch (error) {
        expect((error as Error).message).toMatch(/^The manifest sha256:[0-9a-f]{64} of x:v1 [^\n\r]+\.$/);
      }
    }),
  );
});
