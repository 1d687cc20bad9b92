import type { Query } from '../request.ts';
import { invalid, malformed } from './errors.ts';

/**
 * One page of a list, as `Marker` and `MaxItems` of a request ask for it.
 *
 * @param list for the marker's own word: a marker of another list is none
 * @throws AwsError ValidationException, InvalidParameterValueException
 */
export function page<T>(
  all: readonly T[],
  list: string,
  query: Query,
  most: number,
): { items: T[]; more: { NextMarker?: string } } {
  const wanted = Number(query.get('MaxItems') ?? most);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 10_000) {
    throw malformed(query.get('MaxItems'), 'maxItems', 'Member must have value between 1 and 10000');
  }
  const start = startOf(query.get('Marker'), list);
  const end = start + Math.min(wanted, most);
  const items = all.slice(start, end);
  return { items, more: end < all.length ? { NextMarker: Buffer.from(`${list}\n${end}`).toString('base64') } : {} };
}

function startOf(marker: string | undefined, list: string): number {
  if (marker === undefined || marker === '') return 0;
  const [of, start = ''] = Buffer.from(marker, 'base64').toString().split('\n');
  if (of !== list || !/^\d{1,9}$/.test(start)) throw invalid('The pagination token is invalid.');
  return Number(start);
}
