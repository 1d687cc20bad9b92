import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { walk } from '@ci-actions/workspace/walk';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createExcludes } from './exclude.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'exclude-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const files = [
  'a.py',
  'a.sql',
  'keep/a.sql',
  'keep/sub/b.py',
  'keep.py',
  'other/a.sql',
  'other/keep/c.py',
  'other/keep.sql',
  'deep/er/keep/d.py',
];

function put(names: readonly string[], folder = root): void {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), '');
  }
}

const published = (patterns: readonly string[]) =>
  walk(root, createExcludes(patterns).fromSource)
    .map((file) => file.path)
    .sort();

/** What git leaves alone, by its own judgement: the files lie on the disk for it, so it knows which are folders. */
function ignoredByGit(patterns: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'exclude-git-'));
  try {
    const git = (input: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, input, encoding: 'utf8' });
      // 1 is git's way to say that none is ignored.
      if (status === null || status > 1) throw new Error(stderr);
      return stdout;
    };
    git('', 'init', '-q');
    put(files, folder);
    writeFileSync(path.join(folder, '.git/info/exclude'), `${patterns.join('\n')}\n`);
    const answer = git(`${files.join('\n')}\n`, 'check-ignore', '--no-index', '--stdin');
    return answer.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lists: readonly (readonly string[])[] = [
  ['/*', '!/keep/'],
  ['/*', '!/keep'],
  ['*', '!*/', '!*.py'],
  ['*', '!keep/', '!keep/**'],
  ['/*', '!/other/', '/other/*', '!/other/keep/'],
  ['keep/'],
  ['keep'],
  ['/keep/'],
  ['keep/', '!/keep/a.sql'],
  ['keep/*', '!keep/a.sql'],
  ['**/keep/'],
  ['*.sql', '!/keep/*.sql'],
  ['other/**', '!other/keep/'],
  ['deep/*/keep'],
  ['/deep/er/'],
  ['# a comment', '', '\\#none', 'a.*'],
];

describe('the judgement of git check-ignore', () => {
  test.each(lists.map((patterns) => [patterns]))('is that of the source and of the deletes: %j', (patterns) => {
    put(files);
    const ignored = ignoredByGit(patterns);
    const { fromDelete } = createExcludes(patterns);
    expect(files.filter((name) => fromDelete(name)).sort()).toEqual([...ignored].sort());
    expect(published(patterns)).toEqual(files.filter((name) => !ignored.includes(name)).sort());
  });
});

test('what is built in stays out, whatever a pattern takes back, and may be deleted', () => {
  put(['a.py', 'keep/a.pyc', 'keep/.git/config', 'keep/__pycache__/x.py']);
  const patterns = ['/*', '!/keep/', '!*.pyc', '!.git', '!__pycache__/'];
  put(['keep/b.py']);
  expect(published(patterns)).toEqual(['keep/b.py']);
  expect(createExcludes(patterns).fromDelete('keep/a.pyc')).toBe(false);
});

describe('a link', () => {
  const link = (name: string, target: string) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    symlinkSync(target, path.join(root, name));
  };

  test.each([
    ['to a file that is excluded', 'x.cfg', 'secret.cfg', ['secret.cfg'], '"x.cfg" is "secret.cfg" by a link'],
    ['into a folder that is excluded', 'x.cfg', 'private/a.cfg', ['/private/'], '"x.cfg" is "private/a.cfg" by a link'],
    ['to a folder that is excluded', 'x', 'private', ['/private/'], '"x" is "private" by a link'],
    ['into .git', 'x.cfg', '.git/config', [], '"x.cfg" is ".git/config" by a link, and that one is excluded'],
    ['to a folder of which a file is excluded', 'x', 'lib', ['/lib/a.py'], '"x/a.py" is "lib/a.py" by a link'],
    ['to a folder of which a folder is excluded', 'x', 'lib', ['/lib/sub/'], '"x/sub" is "lib/sub" by a link'],
  ])('%s is refused', (_name, name, target, patterns, message) => {
    put(['a.py', 'secret.cfg', 'private/a.cfg', '.git/config', 'lib/a.py', 'lib/sub/b.py']);
    link(name, target);
    expect(() => published(patterns)).toThrow(message);
    expect(published([...patterns, `/${name}`])).not.toContain(name);
  });

  test('to a link to a folder is followed, and names count where they lead', () => {
    put(['lib/a.py', 'lib/b.sql']);
    link('one', 'lib');
    link('two', 'one');
    expect(published(['*.sql'])).toEqual(['lib/a.py', 'one/a.py', 'two/a.py']);
    expect(published(['/*', '!/lib/', '!/two/'])).toEqual(['lib/a.py', 'lib/b.sql', 'two/a.py', 'two/b.sql']);
  });

  test('to a folder is judged as a folder, for the source as for the deletes', () => {
    put(['keep/a.py', 'a.py']);
    link('also', 'keep');
    const patterns = ['/*', '!/keep/', '!/also/'];
    expect(published(patterns)).toEqual(['also/a.py', 'keep/a.py']);
    expect(createExcludes(patterns).fromDelete('also/a.py')).toBe(false);
  });

  test('that leads nowhere stays out only when neither a file nor a folder of its name would be published', () => {
    put(['a.py']);
    link('gone', 'none');
    expect(() => published(['/*', '!/gone/', '!/a.py'])).toThrow('The link "gone" leads nowhere');
    expect(published(['gone'])).toEqual(['a.py']);
  });
});
