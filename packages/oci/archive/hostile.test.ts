import { mkdtemp, open, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '@ci-actions/errors/errors';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mediaTypes } from '../descriptor.ts';
import { openImage } from './open-image.ts';
import * as made from './testing.ts';

let folder: string;
let image: made.MadeImage;
let files: made.Files;
let saved: made.Files;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hostile-image-test-'));
  image = await made.makeImage({ layers: [{ a: 'b'.repeat(3000) }, { c: 'd' }] });
  files = made.layoutFiles(image);
  saved = made.dockerSaveFiles(image);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @returns the sentence, and sees to it that it is one and that nothing stayed behind */
async function refusal(at: string): Promise<string> {
  const temporary = await mkdtemp(path.join(folder, 'temporary-'));
  const thrown = await openImage(at, 'image.tar', { temporary }).then(
    async (opened) => {
      await opened.close();
      throw new Error(`It was opened: ${opened.root.digest}.`);
    },
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(InputError);
  const { message } = thrown as InputError;
  expect(message).toMatch(/^[^\n]*image\.tar[^\n]*[.)]$/);
  expect(message.length).toBeLessThan(900);
  expect(await readdir(temporary)).toEqual([]);
  return message;
}

async function refusalOf(content: made.Files | Buffer): Promise<string> {
  const at = path.join(await mkdtemp(path.join(folder, 'x-')), 'image');
  await writeFile(at, Buffer.isBuffer(content) ? content : await made.tarOf(content));
  return refusal(at);
}

const replaced = (name: string, content: string | Buffer, among = files): made.Files =>
  among.map(([one, before]) => [one, one === name ? content : before]);
const without = (name: string, among = files): made.Files => among.filter(([one]) => one !== name);
const blobName = (digest: string) => `blobs/sha256/${digest.slice(7)}`;
const changedManifest = (change: (manifest: Record<string, unknown>) => object) =>
  made.layoutFiles(made.withManifest(image, change));
const firstLayer = () => {
  const [layer] = image.layers;
  if (!layer) throw new Error('no layer');
  return layer;
};

describe('names and links', () => {
  const cases: [string, made.Files[number][], RegExp][] = [
    ['a path outside', [['../x', 'x']], /an entry outside of itself: "\.\.\/x"/],
    ['a path that is outside in the end', [['a/b/../../../x', 'x']], /outside of itself/],
    ['an absolute path', [['/etc/passwd', 'x']], /outside of itself: "\/etc\/passwd"/],
    ['a path with a line of its own', [['../\n::error::x', 'x']], /outside of itself: "\.\.\/ ::error::x"/],
    [
      'a symbolic link outside',
      [['a/link', '->../../x']],
      /link that leads outside of it: "a\/link" to "\.\.\/\.\.\/x"/,
    ],
    ['a symbolic link to a path of the machine', [['link', '->/etc/passwd']], /link that leads outside/],
    ['a hard link outside', [['a/link', '=>../x']], /link that leads outside/],
    [
      'a name twice',
      [
        ['a', '1'],
        ['./a', '2'],
      ],
      /"a" twice/,
    ],
    ['a path longer than a header has', [[`../${'long/'.repeat(200)}x`, 'x']], /outside of itself/],
  ];
  test.each(cases)('%s', async (_, added, sentence) => {
    expect(await refusalOf([...files, ...added])).toMatch(sentence);
  });

  test('links in a circle', async () => {
    expect(await refusalOf([...without('index.json'), ['index.json', '->b'], ['b', '=>index.json']])).toMatch(/circle/);
  });

  test('a link out of a layout folder', async () => {
    const at = path.join(folder, 'linked-out');
    await made.writeFolder(at, without('index.json'));
    await writeFile(path.join(folder, 'index.json'), files.find(([name]) => name === 'index.json')?.[1] ?? '');
    await symlink('../index.json', path.join(at, 'index.json'));
    expect(await refusal(at)).toMatch(/link that leads outside of it: "index\.json"/);
  });
});

