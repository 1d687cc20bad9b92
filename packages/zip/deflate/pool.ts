import { Worker } from 'node:worker_threads';
import type { Failed, Item, Packed } from './pack.mjs';

/** Threads that pack. */
export interface Pool {
  /** Packs a list of items; lists are worked on in the order in which they come. */
  run(items: readonly Item[]): Promise<Packed | Failed>;
  /** Ends the threads, whatever they do; what they have not done fails. */
  close(reason?: unknown): Promise<void>;
}

interface Task {
  items: readonly Item[];
  resolve(packed: Packed | Failed): void;
  reject(reason: unknown): void;
}

/** While a thread works on one list, the next one waits at its door: it need not wait for this thread. */
const atOnce = 2;

/**
 * A small heap, in MB: what a thread leaves behind are buffers, which count as little until their few handles are swept.
 * Measured on Node 24: 25 MB less for two threads.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

/** @param threads how many */
export function createPool(threads: number): Pool {
  const queue: Task[] = [];
  const members = Array.from({ length: threads }, () => {
    // A file beside this one, in plain JavaScript: it runs the same in the bundle (scripts/build.ts), in a script
    // (scripts/run.mjs) and in a test.
    const worker = new Worker(new URL('./deflate-worker.mjs', import.meta.url), { execArgv: [], resourceLimits });
    const tasks: Task[] = [];
    worker.on('message', (packed: Packed | Failed) => {
      tasks.shift()?.resolve(packed);
      next();
    });
    worker.on('error', (error) => void close(error));
    return { worker, tasks };
  });
  let ended: { reason: unknown } | undefined;

  function next(): void {
    const free = members.reduce((least, one) => (one.tasks.length < least.tasks.length ? one : least));
    const task = free.tasks.length < atOnce ? queue.shift() : undefined;
    if (!task) return;
    free.tasks.push(task);
    // Bytes are copied, and the copy is given away: a view of a large buffer would send all of it.
    const items = task.items.map((item) => ('bytes' in item ? { ...item, bytes: Uint8Array.from(item.bytes) } : item));
    free.worker.postMessage(
      items,
      items.flatMap((item) => ('bytes' in item ? [item.bytes.buffer] : [])),
    );
    next();
  }

  async function close(reason: unknown = new Error('The threads that pack were ended.')): Promise<void> {
    ended ??= { reason };
    for (const { reject } of [...members.flatMap(({ tasks }) => tasks.splice(0)), ...queue.splice(0)]) {
      reject(ended.reason);
    }
    await Promise.all(members.map(({ worker }) => worker.terminate()));
  }

  return {
    run: (items) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended.reason);
        queue.push({ items, resolve, reject });
        next();
      }),
    close,
  };
}
