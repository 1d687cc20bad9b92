import { bytes, count, duration } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { BlobProgress } from './copy-image.ts';
import { shortDigest } from './one-line.ts';

/** A layer that takes longer than this says how far it is, this often. In milliseconds. */
const interval = 5_000;

/** One blob that is under way. */
interface Underway {
  began: number;
  told: number;
}

/**
 * Shows a copy in a log: a line for each blob that is done, with its bytes and its time, and one every few seconds for one
 * that takes long.
 *
 * @param now the clock, in milliseconds
 * @returns what `copyImage` takes as `onProgress`
 */
export function showProgress(
  log: Pick<Log, 'info'>,
  now: () => number = () => performance.now(),
): (progress: BlobProgress) => void {
  const underway = new Map<string, Underway>();
  return ({ digest, mediaType, size, sent, outcome }) => {
    const time = now();
    const blob = underway.get(digest) ?? { began: time, told: time };
    underway.set(digest, blob);
    const what = `${/config|image\.v1\+json/.test(mediaType) ? 'Config' : 'Layer'} ${shortDigest(digest)}`;
    if (outcome !== undefined) {
      underway.delete(digest);
      log.info(`${what}: ${done[outcome](bytes(size), duration(time - blob.began))}`);
      return;
    }
    if (time - blob.told < interval) return;
    blob.told = time;
    const percent = Math.floor((100 * sent) / Math.max(size, 1));
    const speed = bytes(Math.round(sent / ((time - blob.began) / 1000)));
    log.info(`${what}: ${bytes(sent)} of ${bytes(size)} (${percent}%), ${speed}/s`);
  };
}

const done = {
  there: (size: string) => `is there already (${size})`,
  mounted: (size: string, time: string) => `mounted (${size}) in ${time}`,
  uploaded: (size: string, time: string) => `uploaded ${size} in ${time}`,
};

/** @returns what a copy did, as a sentence: `Sent 12.3 MB: 3 blobs uploaded, 1 mounted, 2 there already.` */
export function describeCopy({
  blobs,
  bytes: sent,
}: {
  blobs: { there: number; mounted: number; uploaded: number };
  bytes: number;
}): string {
  return `Sent ${bytes(sent)}: ${count(blobs.uploaded, 'blob')} uploaded, ${blobs.mounted} mounted, ${blobs.there} there already.`;
}
