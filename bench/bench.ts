// The figures, each with its peer or the raw limit in the same run. usage: npm run bench [-- --rounds 3]
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { benchDagsSync } from './dags-sync.ts';
import { benchDoorStart } from './door-start.ts';
import { benchImage } from './image.ts';
import { benchLambda } from './lambda.ts';
import { benchTestReport } from './test-report.ts';
import { benchZip } from './zip.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Math.max(1, Number.parseInt(values.rounds, 10) || 3);
const out = '.bench';
mkdirSync(out, { recursive: true });
try {
  console.log(
    `Node ${process.versions.node}, ${os.availableParallelism()} CPUs, ${os.platform()} ${os.arch()}. Whole processes; ratios are to our own client.`,
  );
  benchDoorStart(out, rounds);
  benchTestReport(out, rounds);
  console.log(
    '\nThe page of test-report; its times in Chromium beside those of reading and parsing the same data alone',
  );
  // A process of its own: it starts itself again to measure how a page is written.
  const page = [process.execPath, 'scripts/run.mjs', 'bench/page.ts', '--rounds', String(rounds)] as const;
  if (spawnSync(page[0], page.slice(1), { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
  await benchDagsSync(out, rounds);
  await benchImage(out, rounds);
  await benchZip(out, rounds);
  await benchLambda(out, rounds);
} finally {
  rmSync(out, { recursive: true, force: true });
}
