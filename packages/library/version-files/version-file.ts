/** A way through a document: the names of tables and objects, and the numbers of list entries. */
export type Keys = readonly (string | number)[];

/** A version in a file. */
export interface Place {
  keys: Keys;
  value: string;
}

/** What a file says of the version. */
export interface Places {
  places: readonly Place[];
  /** Whether a tool fills the version in when the package is built, such as from the tag. */
  dynamic: boolean;
}

/** How the files of one kind are read. */
export interface Format {
  /** `TOML` or `JSON`. */
  name: string;
  /** Whether versions are spelled as Python wants them. */
  python: boolean;
  parse(text: string): unknown;
  /** Finds what may be a version: a match begins with its key and ends with its text, which is the first group. */
  pattern: RegExp;
}

/** A file that has the version of the library. */
export interface VersionFile extends Places {
  /** Relative to the workspace, with `/`; links resolved. */
  path: string;
  /** Where it is on this machine. */
  file: string;
  /** All of it, with the byte order mark where it has one. */
  text: string;
  format: Format;
}

/** @returns what is at the end of a way; undefined where the way ends before */
export function valueAt(document: unknown, keys: Keys): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    document,
  );
}
