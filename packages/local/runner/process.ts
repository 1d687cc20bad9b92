import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';

export interface ProcessRequest {
  command: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment of the process. */
  env: Record<string, string>;
  onLine(line: string): void;
  onPid?(pid: number): void;
  /** Ends the process: SIGINT to its group, then SIGTERM, then SIGKILL. */
  signal?: AbortSignal;
  grace: { interrupt: number; terminate: number };
}

export interface ProcessEnd {
  /** The exit code; 128 and more by a signal, as a shell says it. */
  code: number;
  killedBy?: NodeJS.Signals;
  /** Says whether the process left others of its group running; they are `pid`'s group. */
  orphans?: number;
}

/**
 * Runs a process as the leader of its own group and reads both its outputs line by line.
 *
 * @throws Error when it cannot be started
 */
export function runProcess(request: ProcessRequest): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(request.command, [...request.args], {
      cwd: request.cwd,
      env: request.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid !== undefined) request.onPid?.(pid);
    const flushes = [child.stdout, child.stderr].map((stream) => byLine(stream, request.onLine));
    const timers: NodeJS.Timeout[] = [];
    const stop = () => {
      if (pid === undefined) return;
      killGroup(pid, 'SIGINT');
      const { interrupt, terminate } = request.grace;
      timers.push(setTimeout(() => killGroup(pid, 'SIGTERM'), interrupt));
      timers.push(setTimeout(() => killGroup(pid, 'SIGKILL'), interrupt + terminate));
    };
    const finish = (work: () => void) => {
      for (const timer of timers) clearTimeout(timer);
      request.signal?.removeEventListener('abort', stop);
      for (const flush of flushes) flush();
      work();
    };
    let end: ProcessEnd = { code: 0 };
    child.once('error', (cause) => finish(() => reject(new Error(`${request.command} cannot be started.`, { cause }))));
    child.once('exit', (code, signal) => {
      end = signal ? { code: 128 + (signals[signal] ?? 0), killedBy: signal } : { code: code ?? 0 };
      // What was started in the background may hold the outputs open for ever; the runner waits five seconds too.
      timers.push(
        setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
        }, 5_000),
      );
    });
    child.once('close', () =>
      finish(() => resolve(pid !== undefined && killGroup(pid, 0) ? { ...end, orphans: pid } : end)),
    );
    if (request.signal?.aborted) stop();
    else request.signal?.addEventListener('abort', stop, { once: true });
  });
}

const signals: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** Sends a signal to a process group; 0 only asks. @returns whether the group is there */
export function killGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function byLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  });
  return () => {
    const last = rest + decoder.end();
    rest = '';
    if (last !== '') onLine(last.replace(/\r$/, ''));
  };
}
