export function deflateSegment(
  bytes: Uint8Array,
  last: boolean,
  compress?: (bytes: Uint8Array) => Uint8Array,
): Uint8Array;
export function deflateWhole(bytes: Uint8Array): Uint8Array;
