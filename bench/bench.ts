// The figures, each with its peer or the raw limit in the same run. usage: npm run bench [-- --rounds 3 --only start,zip]
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { benchDagsSync } from './dags-sync.ts';
import { benchDoorStart } from './door-start.ts';
import { benchImage } from './image.ts';
import { benchLambda } from './lambda.ts';
import { benchTagLibrary } from './tag-library.ts';
import { benchTestReport } from './test-report.ts';
import { benchZip } from './zip.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, only: { type: 'string' } } });
const rounds = Math.max(1, Number.parseInt(values.rounds, 10) || 3);
/** Each measures one thing, in the order in which they were built. */
const parts: Record<string, (out: string, rounds: number) => void | Promise<void>> = {
  start: benchDoorStart,
  report: benchTestReport,
  page: benchPage,
  dags: benchDagsSync,
  image: benchImage,
  zip: benchZip,
  lambda: benchLambda,
  tag: benchTagLibrary,
};
const only = values.only?.split(',') ?? Object.keys(parts);
const out = '.bench';
mkdirSync(out, { recursive: true });
try {
  console.log(
    `Node ${process.versions.node}, ${os.availableParallelism()} CPUs, ${os.platform()} ${os.arch()}. Whole processes; ratios are to our own client.`,
  );
  for (const name of only) await parts[name]?.(out, rounds);
} finally {
  rmSync(out, { recursive: true, force: true });
}

function benchPage(_out: string, times: number): void {
  console.log(
    '\nThe page of test-report; its times in Chromium beside those of reading and parsing the same data alone',
  );
  // A process of its own: it starts itself again to measure how a page is written.
  const argv = ['scripts/run.mjs', 'bench/page.ts', '--rounds', String(times)];
  if (spawnSync(process.execPath, argv, { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
}
