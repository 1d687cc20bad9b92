import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { measure, median, type Run, row } from './measure.ts';
import { startEmbedded } from './servers.ts';

/** A function as most are: some modules of its own, and no more. */
const modules = 60;

/** A re-run of what is published: the function is packed, compared by its checksum, and nothing is sent. */
export async function benchLambda(out: string, rounds: number): Promise<void> {
  const folder = path.resolve(out, 'lambda');
  mkdirSync(path.join(folder, 'fn/lib'), { recursive: true });
  writeFileSync(path.join(folder, 'fn/app.py'), 'def handler(event, context):\n    return {"ok": True}\n');
  for (let n = 0; n < modules; n++) {
    const lines = Array.from(
      { length: 300 },
      (_, line) => `value_${line} = "module ${n}, line ${(line * 7919 + n) % 1009}"`,
    );
    writeFileSync(path.join(folder, `fn/lib/module_${n}.py`), `${lines.join('\n')}\n`);
  }
  const server = await startEmbedded();
  const path0 = { PATH: process.env.PATH ?? '' };
  const publish = () =>
    measure([process.execPath, 'dist/zip-lambda/index.js'], {
      ...path0,
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: server.url,
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: 'org/bench',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_RUN_ID: '1',
      RUNNER_TEMP: folder,
      INPUT_ENVIRONMENT: 'bench',
      INPUT_SOURCE: 'fn',
      INPUT_FUNCTION: 'bench',
      INPUT_ALIAS: 'live',
      INPUT_BUCKET: 'bench',
    });
  try {
    publish();
    await server.counts();
    const empty: Run[] = [];
    const again: Run[] = [];
    for (let round = 0; round < rounds * 3; round++) {
      empty.push(measure([process.execPath, '-e', '0'], path0));
      again.push(publish());
    }
    const counts = await server.counts();
    const [run, bare] = [median(again), median(empty)];
    const more = `${((run.wall - bare.wall) * 1000).toFixed(0)} ms more`;
    console.log(`\nA function of ${modules + 1} files that has not changed, the embedded AWS, median of ${rounds * 3}`);
    console.log(row('zip-lambda', run, more), '  under 600 ms after start, no upload');
    console.log(row('  an empty script', bare));
    const asked = Object.entries(counts).map(([operation, times]) => `${operation} ${times / (rounds * 3)}`);
    console.log(`  requests of a run: ${asked.join(', ')}`);
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
  }
}
