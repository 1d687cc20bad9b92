// The command itself, mostly as a process: what only a process can show.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readArguments, type TryArguments, usage } from './try/arguments.ts';
import { trackStep } from './try/interruption.ts';
import { tryOut } from './try/try-out.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'try-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: string[]) => ['scripts/run.mjs', 'packages/local/try.ts', ...args];

test('--help prints the usage on standard output', () => {
  expect(execFileSync(process.execPath, command('--help'), { encoding: 'utf8' })).toBe(`${usage}\n`);
});

test('without the built actions, it says what builds them', async () => {
  const args = readArguments(['--out', 'out'], folder) as TryArguments;
  const { signal } = new AbortController();
  await expect(tryOut(args, { root: folder, from: folder, print() {}, step: trackStep(), signal })).rejects.toThrow(
    `The actions are not built: run \`npm run build\`, which makes ${path.join(folder, 'dist')}.`,
  );
});

test('Ctrl-C cancels the run: its processes end, and the exit code says so', async () => {
  const pidFile = path.join(folder, 'pid');
  const repository = path.join(folder, 'dags');
  mkdirSync(path.join(repository, '.github/workflows'), { recursive: true });
  const script = `echo $$ > ${pidFile}; echo started; exec sleep 300`;
  writeFileSync(
    path.join(repository, '.github/workflows/a.yml'),
    `on: push\njobs: { a: { runs-on: x, steps: [{ run: ${JSON.stringify(script)} }] } }\n`,
  );
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], { cwd: repository });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'x');

  const child = spawn(process.execPath, command('--repo', repository, '--out', path.join(folder, 'out'), '--log'), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let sent = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
      // Once: a second one that comes in the last moments of the process ends it by itself.
      if (sent || !/^ +started$/m.test(output)) return;
      sent = true;
      child.kill('SIGINT');
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(output).toMatch(/Interrupted, after /);
  expect(output).toMatch(/a: cancelled/);
  expect(code).toBe(130);
  expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow(/ESRCH/);
});
