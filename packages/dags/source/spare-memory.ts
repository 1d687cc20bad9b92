import { setFlagsFromString } from 'node:v8';

/** From so many files on, memory counts for more than speed. */
const many = 5_000;

/**
 * Tells V8 to clean up rather than to grow, when there are very many files. What is kept of a file is small, but each
 * passes through as a few short-lived objects, and V8 lets them pile up as long as the machine has memory.
 */
export function spareMemory(files: number): void {
  if (files >= many) setFlagsFromString('--optimize-for-size');
}
