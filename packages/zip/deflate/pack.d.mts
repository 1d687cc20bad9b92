export const segmentLength: number;

/**
 * `store`: as it is. `smaller`: deflated if that is smaller. `last`, `segment`: a part of a large file, deflated in any
 * case; the last of them, or one before.
 */
type How = 'store' | 'smaller' | 'segment' | 'last';

/** A file or a part of it, of at most `segmentLength` bytes; `size` and `mtimeMs` are those of the whole. */
export interface FileItem {
  how: How;
  file: string;
  size: number;
  mtimeMs: number;
  from: number;
  length: number;
}

export interface BytesItem {
  how: How;
  bytes: Uint8Array;
}

export type Item = FileItem | BytesItem;

/** What became of the items, in their order; the data of all of them one after the other. */
export interface Packed {
  results: readonly { size: number; crc: number; deflated: boolean; length: number }[];
  data: Uint8Array;
}

/** The first item that could not be packed, and why. */
export interface Failed {
  failed: number;
  why: 'changed' | 'unreadable' | 'mismatch';
  code?: string;
}

export function pack(items: readonly Item[]): Packed | Failed;
