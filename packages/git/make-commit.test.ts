import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeCommit } from './make-commit.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const files = {
  '.gitattributes': '*.crlf text eol=crlf\n',
  'dist/action.yml': 'a',
  'dist/sub/index.js': 'b',
  'pyproject.toml': 'version = "0"\n',
  'a [b].txt': 'x',
  'w.crlf': 'one\n',
};
const first = box.commit({ files });
const parent = box.commit({ parents: [first], message: 'source', ref: 'refs/heads/main' });
const clone = box.shallow();
afterAll(() => box.remove());
const message = 'v1.2.3\n\nSource-Commit: x\n';

test.each(['dist', './dist/', 'dist//'])('the folder %s as the whole tree', async (tree) => {
  const commit = await makeCommit(clone, { parent, tree, message });
  expect(box.git(clone, 'rev-parse', `${commit}^{tree}`)).toBe(box.git(clone, 'rev-parse', `${parent}:dist`));
});

test('the same commit each time: the dates of the parent, the bot, the message as it is', async () => {
  const commit = await makeCommit(clone, { parent, tree: 'dist', message });
  const who = 'github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> 1700000120 +0000';
  expect(box.git(clone, 'cat-file', 'commit', commit)).toBe(
    [
      `tree ${box.git(clone, 'rev-parse', `${parent}:dist`)}`,
      `parent ${parent}`,
      `author ${who}`,
      `committer ${who}`,
      '',
      message.trim(),
    ].join('\n'),
  );
  expect(await makeCommit(clone, { parent, tree: 'dist', message })).toBe(commit);
});

test('files with another content; mode, index, work tree and branch stay', async () => {
  writeFileSync(path.join(clone, 'staged'), '');
  box.git(clone, 'add', 'staged');
  const index = readFileSync(path.join(clone, '.git', 'index'));
  const changed = [
    { path: 'pyproject.toml', bytes: Buffer.from('version = "1"\n') },
    { path: 'a [b].txt', bytes: Buffer.from([0xff, 0x00]) },
    { path: 'w.crlf', bytes: Buffer.from('two\r\n') },
  ];
  const commit = await makeCommit(clone, { parent, files: changed, message });
  expect(box.git(clone, 'diff', '--name-status', parent, commit)).toBe('M\ta [b].txt\nM\tpyproject.toml\nM\tw.crlf');
  expect(box.git(clone, 'show', `${commit}:pyproject.toml`)).toBe('version = "1"');
  expect(box.git(clone, 'cat-file', '-s', `${commit}:w.crlf`)).toBe('4');
  expect(readFileSync(path.join(clone, '.git', 'index'))).toEqual(index);
  expect(box.git(clone, 'rev-parse', 'HEAD')).toBe(parent);
});

test('a file in the folder that becomes the tree', async () => {
  const changed = [{ path: 'dist/action.yml', bytes: Buffer.from('new') }];
  const commit = await makeCommit(clone, { parent, tree: 'dist', files: changed, message });
  expect(box.git(clone, 'show', `${commit}:action.yml`)).toBe('new');
});

test.each([
  ['no', 'no is not there in the commit'],
  ['pyproject.toml', 'pyproject.toml is not a folder in the commit'],
  ['../dist', '../dist is not there in the commit'],
  ['--all', '--all is not there in the commit'],
  ['dist/*', 'dist/* is not there in the commit'],
])('the folder %s', async (tree, problem) => {
  await expect(makeCommit(clone, { parent, tree, message })).rejects.toThrow(problem);
});

test('a file that the parent does not have, and one that is none', async () => {
  const bytes = Buffer.from('');
  await expect(makeCommit(clone, { parent, files: [{ path: 'new', bytes }], message })).rejects.toThrow(
    'new is not there in the commit',
  );
  symlinkSync('dist', path.join(clone, 'link'));
  box.git(clone, 'add', 'link');
  box.git(clone, 'commit', '-q', '-m', 'link');
  const linked = box.git(clone, 'rev-parse', 'HEAD');
  await expect(makeCommit(clone, { parent: linked, files: [{ path: 'link', bytes }], message })).rejects.toThrow(
    'link is not a regular file in the commit',
  );
});

test('in a clone that has only the folders and files of its head', async () => {
  const partial = box.shallow('--filter=tree:0');
  const changed = [{ path: 'pyproject.toml', bytes: Buffer.from('version = "2"\n') }];
  const commit = await makeCommit(partial, { parent, files: changed, message });
  expect(box.git(partial, 'show', `${commit}:pyproject.toml`)).toBe('version = "2"');
});
