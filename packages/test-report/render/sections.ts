import type { Comparison } from '../compare/compare-rows.ts';
import type { Place } from './failure.ts';
import { Room } from './room.ts';

/** What every form of the report takes. Every text is untrusted, but for `coverage` and `runUrl`. */
export interface RenderOptions {
  /** What stands before the verdict. */
  title: string;
  /** How many bytes of UTF-8 it may have. */
  limit: number;
  place: Place;
  /** What has changed since the base; left out where there is none. */
  comparison?: Comparison | undefined;
  /** What the base is, for people: `main at 1a2b3c4`. */
  baseName?: string | undefined;
  /** The coverage as blocks of Markdown, each whole in itself; the first is shown everywhere. */
  coverage?: readonly string[] | undefined;
  /** The page of the run, which has the whole report; empty where there is none. */
  runUrl?: string | undefined;
}

/** Adds a part of the report, as much of it as there is room for. */
export type Section = (room: Room) => void;

export interface Parts {
  heading: string;
  before: readonly Section[];
  /** May be long, but leaves a fifth of the room for what comes after. */
  main: Section;
  after: readonly Section[];
}

/**
 * @param what is written, for what is said of the left out: `summary`
 * @param limit in bytes
 * @returns the parts that have room, each block of them whole; at most the heading in very little room, or nothing
 */
export function compose(what: string, limit: number, { heading, before, main, after }: Parts): string {
  const room = new Room(limit, what);
  if (!room.add(heading)) return Buffer.byteLength(heading) < limit ? `${heading}\n` : '';
  for (const section of before) section(room);
  const alone = new Room(limit, what);
  for (const section of after) section(alone);
  room.hold(Math.min(alone.used, Math.floor(limit / 5)));
  main(room);
  room.hold(0);
  for (const section of after) section(room);
  return room.text;
}
