import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '@ci-actions/errors/errors';
import { bytes } from '@ci-actions/format/units';

/** gzip makes at most 1,032 bytes of one; no image comes near that. */
const mostTimes = 200;
/** Small archives of nothing but zeros are no attack. In bytes. */
const always = 1_000_000_000;

/**
 * Writes what is packed in a gzipped archive to a file, as a stream.
 *
 * @param size of the archive, in bytes @throws InputError where it is no whole gzip, or grows as no image does
 */
export async function unpackGzip(archive: string, shown: string, size: number, target: string): Promise<void> {
  const most = Math.max(always, size * mostTimes);
  let length = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length <= most) done(null, chunk);
      else
        done(new InputError(`${shown} has ${bytes(size)}, but unpacks to more than ${bytes(most)}: that is no image.`));
    },
  });
  try {
    await pipeline(
      createReadStream(archive, { highWaterMark: 1 << 20 }),
      createGunzip({ chunkSize: 1 << 20 }),
      limited,
      createWriteStream(target, { mode: 0o600 }),
    );
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOSPC')
      throw new InputError(
        `There is no room to unpack ${shown} (${bytes(size)} gzipped). Give it as it is, without gzip.`,
      );
    if (code?.startsWith('Z_'))
      throw new InputError(`${shown} is no whole gzip file: it is cut short or broken. Make it again.`);
    throw thrown;
  }
}
