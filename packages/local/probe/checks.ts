import { manyChecks } from './check-many.ts';
import { putChecks } from './check-put.ts';
import { readChecks } from './check-read.ts';
import type { Check } from './probe.ts';

/** The 28 checks of an S3 server, in the order in which they build on one another. */
export const checks: readonly Check[] = [...putChecks, ...readChecks, ...manyChecks].sort((a, b) => a.row - b.row);
