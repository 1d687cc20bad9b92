export class Mismatch extends Error {}
export function deflateSegment(
  bytes: Uint8Array,
  last: boolean,
  compress?: (bytes: Uint8Array) => Uint8Array,
): Uint8Array;
export function release(bytes: Uint8Array): void;
