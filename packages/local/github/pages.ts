/** One page of a list, and the header by which a client finds the next. */
export interface Page<T> {
  items: T[];
  headers: Record<string, string>;
}

/**
 * Cuts a list into pages as GitHub does: 30 items by default, 100 at most.
 *
 * https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 * @param url the full URL of the request; the links are made of it
 */
export function paginate<T>(all: readonly T[], url: URL, most = 100, usual = 30): Page<T> {
  const size = Math.min(most, Number(url.searchParams.get('per_page') ?? usual) || usual);
  const page = Math.max(1, Number(url.searchParams.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const targets = { prev: page - 1, next: page + 1, last, first: 1 };
  const links = Object.entries(targets)
    .filter(([rel, n]) => n >= 1 && n <= last && (rel === 'prev' || rel === 'first' ? page > 1 : page < last))
    .map(([rel, n]) => `<${pageUrl(url, n)}>; rel="${rel}"`);
  return {
    items: all.slice((page - 1) * size, page * size),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}

function pageUrl(url: URL, page: number): string {
  const target = new URL(url);
  target.searchParams.set('page', String(page));
  return target.href;
}
