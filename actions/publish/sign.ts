import type { kinds } from './inputs.ts';

/** What a repository can be. */
export type Kind = (typeof kinds)[number];

/** One thing in a repository that tells what it is. */
export interface Sign {
  /** What it may mean; more than one where it does not tell. */
  kinds: readonly Kind[];
  /** What was seen, for people, such as `"Dockerfile", whose image has the port 8080`. */
  what: string;
  /** Counts only where nothing else is seen: many repositories of other kinds have it too. */
  faint?: boolean;
}

/** A name out of a repository, quoted and not too long: names come from pull requests. */
export function shown(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 97)}...` : name);
}
