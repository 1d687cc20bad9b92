import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { requirementLines } from './requirement-lines.ts';
import { judgeRequirements } from './requirements.ts';
import { put } from './test-tools.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'requirements-')));
});
afterEach(() => rmSync(root, { recursive: true }));

function judge(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const workspace = path.join(root, 'workspace');
  put(workspace, files);
  const shown = 'fn/requirements.txt';
  return judgeRequirements({ workspace, file: path.join(workspace, shown), shown, env });
}

async function refused(files: Readonly<Record<string, string>>, env?: NodeJS.ProcessEnv): Promise<string> {
  const thrown = await judge(files, env).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(InputError);
  return (thrown as Error).message;
}

describe('what has to be built is refused', () => {
  test.each([
    './lib',
    '../lib',
    '.',
    '.[fast]',
    '/srv/lib',
    'lib/shop',
    'file:///srv/lib',
    'shop @ file:///srv/lib',
    'shop@file:///srv/lib',
    'shop[fast] @ git+https://example.org/shop',
    'git+ssh://git@example.org/shop',
    'https://example.org/shop-1.0.tar.gz',
    'shop @ https://example.org/archive/main',
    'shop @ HTTPS://example.org/shop.zip#x.whl',
    './lib ; python_version > "3"',
    '-e .',
    '-e.',
    '--editable=./lib',
    '--ed ./lib',
    '--pre -e ./lib',
    '--pre "-e" ./lib',
    '${WHERE}./lib',
  ])('%s', async (line) => {
    expect(await refused({ 'fn/requirements.txt': `shop==1.0\n${line}\n` }, { WHERE: '../' })).toBe(
      `"fn/requirements.txt" asks for ${JSON.stringify(line)}, which would have to be built for the function's platform, and only wheels are installed; publish it as a wheel, or put its files into the source.`,
    );
  });

  test.each([
    ['after a backslash', '-\\\ne ./lib'],
    ['behind what only Python takes for the end of a line', '# none\f-e ./lib'],
    ['after a comment that ends with a backslash', '# none \\\n-e ./lib'],
  ])('%s', async (_what, list) => {
    expect(await refused({ 'fn/requirements.txt': list })).toContain('asks for "-e ./lib"');
  });
});

test.each([
  'shop==1.0 --hash=sha256:00 # ./lib',
  'shop[fast]>=1; sys_platform == "a/b"',
  'shop @ https://example.org/shop-1.0-py3-none-any.whl#sha256=00',
  '-i https://example.org/simple\n--extra-index-url https://example.org/other\n--find-links wheels/\nshop',
  '--require-hashes\nshop==1.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:01',
])('%j is fine', async (list) => {
  expect(await judge({ 'fn/requirements.txt': list })).toBe(true);
});

test('nothing but comments asks for nothing', async () => {
  expect(await judge({ 'fn/requirements.txt': '# none yet\n\n   \\\n' })).toBe(false);
});

test.each([
  '--no-binary shop',
  '--no-binary=:all:',
  '--no-bin shop',
  '--only-binary=:none:',
  '--pre --only-binary shop',
])('a file does not choose itself what is built: %s', async (line) => {
  expect(await refused({ 'fn/requirements.txt': `shop\n${line}\n` })).toBe(
    `"fn/requirements.txt" says ${JSON.stringify(line)}, and every package is installed as a wheel; remove that line.`,
  );
});

describe('a file that is named by another', () => {
  test.each([
    '-r ../more.txt',
    '-r../more.txt',
    '-c ../more.txt',
    '--requirement ../more.txt',
    '--requirement=../more.txt',
    '--constraint "../more.txt"',
    '--pre --cons ../more.txt',
    '-r ${UP}/more.txt',
  ])('by %s is judged likewise', async (line) => {
    const files = { 'fn/requirements.txt': `shop\n${line}\n`, 'more.txt': '-r deep/er.txt\n' };
    const env = { UP: '..' };
    expect(await judge({ ...files, 'deep/er.txt': 'shop\n' }, env)).toBe(true);
    expect(await refused({ ...files, 'deep/er.txt': './lib\n' }, env)).toContain('"deep/er.txt" asks for "./lib"');
    expect(await refused({ ...files, 'deep/er.txt': '--no-binary x\n' }, env)).toContain(
      '"deep/er.txt" says "--no-binary x"',
    );
  });

  test('is judged once where they name each other', async () => {
    const files = { 'fn/requirements.txt': '-r ../fn/more.txt\n', 'fn/more.txt': '-r ../fn/requirements.txt\nshop\n' };
    expect(await judge(files)).toBe(true);
  });

  test.each(['https://example.org/more.txt', 'file:///srv/more.txt', '../../outside.txt', '../link.txt'])(
    'is refused outside of the workspace: %s',
    async (name) => {
      put(root, { 'outside.txt': 'shop\n', 'workspace/x': '' });
      symlinkSync('../outside.txt', path.join(root, 'workspace/link.txt'));
      expect(await refused({ 'fn/requirements.txt': `-r ${name}\n` })).toContain(
        `"fn/requirements.txt" says "-r ${name}", which is outside of the workspace; commit that file`,
      );
    },
  );

  test('by a link is read where the link leads, also before `..`', async () => {
    put(root, { 'workspace/a/b/x': '', 'workspace/a/more.txt': './lib\n', 'workspace/more.txt': 'shop\n' });
    symlinkSync('a/b', path.join(root, 'workspace/link'));
    expect(await refused({ 'fn/requirements.txt': '-r ../link/../more.txt\n' })).toContain('"a/more.txt" asks for');
  });

  test('is refused where it is not there', async () => {
    expect(await refused({ 'fn/requirements.txt': '-r more.txt\n' })).toBe(
      '"fn/requirements.txt" says "-r more.txt", and there is no such file; commit it, or remove that line.',
    );
  });
});

test('a message has the names of variables, and not the passwords in them', async () => {
  const list = 'shop @ https://${USER}:${PASSWORD}@example.org/shop.tar.gz\n';
  const message = await refused({ 'fn/requirements.txt': list }, { USER: 'me', PASSWORD: 'hunter2' });
  expect(message).toContain('https://${USER}:${PASSWORD}@example.org');
  expect(message).not.toContain('hunter2');
});

test('a secret of the job that pip does not get does not stand for a variable either', async () => {
  expect(await judge({ 'fn/requirements.txt': 'shop${GITHUB_TOKEN}\n' }, { GITHUB_TOKEN: '/x' })).toBe(true);
});

test('a file in another encoding is refused', async () => {
  expect(await refused({ 'fn/requirements.txt': '# -*- coding: utf-7 -*-\n+AC4-/lib\n' })).toBe(
    '"fn/requirements.txt" says that it is written in "utf-7"; write it in UTF-8.',
  );
  expect(await judge({ 'fn/requirements.txt': '# coding: utf-8\nshop\n' })).toBe(true);
});

test('lines are read as pip reads them', () => {
  const text = 'shop==1.0 \\\n  --hash=a # why\n\n# no\n-r "a b.txt" --x=\'c d\' e\\ f "g\\"h"\n${A}${B}\n';
  expect(requirementLines(text, { A: 'x', B: '' })).toEqual([
    { text: 'shop==1.0   --hash=a', requirement: 'shop==1.0', options: ['--hash=a'] },
    {
      text: '-r "a b.txt" --x=\'c d\' e\\ f "g\\"h"',
      requirement: '',
      options: ['-r', 'a b.txt', '--x=c d', 'e f', 'g"h'],
    },
    { text: '${A}${B}', requirement: 'x${B}', options: [] },
  ]);
});
