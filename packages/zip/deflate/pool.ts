import { Worker } from 'node:worker_threads';
import { type Failed, type Item, type Packed, pack } from './pack.mjs';

/** Threads that pack, and this one beside them. */
export interface Pool {
  /** Packs a list of items; lists are worked on in the order in which they come. */
  run(items: readonly Item[]): Promise<Packed | Failed>;
  /** Ends the threads, whatever they do; what they have not done fails. */
  close(reason?: unknown): Promise<void>;
}

interface Task {
  /** Bytes of the items. */
  size: number;
  items: readonly Item[];
  resolve(packed: Packed | Failed): void;
  reject(reason: unknown): void;
}

/** This thread packs a list when each of the others has so many times its bytes to do. With 3, the end takes longer. */
const enough = 2;

const lengthOf = (item: Item) => ('bytes' in item ? item.bytes.length : item.length);

/**
 * A small heap, in MB: what a thread leaves behind are buffers, which count as little until their few handles are swept.
 * Measured on Node 24: 25 MB less for two threads.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

/** @param threads how many there are beside this one */
export function createPool(threads: number): Pool {
  const queue: Task[] = [];
  const members = Array.from({ length: threads }, () => {
    // A file beside this one, in plain JavaScript: it runs the same in the bundle (scripts/build.ts), in a script
    // (scripts/run.mjs) and in a test.
    const worker = new Worker(new URL('./deflate-worker.mjs', import.meta.url), { execArgv: [], resourceLimits });
    const member = { worker, tasks: [] as Task[], size: 0 };
    worker.on('message', (packed: Packed | Failed) => {
      const task = member.tasks.shift();
      member.size -= task?.size ?? 0;
      task?.resolve(packed);
      next();
    });
    worker.on('error', (error) => void close(error));
    return member;
  });
  let ended: { reason: unknown } | undefined;
  let packing = false;

  function next(): void {
    const [task] = queue;
    if (!task) return;
    const free = members.reduce((least, one) => (one.size < least.size ? one : least));
    // While this thread packs, the others have enough at their doors: it answers none until it is done.
    if (free.size >= enough * task.size) {
      packHere();
      return;
    }
    queue.shift();
    free.tasks.push(task);
    free.size += task.size;
    // Bytes are copied, and the copy is given away: a view of a large buffer would send all of it.
    const items = task.items.map((item) => ('bytes' in item ? { ...item, bytes: Uint8Array.from(item.bytes) } : item));
    free.worker.postMessage(
      items,
      items.flatMap((item) => ('bytes' in item ? [item.bytes.buffer] : [])),
    );
    next();
  }

  // A thread takes a tenth of a second to start, and this one has little else to do.
  function packHere(): void {
    if (packing) return;
    packing = true;
    // One list at a time: what the others have done is written in between.
    setImmediate(() => {
      packing = false;
      const task = queue.shift();
      if (!task) return;
      try {
        task.resolve(pack(task.items));
      } catch (thrown) {
        task.reject(thrown);
      }
      next();
    });
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
        queue.push({ size: items.reduce((sum, item) => sum + lengthOf(item), 0), items, resolve, reject });
        next();
      }),
    close,
  };
}
