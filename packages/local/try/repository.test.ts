import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { prepareFolder } from './keep-files.ts';
import { commit, copyRepository, git, makeRepository } from './repository.ts';
import { happeningOf } from './scenario.ts';

let root = '';
let below = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'try-'));
  below = path.join(root, 'below');
  mkdirSync(below);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function source(files: Record<string, string>): string {
  const folder = path.join(root, 'my-dags');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

test('a folder becomes a repository with a remote; the workflow is in its first commit', async () => {
  const folder = source({ 'dags/a.py': 'pass\n', '.gitignore': 'secret\n', secret: 'x' });
  const made = await makeRepository(folder, below, { '.github/workflows/w.yml': 'on: push\n' });
  expect(made).toMatchObject({ name: 'my-dags', defaultBranch: 'main' });
  const files = await git(made.remote, 'ls-tree', '-r', '--name-only', 'main');
  expect(files.split('\n')).toEqual(['.github/workflows/w.yml', '.gitignore', 'dags/a.py']);
  expect(existsSync(path.join(folder, '.git'))).toBe(false);
});

describe('a repository of somebody else', () => {
  const commitAll = (folder: string) => {
    const options = { cwd: folder, stdio: 'ignore' } as const;
    execFileSync('git', ['init', '-q', '-b', 'trunk'], options);
    execFileSync('git', ['add', '-A'], options);
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', 'commit', '-qm', 'x'], options);
  };

  test('is copied as its last commit has it, and only read', async () => {
    const folder = source({ 'a.py': 'pass\n', '.github/workflows/w.yml': 'on: push\n' });
    commitAll(folder);
    writeFileSync(path.join(folder, 'a.py'), 'not committed\n');
    const copied = await copyRepository(folder, below);
    expect(copied.defaultBranch).toBe('trunk');
    expect(readFileSync(path.join(copied.work, 'a.py'), 'utf8')).toBe('pass\n');
    expect(await git(folder, 'remote')).toBe('');
    expect(await git(copied.remote, 'remote')).toBe('');
    expect(copied.notes).toEqual([`Left out: 1 uncommitted change of ${folder}. What runs is its last commit.`]);
  });

  test('runs none of its hooks', async () => {
    const folder = source({ '.github/workflows/w.yml': 'on: push\n' });
    commitAll(folder);
    for (const hook of ['pre-push', 'post-checkout', 'reference-transaction']) {
      writeFileSync(path.join(folder, '.git/hooks', hook), `#!/bin/sh\necho ran >> ${folder}/hooks\nexit 1\n`, {
        mode: 0o755,
      });
    }
    expect((await copyRepository(folder, below)).notes).toEqual([]);
    expect(existsSync(path.join(folder, 'hooks'))).toBe(false);
  });

  test('may be shallow', async () => {
    const folder = source({ 'a.py': '1\n', '.github/workflows/w.yml': 'on: push\n' });
    commitAll(folder);
    writeFileSync(path.join(folder, 'a.py'), '2\n');
    await commit(folder, 'second');
    const shallow = path.join(root, 'shallow');
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${folder}`, shallow]);
    const copied = await copyRepository(shallow, below);
    expect(readFileSync(path.join(copied.work, 'a.py'), 'utf8')).toBe('2\n');
    expect(copied.notes).toEqual([expect.stringMatching(/shallow is a shallow clone, and so is its copy/)]);
    const { event } = await happeningOf(copied, 'push');
    expect(event.payload).toMatchObject({ before: '0'.repeat(40), head_commit: { message: 'second' } });
  });

  test('has a name that GitHub could give it', async () => {
    const folder = path.join(root, "Ann's  DAGs (ü).git");
    renameSync(source({ '.github/workflows/w.yml': 'on: push\n' }), folder);
    commitAll(folder);
    expect((await copyRepository(folder, below)).name).toBe('Ann-s--DAGs----');
  });

  test.each([
    ['is not there', () => path.join(root, 'nowhere'), /There is no folder .*nowhere/],
    ['is no repository', () => source({ a: '' }), /is not the top of a git repository/],
    [
      'is a folder in one',
      () => {
        const folder = source({ 'in/a': '' });
        commitAll(folder);
        return path.join(folder, 'in');
      },
      /is not the top of a git repository/,
    ],
    [
      'git refuses to read',
      () => {
        const folder = source({ a: '' });
        commitAll(folder);
        writeFileSync(path.join(folder, '.git/config'), '[core\n');
        return folder;
      },
      /^git cannot read .*: fatal: bad config line 1/,
    ],
    [
      'has no workflow',
      () => {
        const folder = source({ a: '' });
        commitAll(folder);
        return folder;
      },
      /has no workflow in its last commit/,
    ],
    [
      'has no commit',
      () => {
        const folder = source({ a: '' });
        execFileSync('git', ['init', '-q'], { cwd: folder });
        return folder;
      },
      /is on no branch with a commit/,
    ],
  ])('one that %s is refused', async (_what, make, expected) => {
    await expect(copyRepository(make(), below)).rejects.toThrow(expected);
  });
});

describe('the folder of a try', () => {
  test('what an earlier try left is emptied', () => {
    const out = path.join(root, 'out');
    prepareFolder(out);
    mkdirSync(path.join(out, 'summaries'));
    writeFileSync(path.join(out, 'summaries/old.md'), '');
    prepareFolder(out);
    expect(existsSync(path.join(out, 'summaries'))).toBe(false);
  });

  test('a folder with files of somebody else is left alone', () => {
    const folder = source({ 'git/mine': 'x' });
    expect(() => prepareFolder(folder)).toThrow(/is not empty, and no earlier try made it/);
    expect(existsSync(path.join(folder, 'git/mine'))).toBe(true);
  });
});
