import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from './commits.ts';

const run = promisify(execFile);

/** For tests: a bare repository with a line of empty commits, the oldest first, the last of them on `main`. */
export async function bareRepository(
  commits: number,
): Promise<{ folder: string; shas: string[]; remove(): Promise<void> }> {
  const temp = await mkdtemp(path.join(tmpdir(), 'bare-repository-'));
  const folder = path.join(temp, 'origin.git');
  const who = { GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'a@example.org' };
  const env = { ...gitEnvironment(), ...who, GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'a@example.org' };
  const git = async (...args: string[]) => (await run('git', ['--git-dir', folder, ...args], { env })).stdout.trim();
  await run('git', ['init', '-q', '--bare', '-b', 'main', folder], { env });
  const tree = await git('hash-object', '-t', 'tree', '-w', '/dev/null');
  const shas: string[] = [];
  for (let number = 1; number <= commits; number++) {
    const parent = shas.at(-1);
    shas.push(await git('commit-tree', tree, ...(parent ? ['-p', parent] : []), '-m', `commit ${number}`));
  }
  await git('update-ref', 'refs/heads/main', shas.at(-1) ?? '');
  return { folder, shas, remove: () => rm(temp, { recursive: true, force: true }) };
}

/** For tests: a clock for retries that only waiting moves. */
export function patientClock(): { now(): number; random(): number; sleep(ms: number): Promise<void> } {
  let time = 0;
  return {
    now: () => time,
    random: () => 0.5,
    sleep: async (ms) => {
      time += ms;
    },
  };
}