describe('files that are no archive', () => {
  const cases: [string, () => Buffer | Promise<Buffer>, RegExp][] = [
    ['nothing', () => Buffer.alloc(0), /no image at its top/],
    ['a text', () => Buffer.from('FROM scratch\n'.repeat(100)), /neither a tar archive/],
    ['a short text', () => Buffer.from('FROM scratch\n'), /neither a tar archive/],
    ['zeros', () => Buffer.alloc(10_240), /no image at its top/],
    ['zstd', () => Buffer.from('28b52ffd00000000', 'hex'), /packed with zstd\. Unpack it/],
    ['zip', () => Buffer.from('504b030400000000', 'hex'), /packed with zip/],
    ['gzip of a text', () => gzipSync('x'.repeat(1000)), /neither a tar archive/],
    ['gzip cut short', async () => gzipSync(await made.tarOf(files)).subarray(0, 300), /no whole gzip/],
    [
      'gzip that is broken',
      () => Buffer.concat([gzipSync('').subarray(0, 10), Buffer.alloc(50, 0xff)]),
      /no whole gzip/,
    ],
    ['gzip of gzip', async () => gzipSync(gzipSync(await made.tarOf(files))), /neither a tar archive/],
    ['a tar of something else', () => made.tarOf([['README.md', 'hello']]), /no image at its top/],
  ];
  test.each(cases)('%s', async (_, content, sentence) => {
    expect(await refusalOf(await content())).toMatch(sentence);
  });

  test('no such path, and a path that is neither file nor folder', async () => {
    expect(await refusal(path.join(folder, 'missing'))).toMatch(/^There is no image\.tar/);
    expect(await refusal('/dev/null')).toMatch(/neither a file nor a folder/);
  });
});

describe('headers that lie', () => {
  /** Writes a text into the first header and mends its sum. */
  const header = async (at: number, text: string | Buffer) => {
    const tar = Buffer.from(await made.tarOf(files));
    Buffer.from(text).copy(tar, at);
    tar.fill(' ', 148, 156);
    const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return tar;
  };

  test.each([
    ['a size of gigabytes', 124, '77777777777', /cut short/],
    ['a size below zero', 124, Buffer.from(`ff${'ff'.repeat(10)}00`, 'hex'), /neither a tar archive/],
    ['a size of more bytes than can be counted', 124, Buffer.from(`80${'7f'.repeat(11)}`, 'hex'), /cut short/],
    ['a size that is no number', 124, 'zzzzzzzzzzz', /neither a tar archive/],
    ['a long name of gigabytes', 124, `77777777777\0${'0'.repeat(11)}\0${' '.repeat(8)}L`, /neither a tar archive/],
    ['a type that nobody knows', 156, 'S', /does not have sha256:/],
  ])('%s', async (_, at, text, sentence) => {
    expect(await refusalOf(await header(at, text))).toMatch(sentence);
  });

  test('an archive that is cut anywhere', async () => {
    const tar = await made.tarOf(files);
    // What is after the last file's content, a reader does not need: it is filled up, and two empty blocks end it.
    for (let at = 1; at < tar.length - 1024 - 512 + 30; at += 509) await refusalOf(tar.subarray(0, at));
  });

  test('a broken header in the middle', async () => {
    const tar = Buffer.from(await made.tarOf(files));
    tar[tar.indexOf('index.json') + 1] = 0x58;
    expect(await refusalOf(tar)).toMatch(/no whole tar archive: what is at byte \d+/);
  });

  test('more entries than an image has', async () => {
    const entry = (await made.tarOf([['folder/', '']])).subarray(0, 512);
    expect(await refusalOf(Buffer.concat(Array.from({ length: 5_001 }, () => entry)))).toMatch(
      /more than 5000 entries/,
    );
  });
});

