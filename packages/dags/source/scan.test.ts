import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { silent } from '@ci-actions/log/log';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareBytes } from '../compare-bytes.ts';
import { readPrefix, sayLookalikes, whyUnfit } from '../object-name.ts';
import { createExcludes } from './exclude.ts';
import { scan } from './scan.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'scan-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

const read = (exclude: readonly string[] = [], prefix = 'dags/') =>
  scan(root, 'dags', prefix, createExcludes(exclude), silent);
const paths = async (exclude?: readonly string[]) => (await read(exclude)).map((file) => file.path);

describe('scan', () => {
  test('gives path, size and SHA-256, sorted by bytes', async () => {
    put({ 'b.py': 'b', 'a/c.py': 'cc', 'a.py': '', 'Z.sql': 'z', 'sp ace+ünï/日本.py': 'x' });
    const files = await read();
    expect(files.map((file) => file.path)).toEqual(['Z.sql', 'a.py', 'a/c.py', 'b.py', 'sp ace+ünï/日本.py']);
    expect(files[2]).toEqual({
      path: 'a/c.py',
      file: path.join(root, 'a/c.py'),
      size: 2,
      sha256: createHash('sha256').update('cc').digest('hex'),
      archive: false,
      mtimeMs: statSync(path.join(root, 'a/c.py')).mtimeMs,
      content: Buffer.from('cc'),
    });
  });

  test('keeps the bytes of a small source in memory, of a large one none', async () => {
    put({ 'a.py': 'a' });
    expect((await read()).map(({ content }) => content?.length)).toEqual([1]);
    const million = 'x'.repeat(1 << 20);
    for (let i = 0; i < 33; i++) put({ [`large/${i}.txt`]: million });
    const files = await read();
    expect(files).toHaveLength(34);
    expect(files.filter(({ content }) => content !== undefined)).toEqual([]);
  });

  test('leaves out __pycache__, .git, *.pyc and what is excluded', async () => {
    put({
      'a.py': '',
      'a.pyc': '',
      '.git/config': '',
      '__pycache__/a.cpython-311.pyc': '',
      'x/__pycache__/readme': '',
      'tests/a.py': '',
      'x/secret.env': '',
      'x/keep.env': '',
      '.airflowignore': '',
    });
    expect(await paths(['/tests/', '*.env', '!keep.env'])).toEqual(['.airflowignore', 'a.py', 'x/keep.env']);
  });

  test('hashes a file that is larger than its buffer', async () => {
    const content = 'x'.repeat(3_000_001);
    put({ 'a.bin': content });
    expect((await read())[0]).toMatchObject({
      size: 3_000_001,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
  });

  test('follows links that stay inside', async () => {
    put({ 'lib/a.py': 'a' });
    symlinkSync('lib', path.join(root, 'alias'));
    symlinkSync('lib/a.py', path.join(root, 'b.py'));
    expect(await paths()).toEqual(['alias/a.py', 'b.py', 'lib/a.py']);
  });

  test.each([
    ['out of the folder', '/etc', 'leads out of the folder'],
    ['to a file outside', '/etc/hostname', 'leads out of the folder'],
    ['nowhere', 'missing', 'leads nowhere'],
    ['to itself', 'link', 'leads nowhere'],
    ['to the folder that it is in', '.', 'leads back to a folder that it is in'],
  ])('names a link that leads %s', async (_name, target, message) => {
    put({ 'a.py': '' });
    symlinkSync(target, path.join(root, 'link'));
    await expect(read()).rejects.toThrow(`"link" ${message}`);
    expect(await paths(['link'])).toEqual(['a.py']);
  });

  test('names two links that make a circle', async () => {
    put({ 'a/x.py': '', 'b/y.py': '' });
    symlinkSync('../b', path.join(root, 'a/to-b'));
    symlinkSync('../a', path.join(root, 'b/to-a'));
    await expect(read()).rejects.toThrow('leads back to a folder that it is in');
  });

  test('names a pipe', async () => {
    put({ 'a.py': '' });
    execFileSync('mkfifo', [path.join(root, 'pipe')]);
    await expect(read()).rejects.toThrow('"pipe" is a pipe, not a file');
  });

  test('names a file whose name is not UTF-8', async () => {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/caf`), Buffer.from([0xe9])]), '');
    await expect(read()).rejects.toThrow('"café" has a name that is not UTF-8');
  });

  test('refuses an empty folder, also one that the excludes empty', async () => {
    await expect(read()).rejects.toThrow('The source folder "dags" holds no file to publish');
    put({ 'a.pyc': '' });
    await expect(read()).rejects.toThrow('holds no file to publish');
  });

  test('names every file whose name cannot be held, and how many more there are', async () => {
    put(Object.fromEntries(Array.from({ length: 22 }, (_, i) => [`${i}\n.py`, ''])));
    put({ 'a\\b.py': '' });
    const message = await read().catch((thrown: Error) => thrown.message);
    expect(message).toContain('"0\\n.py" holds a control character.');
    expect(message).toMatch(/and 3 more$/);
  });
});

describe('whyUnfit', () => {
  test.each([
    ['dags/a b+ü日本.py', undefined],
    [`dags/${'ü'.repeat(509)}x`, undefined],
    [`dags/${'ü'.repeat(510)}`, 'is 1025 bytes long'],
    ['dags/a\u007f', 'control character'],
    ['dags/a\\b', 'backslash'],
    ['dags/./a', '`.` or `..`'],
    ['dags/..', '`.` or `..`'],
    ['dags/...', undefined],
    ['.ci-actions/x.py', 'records of publishing'],
  ])('%j: %s', (key, expected) => {
    if (expected === undefined) expect(whyUnfit(key)).toBeUndefined();
    else expect(whyUnfit(key)).toContain(expected);
  });
});

test.each([
  ['dags', 'dags/'],
  ['/dags/', 'dags/'],
  ['a//b', 'a/b/'],
  ['', ''],
  ['/', ''],
])('readPrefix of %j is %j', (given, expected) => {
  expect(readPrefix(given)).toBe(expected);
});

test.each(['a/../b', '.', 'a\nb', '.ci-actions', '.ci-actions/dags'])('readPrefix refuses %j', (given) => {
  expect(() => readPrefix(given)).toThrow('choose another');
});

test('names that look alike are said in one sentence', () => {
  expect(sayLookalikes(['a.py', 'b.py'])).toBeUndefined();
  expect(sayLookalikes(['a.py', 'A.py', 'e\u0301.py', '\u00e9.py'])).toBe(
    'Names that differ only in case or in how their accents are written are one file on some systems: "a.py" and "A.py" and "e\u0301.py" and "\u00e9.py"; rename one of each pair.',
  );
});

test('compareBytes is the order of the UTF-8 bytes', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 5 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
  expect(compareBytes('\u{1f600}', '\uffee')).toBeGreaterThan(0);
});

test.each([
  ['x/secret.env', true],
  ['x/__pycache__/a.pyc', false],
  ['a//secret.env', true],
  ['../secret.env', false],
])('an object %s is protected from deletion: %s', (name, expected) => {
  expect(createExcludes(['*.env']).fromDelete(name)).toBe(expected);
});
