import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listFiles } from '../scripts/list-files.ts';
import { shared } from './servers.ts';

/** Makes a tree of DAG files: the shared one where its generator is there, otherwise one of the same size. */
export function makeTree(folder: string, files: number): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const generator = path.join(shared, 'gen-dags.mjs');
  if (existsSync(generator)) {
    const { status, stderr } = spawnSync(process.execPath, [generator, '--out', folder, '--files', String(files)], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return 'the shared generator';
  }
  for (let i = 0; i < files; i++) {
    const team = path.join(
      folder,
      `team_${i % 10}`,
      `domain_${Math.floor(i / 10) % Math.max(1, Math.floor(files / 400))}`,
    );
    mkdirSync(team, { recursive: true });
    writeFileSync(path.join(team, `dag_${String(i).padStart(5, '0')}.py`), dag(i));
  }
  return 'our own generator';
}

/** A valid DAG file of 2 to 20 kB; the size follows from the number. */
function dag(i: number): string {
  const head = `from datetime import datetime\n\nfrom airflow import DAG\n\nSERIAL = ${10_000_000 + i}\n`;
  const body = Array.from(
    { length: 12 + ((i * 7919) % 110) },
    (_, task) =>
      `\n\ndef task_${task}(ds=None, **context):\n    """Task ${task} of ${i}."""\n    return {"table": "t_${(i * 31 + task * 17) % 9973}", "ds": ds}\n`,
  );
  return `${head}${body.join('')}\n\nwith DAG(dag_id="dag_${i}", start_date=datetime(2024, 1, 1), schedule=None) as dag:\n    pass\n`;
}

/** Gives every file a new time of change, as a fresh checkout does. */
export function touch(folder: string): void {
  const now = new Date();
  for (const file of listFiles(folder)) utimesSync(path.join(folder, file), now, now);
}

/** Changes `count` files without changing their size, and the times of all. */
export function edit(folder: string, count: number): void {
  const files = listFiles(folder);
  for (let i = 0; i < count; i++) {
    const file = path.join(folder, files[Math.floor((i * files.length) / count)] ?? '');
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/^SERIAL = (\d{8})$/m, (_, old) => `SERIAL = ${10_000_000 + ((Number(old) + 1) % 90_000_000)}`),
    );
  }
  touch(folder);
}
