import { InputError } from '@ci-actions/errors/errors';

/** One thing that is accepted for some time. */
export interface Allowed {
  /** `CVE-2026-1234` as it was written; or the status of a scan, such as `UNSUPPORTED_IMAGE`. */
  id: string;
  /** The last day, in UTC, on which it counts: `2026-12-31`. */
  until: string;
  /** Why; may be empty. */
  reason: string;
  /** In the file, from 1. */
  line: number;
}

const form = 'It looks like: CVE-2026-1234 until 2026-12-31 not reachable from the network';

/**
 * Reads an allow-list: one entry a line, its last day and the reason; empty lines and lines that begin with `#` are for
 * people.
 *
 * @param text of the file
 * @param file its name, for messages
 * @throws InputError with the number of the line where one is no entry, or where something is there twice
 */
export function parseAllowList(text: string, file: string): Allowed[] {
  const entries: Allowed[] = [];
  const lines = new Map<string, number>();
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    const line = index + 1;
    const at = `Line ${line} of the allow-list ${file}`;
    const [, id, until, reason = ''] = /^([A-Za-z][\w.:/-]{1,99})\s+until\s+(\S+)(?:\s+(.*))?$/.exec(content) ?? [];
    if (id === undefined || until === undefined) {
      throw new InputError(`${at} is ${shorten(content)}, which is no entry. ${form}.`);
    }
    if (!isDay(until)) {
      throw new InputError(`${at} has the day ${shorten(until)}, which is none; write it as 2026-12-31.`);
    }
    const before = lines.get(id.toUpperCase());
    if (before !== undefined) {
      throw new InputError(`${at} names ${id}, which line ${before} does too; leave one of them out.`);
    }
    lines.set(id.toUpperCase(), line);
    entries.push({ id, until, reason, line });
  }
  return entries;
}

/** Whether an entry counts at a time: through the whole of its last day, in UTC. */
export function isValid({ until }: Allowed, now: number): boolean {
  return now < Date.parse(`${until}T00:00:00Z`) + 24 * 60 * 60_000;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // JavaScript takes 30 February for 2 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const shorten = (text: string) => JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}...` : text);
