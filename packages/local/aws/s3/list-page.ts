import { AwsError } from '../error.ts';
import type { Query } from '../request.ts';
import { uriEncode } from '../sigv4.ts';
import { type Content, element, elements } from '../xml.ts';
import type { Version } from './bucket.ts';
import { firstBeyond, firstFrom } from './key-index.ts';

/** What a listing is narrowed to. */
export interface Wanted {
  prefix: string;
  delimiter: string;
  max: number;
  /** The encoding of keys in the answer. */
  show: (text: string) => string;
  encoding: string | undefined;
}

/** One page: keys and groups, in order, and where the next page begins. */
export interface Page {
  entries: ({ key: string } | { group: string })[];
  /** The last entry, when there is more behind it. */
  last?: string;
}

/**
 * S3's form of URL encoding in listings: a blank is a plus sign, a slash and an asterisk stay.
 */
function listEncode(text: string): string {
  return uriEncode(text).replaceAll('%2F', '/').replaceAll('%2A', '*').replaceAll('%20', '+').replaceAll('~', '%7E');
}

/** @throws AwsError 400 InvalidArgument */
export function readWanted(query: Query): Wanted {
  const max = query.get('max-keys') ?? '1000';
  if (!/^\d{1,9}$/.test(max)) {
    throw new AwsError(400, 'InvalidArgument', 'Provided max-keys not an integer or within integer range', {
      ArgumentName: 'max-keys',
      ArgumentValue: max,
    });
  }
  const encoding = query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw new AwsError(400, 'InvalidArgument', 'Invalid Encoding Method specified in Request', {
      ArgumentName: 'encoding-type',
      ArgumentValue: encoding,
    });
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    max: Math.min(1000, Number(max)),
    encoding,
    show: encoding ? listEncode : (text) => text,
  };
}

/**
 * One page of keys.
 *
 * @param sorted all keys in byte order
 * @param after where the page begins: behind this key, or behind this group and all that is in it
 * @param visible whether a key is listed at all
 */
export function page(
  sorted: readonly string[],
  { prefix, delimiter, max }: Wanted,
  after: string,
  visible: (key: string) => boolean,
): Page {
  const entries: Page['entries'] = [];
  const groupOf = (key: string) => {
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    return cut < 0 || !key.startsWith(prefix) ? undefined : key.slice(0, cut + delimiter.length);
  };
  let at = firstFrom(sorted, prefix);
  if (after !== '') {
    const group = groupOf(after);
    const beyond = group === after ? firstBeyond(sorted, group, 0) : firstFrom(sorted, after);
    at = Math.max(at, sorted[beyond] === after ? beyond + 1 : beyond);
  }
  let last = '';
  while (at < sorted.length && max > 0) {
    const key = sorted[at] ?? '';
    if (!key.startsWith(prefix)) break;
    if (!visible(key)) {
      at += 1;
      continue;
    }
    if (entries.length === max) return { entries, last };
    const group = groupOf(key);
    if (group === undefined) {
      entries.push({ key });
      at += 1;
    } else {
      entries.push({ group });
      at = firstBeyond(sorted, group, at);
    }
    last = group ?? key;
  }
  return { entries };
}

/** The groups of a page, as elements. */
export const groups = ({ entries }: Page, show: Wanted['show']) =>
  entries
    .map((entry) => ('group' in entry ? element('CommonPrefixes', { xml: element('Prefix', show(entry.group)) }) : ''))
    .join('');

/** Who owns every object here. */
export const owner = { xml: elements({ ID: '0'.repeat(64), DisplayName: 'owner' }) };

/** What both listings say about an object. */
export function listed(version: Version): Record<string, Content> {
  return {
    LastModified: version.lastModified.toISOString(),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.body.length,
  };
}
