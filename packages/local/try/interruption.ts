import { killGroup } from '../runner/process.ts';

/** The step that runs now, by the process group that it leads. */
export interface RunningStep {
  started(pid: number): void;
  /** Ends its processes, as a runner that is lost does. */
  kill(): void;
}

/** Keeps track of the running step; nothing runs yet. */
export function trackStep(): RunningStep {
  let running: number | undefined;
  return {
    started(pid) {
      running = pid;
    },
    kill() {
      if (running !== undefined) killGroup(running, 'SIGKILL');
    },
  };
}

/** What a process is said to have ended with when a person ended it. */
export const interrupted = 130;

/** npm passes Ctrl-C on to a process that has it from the terminal already. In milliseconds. */
const echo = 1000;

/**
 * Heeds Ctrl-C. The first cancels the run, as the button on GitHub does; a later one ends it at once.
 *
 * @param tell a line for the person
 * @returns fires at the first
 */
export function heedInterruptions(step: RunningStep, tell: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        first = Date.now();
        tell('\nThe run is being cancelled; Ctrl-C once more ends it at once.');
        controller.abort();
      } else if (Date.now() - first > echo) {
        step.kill();
        process.exit(interrupted);
      }
    });
  }
  return controller.signal;
}
