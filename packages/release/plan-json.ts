import type { Plan } from './protocol.ts';

/**
 * How long the JSON may get, in bytes of UTF-8. An output may hold 1 MiB and all outputs of a job 50 MiB, but a program
 * that gets it as an argument or in its environment takes no more than 128 KiB of one.
 */
const maxBytes = 100_000;

/** @returns a plan as JSON: its steps in their order, of a long plan the first, with how many there are and are left out */
export function planJson({ target, live, steps, unchanged }: Plan): string {
  const render = (shown: readonly string[]) => {
    const head = JSON.stringify({
      place: target.place,
      environment: target.environment,
      live: live ?? null,
      unchanged,
      total: steps.length,
      omitted: steps.length - shown.length,
    });
    return `${head.slice(0, -1)},"steps":[${shown.join(',')}]}`;
  };

  const shown: string[] = [];
  // As long as with every step left out: no other number of them has more digits.
  let bytes = Buffer.byteLength(render([]));
  for (const { change, what, bytes: size, note } of steps) {
    const step = JSON.stringify({ change, what, bytes: size, note });
    bytes += Buffer.byteLength(step) + 1;
    if (bytes > maxBytes) break;
    shown.push(step);
  }
  return render(shown);
}
