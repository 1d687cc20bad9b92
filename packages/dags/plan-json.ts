import type { Plan } from '@ci-actions/release/protocol';

/** An output may hold 1 MiB, and all outputs of a job 50 MiB. Names are up to 1,024 bytes long. */
const maxSteps = 500;

/** @returns the steps of a plan as JSON, in their order; of a long plan the first 500, and how many there are */
export function planJson({ target, live, steps, unchanged }: Plan): string {
  return JSON.stringify({
    place: target.place,
    environment: target.environment,
    live: live ?? null,
    unchanged,
    total: steps.length,
    steps: steps.slice(0, maxSteps).map(({ change, what, bytes, note }) => ({ change, what, bytes, note })),
  });
}
