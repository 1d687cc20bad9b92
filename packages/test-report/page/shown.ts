import { duration } from '@ci-actions/format/units';

/** @param ms 0 for not known. @returns a time for people; empty where it is not known */
export function shownTime(ms: number): string {
  if (!(ms > 0)) return '';
  return ms < 1 ? '< 1 ms' : duration(ms);
}

/** @returns the suites and the class around a test; the class is left out where the suites say it */
export function shownPlace(suite: readonly string[], className: string): string {
  const last = suite.at(-1) ?? '';
  if (className === '' || last === className || last.endsWith(`.${className}`)) return suite.join(' › ');
  return [...(last !== '' && className.startsWith(last) ? suite.slice(0, -1) : suite), className].join(' › ');
}

/** @param created ISO 8601. @returns it as people read it, in UTC; as it is where it is no time */
export function shownDate(created: string): string {
  const date = new Date(created);
  return Number.isNaN(date.getTime()) ? created : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
