/**
 * Compares two texts by their UTF-8 bytes, the order in which S3 lists keys. JavaScript's own order differs from it where
 * surrogates meet U+E000 and above.
 *
 * @returns negative, zero or positive, as `Array.prototype.sort` wants it
 */
export function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return weight(left) - weight(right);
  }
  return a.length - b.length;
}

/** A code unit's place by code point: surrogates stand for characters above all others. */
function weight(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
