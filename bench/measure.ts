import { spawnSync } from 'node:child_process';

/** One run of a whole process, as the operating system accounts for it. */
export interface Run {
  /** Seconds. */
  wall: number;
  /** Seconds of user and system time together. */
  cpu: number;
  /** Peak resident memory in MB. */
  rss: number;
}

// Node cannot ask for the usage of a child that has ended; Python's standard library can.
const wrapper = `
import json, os, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
wall = time.perf_counter() - start
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"code": code, "wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss * unit / 1e6}))
`;

// By its own path: a measured command may be given a PATH without it.
const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim();

/**
 * Runs a command to its end.
 * @throws Error when it fails: a figure of a failed run is worth nothing
 */
export function measure(command: readonly string[], env: Record<string, string>): Run {
  if (!python) throw new Error('The benchmark needs a python3 on PATH to measure with.');
  const { stdout, stderr } = spawnSync(python, ['-c', wrapper, ...command], {
    env,
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const { code, ...run } = JSON.parse(stdout || '{"code": -1}') as Run & { code: number };
  if (code !== 0) throw new Error(`${command.join(' ')} failed (${code}).\n${stderr.slice(-2000)}`);
  return run;
}

/** @returns the run in the middle, by wall time */
export function median(runs: readonly Run[]): Run {
  const sorted = [...runs].sort((a, b) => a.wall - b.wall);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('There is no median of no runs.');
  return middle;
}

/** Whether a program is on this machine. */
export function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** A row of the report: the figure, and its ratio to the peer's where there is one. */
export function row(name: string, { wall, cpu, rss }: Run, ...more: string[]): string {
  const cells = [`${wall.toFixed(2)} s`, `${cpu.toFixed(2)} s CPU`, `${rss.toFixed(0)} MB`, ...more];
  return `  ${name.padEnd(44)}${cells.map((cell) => cell.padStart(12)).join('')}`;
}
