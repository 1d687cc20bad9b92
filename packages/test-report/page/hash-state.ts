import { type Filter, type Order, orders, stateFilters } from './filter-rows.ts';

/** What a link to the page says: what is shown, in which order, and the test that is open. */
export interface View extends Filter {
  order: Order;
  /** The number of a row. */
  test: number | undefined;
}

/** @returns the view that the part of an address after `#` says; what it does not know is as usual */
export function readHash(hash: string): View {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const test = said.get('test') ?? '';
  return {
    state: stateFilters.find((state) => state === said.get('state')) ?? 'all',
    query: said.get('q') ?? '',
    report: said.get('report') ?? '',
    suite: said.getAll('suite'),
    order: orders.find((order) => order === said.get('order')) ?? 'failures',
    test: /^\d{1,9}$/.test(test) ? Number(test) : undefined,
  };
}

/** @returns the part of an address after `#`; empty for the usual view */
export function writeHash({ state, query, report, suite, order, test }: View): string {
  const said = new URLSearchParams();
  if (state !== 'all') said.set('state', state);
  if (query !== '') said.set('q', query);
  if (report !== '') said.set('report', report);
  for (const part of suite) said.append('suite', part);
  if (order !== 'failures') said.set('order', order);
  if (test !== undefined) said.set('test', String(test));
  return said.toString();
}
