import type { Pace } from './pace.ts';

/** Lets work in while there is room for it, in the order in which it came. */
interface Gate {
  /** Runs the work as soon as there is a place, and room for `bytes` more in memory. */
  run<T>(bytes: number, work: () => Promise<T>): Promise<T>;
}

/**
 * Bounds how much goes on at once: by number, and by the memory that it takes. 20,000 uploads may be asked for at once,
 * and 64 files of 8 MiB do not fill the memory.
 *
 * @param pace how many works at most
 * @param memory how many bytes at most; a single work may be larger, when it is alone
 */
export function createGate(pace: Pace, memory: number): Gate {
  const waiting: { bytes: number; enter: () => void }[] = [];
  let first = 0;
  let inside = 0;
  let used = 0;

  const admit = () => {
    for (let next = waiting[first]; next; next = waiting[first]) {
      if (inside >= pace.places || (used > 0 && used + next.bytes > memory)) return;
      first += 1;
      inside += 1;
      used += next.bytes;
      next.enter();
    }
    waiting.length = 0;
    first = 0;
  };

  return {
    async run(bytes, work) {
      await new Promise<void>((enter) => {
        waiting.push({ bytes, enter });
        admit();
      });
      try {
        return await work();
      } finally {
        pace.ended();
        inside -= 1;
        used -= bytes;
        admit();
      }
    },
  };
}
