import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** An AWS, or an S3 alone, in a process of its own. */
export interface Server {
  url: string;
  /** How many requests of each operation came since the last call. */
  counts(): Promise<Record<string, number>>;
  /** Forgets every object, where the server can: the null sink sorts all of its keys for a listing after a write. */
  empty(): Promise<void>;
  stop(): void;
}

/** The folder of the shared generators and the null sink, where it is there. */
export const shared = ['..', 'shared', 'bench'].join('/');

/**
 * A sink that costs almost nothing, to measure what a client can do; undefined where it is not there.
 *
 * @param delayMs how long each answer takes: nothing for the client's own limit, 20 for something nearer to S3
 */
export async function startNullSink(delayMs: number): Promise<Server | undefined> {
  const file = path.join(shared, 'null-s3.mjs');
  if (!existsSync(file)) return undefined;
  const { child, lines } = start([file, '--delay-ms', String(delayMs)]);
  const url = /http:\S+/.exec(await lines())?.[0] ?? '';
  return {
    url,
    async counts() {
      const stats = (await (await fetch(`${url}/__stats`)).json()) as Record<string, number>;
      await fetch(`${url}/__reset`, { method: 'POST' });
      return stats;
    },
    empty: async () => void (await fetch(`${url}/__reset?all`, { method: 'POST' })),
    stop: () => void child.kill(),
  };
}

/** The embedded AWS: right, and slower. */
export async function startEmbedded(): Promise<Server> {
  const { child, lines } = start(['scripts/run.mjs', 'bench/s3-server.ts']);
  return {
    url: await lines(),
    async counts() {
      child.stdin?.write('\n');
      return JSON.parse(await lines());
    },
    empty: async () => {},
    stop: () => void child.kill(),
  };
}

/** A server in a process of its own, by the arguments of Node; it prints lines, the first of them its address. */
export function start(args: readonly string[]): { child: ChildProcess; lines: () => Promise<string> } {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const reader = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async lines() {
      const { value, done } = await reader.next();
      if (done) throw new Error(`${args.join(' ')} ended before it said anything.`);
      return value;
    },
  };
}
