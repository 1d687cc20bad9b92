/** Bytes that become more. */
export interface Growing {
  add(bytes: Uint8Array): void;
  /** All of them, in a few parts. */
  parts(): readonly Uint8Array[];
}

const partLength = 2 ** 16;

/** Keeps many short pieces in a few long buffers: a buffer of its own costs each piece more than it holds. */
export function createGrowing(): Growing {
  const full: Uint8Array[] = [];
  let part = new Uint8Array(0);
  let used = 0;
  return {
    add(bytes) {
      if (used + bytes.length > part.length) {
        if (used > 0) full.push(part.subarray(0, used));
        part = new Uint8Array(Math.max(partLength, bytes.length));
        used = 0;
      }
      part.set(bytes, used);
      used += bytes.length;
    },
    parts: () => [...full, part.subarray(0, used)],
  };
}
