import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** From so many entries on, what listing them has left behind is worth the time, 40 ms. */
const many = 5_000;

/**
 * Has V8 give back what was thrown away until now, before threads ask for memory of their own: otherwise both are held at
 * once. Measured on Node 24 with 57,856 files: from 260 MB at most to 175.
 */
export function collectGarbage(entries: number): void {
  if (entries < many) return;
  setFlagsFromString('--expose-gc');
  // The flag holds for contexts that are made after it.
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return;
  collect();
  // Node 24 keeps the room that is free now unless it is asked so; Node 20 does not know this, and gives it back anyway.
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
