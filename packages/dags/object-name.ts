import { readPrefix as readKeyPrefix, whyNoKey } from '@ci-actions/aws/key-fit';
import { listed } from '@ci-actions/format/units';

/** What one request can write, in bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const maxObjectBytes = 5 * 2 ** 30;

/** Where manifests are kept. A DAG may not lie there. */
export const reserved = '.ci-actions/';

/**
 * Says why S3 or Airflow cannot hold a name. Blanks, `+` and letters of any language are fine.
 *
 * @param key the whole key, prefix and all
 * @returns the end of a sentence, or undefined for a name that can be held
 */
export function whyUnfit(key: string): string | undefined {
  if (key.startsWith(reserved)) return `lies in ${reserved}, where the records of publishing are kept`;
  return whyNoKey(key);
}

/** @returns the end of a sentence that says why S3 does not take so many bytes at once; undefined where it does */
export function tooLarge(size: number): string | undefined {
  return size > maxObjectBytes ? `is ${size} bytes large, and one upload to S3 ends at 5 GiB` : undefined;
}

/**
 * Reads the `prefix` input.
 *
 * @returns `dags/` for `dags`, `/dags/` or `dags//`; empty for the root of the bucket
 * @throws InputError for a prefix that S3 or Airflow cannot hold
 */
export const readPrefix = (text: string): string => readKeyPrefix(text, whyUnfit);

/**
 * Finds names that some systems take for one: equal when Unicode is normalised, or but for upper and lower case.
 *
 * @returns a sentence, or undefined when there are none
 */
export function sayLookalikes(paths: readonly string[]): string | undefined {
  const seen = new Map<string, string>();
  const pairs: string[] = [];
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, path);
    else pairs.push(`${JSON.stringify(other)} and ${JSON.stringify(path)}`);
  }
  if (pairs.length === 0) return undefined;
  const shown = pairs.length > 3 ? [...pairs.slice(0, 3), `${pairs.length - 3} more pairs`] : pairs;
  return `Names that differ only in case or in how their accents are written are one file on some systems: ${listed(shown)}; rename one of each pair.`;
}
