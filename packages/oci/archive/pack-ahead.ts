import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { type PackedLayer, packLayer } from './pack-layer.ts';

/** Layers that are packed already, by the digests that they had before. */
export type PackedAhead = ReadonlyMap<string, { layer: PackedLayer; file: string }>;

/**
 * Writes what `docker save` gives to a file, and packs its layers while it arrives: an engine needs about as long for the
 * one as this process for the other. `openImage` then reads the file as ever, and takes a layer that has the digest that
 * it looks for; so nothing here has to know which image is in it.
 *
 * @param archive the file that is written
 * @param folder for the packed layers: private, and removed by whoever made it, after the image was closed
 * @throws Error where it is no tar archive, or does not come to its end
 */
export async function packAhead(chunks: AsyncIterable<Buffer>, archive: string, folder: string): Promise<PackedAhead> {
  const packed = new Map<string, { layer: PackedLayer; file: string }>();
  const parser = extract();
  // Packing keeps all of Node's threads busy, and writing needs one of them: much is written at once, and seldom waited for.
  const target = createWriteStream(archive, { flags: 'wx', mode: 0o600, highWaterMark: 8 << 20 });
  const stored = finished(target);
  async function* written() {
    for await (const chunk of chunks) {
      if (!target.write(chunk)) await Promise.race([once(target, 'drain'), stored]);
      yield chunk;
    }
    target.end();
  }
  const packing = (async () => {
    let number = 0;
    for await (const entry of parser) {
      const { name, type } = entry.header;
      const parts = entry[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const first = await parts.next();
      async function* all() {
        for (let part = first; !part.done; part = await parts.next()) yield part.value;
      }
      if (type !== 'file' || !mayBeLayer(name) || first.done || isGzip(first.value)) {
        for await (const _ of all());
        continue;
      }
      const file = path.join(folder, `layer-${number++}`);
      const layer = await packLayer({ size: entry.header.size ?? 0, open: all }, file);
      packed.set(layer.unpacked, { layer, file });
    }
  })();
  try {
    await Promise.all([pipeline(written, parser), packing, stored]);
  } finally {
    // Whoever writes another archive there must not meet this one.
    target.destroy();
    if (!target.closed) await once(target, 'close').catch(() => {});
  }
  return packed;
}

/** As engines before and since 25 name layers; some others are named so too, and packed in vain, but they are small. */
const mayBeLayer = (name: string) => name.endsWith('/layer.tar') || name.startsWith('blobs/sha256/');

/** Whether bytes begin as those of a gzip file do. */
export const isGzip = (bytes: Buffer) => bytes.length > 1 && bytes.readUInt16BE(0) === 0x1f8b;
