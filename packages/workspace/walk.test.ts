import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { walk } from './walk.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'walk-'));
  mkdirSync(path.join(root, 'lib/deep'), { recursive: true });
  for (const name of ['a.py', 'lib/b.py', 'lib/deep/c.so.1']) writeFileSync(path.join(root, name), name);
});
afterEach(() => rmSync(root, { recursive: true }));

const link = (name: string, target: string) => symlinkSync(target, path.join(root, name));
const nothing = () => false;
const kept = (excluded: (path: string) => boolean = nothing) =>
  Object.fromEntries(
    walk(root, excluded, 'preserve').flatMap((found) => (found.link ? [[found.path, found.link]] : [])),
  );

describe('a link that is kept', () => {
  test.each([
    ['to a file beside it', 'x.py', 'a.py', 'a.py'],
    ['to a file in another folder', 'lib/x.py', '../a.py', '../a.py'],
    ['to a folder', 'x', 'lib', 'lib'],
    ['to a folder, written with a slash', 'x', 'lib/', 'lib/'],
    ['to the folder that it is in', 'lib/x', '.', '.'],
    ['to the root', 'lib/x', '..', '..'],
    ['on a detour that stays inside', 'x', 'lib/deep/../b.py', 'lib/deep/../b.py'],
  ])('%s keeps its text', (_what, name, target, expected) => {
    link(name, target);
    expect(kept()).toEqual({ [name]: expected });
  });

  test('as an absolute path, or by the name of the root, points to the same place inside', () => {
    link('lib/x', path.join(root, 'a.py'));
    link('y', `../${path.basename(root)}/lib/b.py`);
    link('lib/deep/z', path.join(root, 'lib/deep'));
    link('lib/r', root);
    expect(kept()).toEqual({ 'lib/x': '../a.py', y: 'lib/b.py', 'lib/deep/z': '.', 'lib/r': '..' });
  });

  test('to another link keeps it, unless that one is left out', () => {
    link('lib/deep/c.so', 'c.so.1');
    link('x.so', 'lib/deep/c.so');
    expect(kept()).toEqual({ 'lib/deep/c.so': 'c.so.1', 'x.so': 'lib/deep/c.so' });
    expect(kept((name) => name === 'lib/deep/c.so')).toEqual({ 'x.so': 'lib/deep/c.so.1' });
  });

  test('is one entry: what it points to is found once', () => {
    link('x', 'lib');
    expect(
      walk(root, nothing, 'preserve')
        .map((found) => found.path)
        .sort(),
    ).toEqual(['a.py', 'lib/b.py', 'lib/deep/c.so.1', 'x']);
  });

  test.each([
    ['out of the folder', '/etc/hostname', 'The link "x" leads out of the folder'],
    ['out of the folder by a folder', '../', 'The link "x" leads out of the folder'],
    ['to nothing', 'none', 'The link "x" leads nowhere'],
    ['to itself', 'x', 'The link "x" leads nowhere'],
    ['to what is excluded', 'lib/b.py', '"x" is "lib/b.py" by a link, and that one is excluded'],
  ])('%s is refused', (_what, target, message) => {
    link('x', target);
    expect(() => kept((name) => name === 'lib/b.py')).toThrow(message);
    expect(kept((name) => name === 'lib/b.py' || name.startsWith('x'))).toEqual({});
  });
});

test('two links in a circle lead nowhere, followed or kept', () => {
  link('x', 'y');
  link('y', 'x');
  for (const links of ['follow', 'preserve'] as const) {
    expect(() => walk(root, nothing, links)).toThrow(/The link "[xy]" leads nowhere/);
  }
});

test('a link to a folder that it is in is refused when links are followed', () => {
  link('lib/x', '..');
  expect(() => walk(root, nothing)).toThrow('The link "lib/x" leads back to a folder that it is in');
});

test('a socket and a pipe are named', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path.join(root, 's'), resolve));
  try {
    expect(() => walk(root, nothing)).toThrow('"s" is a socket, not a file; remove it or exclude it.');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
  const made = spawnSync('mkfifo', [path.join(root, 'p')]);
  if (made.status !== 0) console.warn('Not shown for a pipe: there is no mkfifo on this machine.');
  else expect(() => walk(root, nothing)).toThrow('"p" is a pipe, not a file; remove it or exclude it.');
});

test('a name that is not UTF-8 is named', () => {
  symlinkSync('a.py', Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0x2e])]));
  expect(() => walk(root, nothing, 'preserve')).toThrow('"ÿ." has a name that is not UTF-8');
});