describe('an OCI layout', () => {
  const cases: [string, () => made.Files, RegExp][] = [
    ['without index.json', () => without('index.json'), /no index\.json/],
    ['without oci-layout', () => without('oci-layout'), /no oci-layout/],
    ['of another version', () => replaced('oci-layout', '{"imageLayoutVersion":"2.0.0"}'), /not known here: "2\.0\.0"/],
    ['of no version', () => replaced('oci-layout', 'null'), /not known here/],
    ['with an index.json that is none', () => replaced('index.json', '<html>'), /is no JSON/],
    ['with an index.json that is a number', () => replaced('index.json', '7'), /no JSON object/],
    ['with a JSON bomb', () => replaced('index.json', '['.repeat(4_000_000)), /is no JSON/],
    ['with too large an index.json', () => replaced('index.json', ' '.repeat(5_000_000)), /more than 4 MiB/],
    ['with no image', () => replaced('index.json', '{"schemaVersion":2,"manifests":[]}'), /has no image/],
    ['with a digest that is none', () => changedIndex({ digest: 'sha256:../../x' }), /a digest in manifests\[0\]/],
    [
      'with a digest that is not checked here',
      () => changedIndex({ digest: `sha512:${'0'.repeat(128)}` }),
      /a digest in/,
    ],
    ['with another size', () => changedIndex({ size: 3 }), /bytes for sha256:[0-9a-f]+, which has 3/],
    [
      'with a manifest of other bytes',
      () => {
        const bytes = Buffer.from(image.root.bytes);
        bytes[20] = 0x20;
        return replaced(blobName(image.root.digest), bytes);
      },
      /other bytes for sha256:/,
    ],
    ['without its manifest', () => without(blobName(image.root.digest)), /does not have sha256:/],
    ['without its config', () => without(blobName(image.config.digest)), /does not have sha256:/],
    ['without a layer', () => without(blobName(firstLayer().digest)), /does not have sha256:/],
    ['with a layer of another size', () => replaced(blobName(firstLayer().digest), 'x'), /has 1 bytes for/],
    ['of schema 1', () => changedManifest((manifest) => ({ ...manifest, schemaVersion: 1 })), /schema 1/],
    [
      'of schema 1 by its type',
      () => changedIndex({ mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws' }),
      /schema 1/,
    ],
    ['of something else', () => changedIndex({ mediaType: 'application/x' }), /no container image/],
    ['of two types at once', () => changedManifest((manifest) => ({ ...manifest, manifests: [] })), /at once/],
    [
      'of another type than it says',
      () => changedManifest((manifest) => ({ ...manifest, mediaType: mediaTypes.index })),
      /calls itself/,
    ],
    [
      'with a layer that lies elsewhere',
      () =>
        changedManifest((manifest) => ({
          ...manifest,
          layers: [
            { ...firstLayer(), mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', urls: ['x'] },
          ],
        })),
      /may not be distributed/,
    ],
    [
      'with a size below zero',
      () => changedManifest((manifest) => ({ ...manifest, config: { ...image.config, size: -1 } })),
      /wrong size/,
    ],
  ];
  const changedIndex = (change: object) =>
    replaced('index.json', JSON.stringify({ schemaVersion: 2, manifests: [{ ...image.descriptor, ...change }] }));

  test.each(cases)('%s', async (_, content, sentence) => {
    expect(await refusalOf(content())).toMatch(sentence);
  });

  test('with an index.json of a gigabyte', async () => {
    const at = path.join(folder, 'gigabyte');
    await made.writeFolder(at, files);
    await truncate(path.join(at, 'index.json'), 1 << 30);
    expect(await refusal(at)).toMatch(/more than 4 MiB/);
  });

  test('with several images', async () => {
    const other = await made.makeImage({ labels: { other: 'yes' } });
    const entries = [
      { ...image.descriptor, annotations: { 'org.opencontainers.image.ref.name': 'app-amd64' } },
      { ...other.descriptor, platform: { os: 'linux', architecture: 'arm64' } },
    ];
    expect(await refusalOf(replaced('index.json', JSON.stringify({ schemaVersion: 2, manifests: entries })))).toMatch(
      /has 2 images: "app-amd64" and for linux\/arm64\. Save one of them alone/,
    );
  });

  test('that lists platforms which it does not have', async () => {
    const platforms = ['amd64', 'arm64', 's390x'].map((architecture) => ({ os: 'linux', architecture }));
    const multi = await made.makeImage({ platforms, attestation: true });
    const [, , arm, , attestation] = multi.manifests;
    expect(await refusalOf(without(blobName(arm?.digest ?? ''), made.layoutFiles(multi)))).toMatch(
      /lists an image with linux\/arm64, but does not have all of it/,
    );
    const neither = without(
      blobName(attestation?.digest ?? ''),
      without(blobName(arm?.digest ?? ''), made.layoutFiles(multi)),
    );
    expect(await refusalOf(neither)).toMatch(/with linux\/arm64 and an attestation, but/);
    const noLayer = without(blobName(multi.layers[0]?.digest ?? ''), made.layoutFiles(multi));
    expect(await refusalOf(noLayer)).toMatch(/with linux\/amd64, linux\/arm64 and linux\/s390x, but/);
  });

  test('whose indexes have no end', async () => {
    let { descriptor } = image;
    const all = new Map(image.blobs);
    for (let depth = 0; depth < 6; depth++) {
      const bytes = Buffer.from(
        JSON.stringify({ schemaVersion: 2, manifests: Array.from({ length: 50 }, () => descriptor) }),
      );
      descriptor = { mediaType: mediaTypes.index, digest: made.digestOf(bytes), size: bytes.length };
      all.set(descriptor.digest, bytes);
    }
    expect(await refusalOf(made.layoutFiles({ ...image, descriptor, blobs: all }))).toMatch(/indexes in indexes/);
  });
});

describe('docker save', () => {
  const listing = (): { Config: string; RepoTags: string[]; Layers: string[] }[] =>
    JSON.parse(String(saved.find(([name]) => name === 'manifest.json')?.[1]));
  const config = () => listing()[0]?.Config ?? '';
  const layer = () => listing()[0]?.Layers[0] ?? '';
  const changedListing = (change: object) =>
    replaced('manifest.json', JSON.stringify([{ ...listing()[0], ...change }]), saved);
  const cases: [string, () => made.Files, RegExp][] = [
    ['with a listing that is no list', () => replaced('manifest.json', '{}', saved), /not one of docker save/],
    ['with a listing of nothing', () => replaced('manifest.json', '[]', saved), /not one of docker save/],
    ['with a listing of null', () => replaced('manifest.json', '[null]', saved), /not one of docker save/],
    ['with layers that are no texts', () => changedListing({ Layers: [{}] }), /not one of docker save/],
    [
      'with a layer outside',
      () => changedListing({ Layers: ['../../etc/passwd', layer()] }),
      /does not have "\.\.\/\.\.\/etc\/passwd"/,
    ],
    ['without its config', () => without(config(), saved), /does not have "[0-9a-f]{64}\.json"/],
    ['without a layer', () => without(layer(), saved), /does not have "[0-9a-f]{64}\/layer\.tar"/],
    ['with other bytes in its config', () => replaced(config(), '{}', saved), /other bytes for sha256:/],
    [
      'with other bytes in a layer',
      () => replaced(layer(), Buffer.alloc(3000), saved),
      /other bytes in "[0-9a-f]{64}\/layer\.tar" than its config says/,
    ],
    [
      'with a layer that is half gzipped',
      () => replaced(layer(), gzipSync('x').subarray(0, 12), saved),
      /other bytes in/,
    ],
    [
      'with fewer layers than its config',
      () => changedListing({ Layers: [layer()] }),
      /has 1 layers, but its config has 2/,
    ],
    [
      'with a config without digests',
      () => [...changedListing({ Config: 'c.json' }), ['c.json', '{"rootfs":{"diff_ids":["x","y"]}}']],
      /without the digests of its layers/,
    ],
    [
      'with a config that is null',
      () => [...changedListing({ Config: 'c.json' }), ['c.json', 'null']],
      /has 2 layers, but its config has 0/,
    ],
    [
      'with two images',
      () =>
        replaced(
          'manifest.json',
          JSON.stringify([listing()[0], { Config: 'x', RepoTags: ['b:1'], Layers: [] }]),
          saved,
        ),
      /has 2 images: "app:v1" and "b:1"/,
    ],
  ];
  test.each(cases)('%s', async (_, content, sentence) => {
    expect(await refusalOf(content())).toMatch(sentence);
  });
});

test('a file that becomes shorter while it is read', async () => {
  const at = path.join(folder, 'shrinking');
  await writeFile(at, await made.tarOf(files));
  const opened = await openImage(at, 'image.tar');
  const file = await open(at, 'r+');
  await file.truncate(600);
  await file.close();
  const reading = async () => {
    for await (const _ of (await opened.blob(image.layers[1] ?? firstLayer())).open());
  };
  await expect(reading()).rejects.toThrow(new InputError('image.tar became shorter while it was read.'));
  await opened.close();
});
