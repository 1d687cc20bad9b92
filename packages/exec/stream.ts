import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { atEnd } from './at-end.ts';

export interface StreamOptions {
  /** The working directory; the process's own by default. */
  cwd?: string;
  /** The whole environment of the process, whose PATH also finds it; this process's own by default. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Ends the program. */
  signal?: AbortSignal;
  /** Told each line as it is printed, without its end; a carriage return ends one too. */
  onLine(line: string, from: 'stdout' | 'stderr'): void;
}

/** A line that is longer than this comes in pieces, so that a program cannot fill the memory. In characters. */
const maxLine = 16_384;
/** How long a program may take to end by itself, in milliseconds. */
const graceMs = 5_000;

/**
 * Runs a program by its argv, without a shell, and tells what it prints while it runs. It reads nothing on standard input.
 * It and all that it starts is ended when this process is; the toolkit (`exec.ts`) cannot do that, because it keeps
 * the process to itself.
 *
 * @param command the program, found on PATH
 * @param args its arguments, each passed on as it is
 * @returns the exit code; 128 and more for a program that a signal has ended, as a shell has it
 * @throws Error when the program cannot be started at all, for example because it is not installed; the signal's reason
 *   when that has ended it
 */
export async function stream(command: string, args: readonly string[], options: StreamOptions): Promise<number> {
  const { cwd, env = process.env, signal, onLine } = options;
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: a signal then reaches the plugins and compilers that it starts.
    detached: process.platform !== 'win32',
  });
  const outputs = [
    lines(child.stdout, (line) => onLine(line, 'stdout')),
    lines(child.stderr, (line) => onLine(line, 'stderr')),
  ];
  const forget = atEnd(() => end(child, 'SIGTERM'));
  let late: NodeJS.Timeout | undefined;
  const abort = () => {
    end(child, 'SIGTERM');
    late = setTimeout(() => end(child, 'SIGKILL'), graceMs);
  };
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => {
        reject(new Error(`${command} cannot be started: ${error.message}.`, { cause: error }));
      });
      child.once('close', (exit, by) => resolve(exit ?? 128 + (numbers[by ?? 'SIGKILL'] ?? 0)));
    });
    for (const flush of outputs) flush();
    signal?.throwIfAborted();
    return code;
  } finally {
    clearTimeout(late);
    forget();
    signal?.removeEventListener('abort', abort);
  }
}

const numbers: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  // A program of its own that it has left behind may still be there.
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has just ended by itself.
  }
}

/** @returns tells the line that the output ended in the middle of */
function lines(output: NodeJS.ReadableStream, onLine: (line: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string) => {
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = parts.pop() ?? '';
    for (const part of parts) onLine(part);
    for (; rest.length > maxLine; rest = rest.slice(maxLine)) onLine(rest.slice(0, maxLine));
  };
  output.on('data', (data: Buffer) => take(decoder.write(data)));
  return () => {
    take(decoder.end());
    if (rest !== '') onLine(rest.replace(/\r$/, ''));
    rest = '';
  };
}
