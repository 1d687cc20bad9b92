export class Mismatch extends Error {}

/** Something that was deflated. */
export interface Deflated {
  packed: Uint8Array;
  bytes: Uint8Array;
  /** The CRC-32 of the bytes. */
  crc: number;
}

export function check(packed: Uint8Array, bytes: Uint8Array): void;
export function areRight(all: readonly Deflated[]): boolean;
export function findMismatch<D extends Deflated>(all: readonly D[]): D | undefined;
export function release(bytes: Uint8Array): void;
