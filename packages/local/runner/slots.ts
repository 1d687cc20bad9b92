/** A number of places, given out in the order of asking. */
export interface Slots {
  /** Runs `work` once there is a place. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

/** @param places how many may work at once; at least one */
export function createSlots(places: number): Slots {
  let free = Math.max(1, places);
  const waiting: (() => void)[] = [];
  return {
    async hold(work) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
