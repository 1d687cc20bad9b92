import { readFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles } from '../scripts/list-files.ts';
import { measure, median, row } from './measure.ts';

/** How long it takes from the start of a process to the end of a door that has nothing to do, next to an empty script. */
export function benchDoorStart(out: string, rounds: number): void {
  const env = {
    PATH: process.env.PATH ?? '',
    RUNNER_TEMP: out,
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_REF: 'refs/heads/main',
  };
  const empty = [process.execPath, '-e', '0'];
  const door = [process.execPath, 'dist/environments/index.js'];
  const runs = { empty: [] as ReturnType<typeof measure>[], door: [] as ReturnType<typeof measure>[] };
  for (let i = 0; i < rounds * 3; i++) {
    runs.empty.push(measure(empty, env));
    runs.door.push(measure(door, env));
  }
  console.log(`\nStart of a door, Node ${process.versions.node}, median of ${rounds * 3}`);
  console.log(row('an empty script', median(runs.empty)));
  console.log(row('environments, nothing to publish', median(runs.door)));
  const size = listFiles('dist').reduce((sum, file) => sum + readFileSync(path.join('dist', file)).length, 0);
  console.log(`  dist/ is ${(size / 1e6).toFixed(2)} MB`);
}
