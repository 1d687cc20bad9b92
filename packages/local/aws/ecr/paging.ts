import { invalidParameter } from './errors.ts';
import { optional, text, whole } from './shape.ts';

/** The members of every request that is answered page by page. */
export const pageMembers = {
  nextToken: optional(text({ min: 1 })),
  maxResults: optional(whole(1, 1000)),
};

/**
 * One page of a list.
 *
 * @param list for the token's own word: a token of another list is none
 * @throws AwsError InvalidParameterException for a token that is none of this list
 */
export function page<T>(
  all: readonly T[],
  list: string,
  { nextToken, maxResults = 100 }: { nextToken?: string | undefined; maxResults?: number | undefined },
): { items: T[]; nextToken?: string } {
  const start = nextToken === undefined ? 0 : startOf(nextToken, list);
  const end = start + maxResults;
  const items = all.slice(start, end);
  return end < all.length ? { items, nextToken: Buffer.from(`${list}\n${end}`).toString('base64') } : { items };
}

function startOf(token: string, list: string): number {
  const [of, start = ''] = Buffer.from(token, 'base64').toString().split('\n');
  if (of !== list || !/^\d+$/.test(start)) throw invalidParameter('nextToken', 'Invalid token');
  return Number(start);
}
