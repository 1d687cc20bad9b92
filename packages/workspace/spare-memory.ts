import { setFlagsFromString } from 'node:v8';

/** From so many files on, memory counts for more than speed. */
const many = 5_000;

/**
 * Tells V8 to clean up rather than to grow, when there are very many files. What is kept of a file is small, but each
 * passes through as a few short-lived objects, and V8 lets them pile up as long as the machine has memory. 20,000 files
 * peak at 170 to 200 MB without, and at 140 MB with these flags, for half as much CPU again.
 */
export function spareMemory(files: number): void {
  if (files < many) return;
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--semi-space-growth-factor=1');
}
