import type { State } from '../model.ts';
import type { Attributes } from './read-xml.ts';

const states: ReadonlyMap<string, State> = new Map([
  ['PASS', 'passed'],
  ['SKIP', 'skipped'],
  ['NOT RUN', 'skipped'],
  ['NOT_RUN', 'skipped'],
]);

/** What is not known, or missing, failed. */
export function robotState(status: string | undefined): State {
  return states.get(status?.trim().toUpperCase() ?? '') ?? 'failed';
}

/**
 * @param status the attributes of a `<status>`: `elapsed` in seconds (version 7), or two times (before it)
 * @returns 0 where they say nothing
 */
export function robotMilliseconds({ elapsed, starttime, endtime }: Attributes): number {
  const value = elapsed === undefined ? time(endtime) - time(starttime) : Number(elapsed.trim() || 'NaN') * 1000;
  return Number.isFinite(value) && value > 0 ? value : 0;
}

/** `20220623 12:41:35.672`, in a zone of its own. */
function time(text: string | undefined): number {
  const match = /^(\d{4})(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)(\.\d{1,6})?$/.exec(text?.trim() ?? '');
  if (!match) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, fraction = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) + (fraction || 0) * 1000;
}

/**
 * The message of a test. `rebot --merge`, which puts a second run of the failed tests over the first, writes both
 * results in it, as HTML.
 *
 * @see https://robotframework.org/robotframework/latest/RobotFrameworkUserGuide.html#merging-re-executed-tests
 */
export function robotMessage(message: string): { text: string; attempts: number; failedBefore: boolean } {
  if (!message.startsWith('*HTML*')) return { text: message, attempts: 1, failedBefore: false };
  const old = message.split('class="old-status"').slice(1);
  const text = message
    .slice('*HTML*'.length)
    .replace(/<(?:br|hr)>/g, '\n')
    .replace(/<[^<>]*>/g, '')
    .trim();
  return { text, attempts: old.length + 1, failedBefore: old.some((part) => part.includes('class="fail"')) };
}
