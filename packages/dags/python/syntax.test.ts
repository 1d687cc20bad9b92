import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkSyntax } from './syntax.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'syntax-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const found = spawnSync('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
const minor = found.status === 0 ? found.stdout.trim() : undefined;
const withPython = minor === undefined ? describe.skip : describe;
if (minor === undefined) console.warn('These tests are skipped: there is no python3 on this machine.');

function put(name: string, content: string | Buffer): string {
  const file = path.join(root, name);
  writeFileSync(file, content);
  return file;
}

withPython('checkSyntax', () => {
  const good: readonly (readonly [string, string | Buffer])[] = [
    ['nothing', ''],
    ['a byte order mark', '\ufeffx = 1\n'],
    ['an encoding of its own', Buffer.from('# -*- coding: latin-1 -*-\nx = "caf\xe9"\n', 'latin1')],
    ['a warning', 'x = "\\d"\n'],
    ['a call that would end the process', 'import os\nos._exit(3)\n'],
  ];
  test.each(good)('passes %s', async (_name, content) => {
    expect(await checkSyntax([put('a.py', content)])).toMatchObject({ checked: 1, problems: [] });
  });

  const bad: readonly (readonly [string, string | Buffer, number, RegExp])[] = [
    ['an open bracket', 'x = 1\ny = (\n', 2, /never closed|EOF/],
    ['a return outside', '\n\nreturn 1\n', 3, /outside function/],
    ['bytes that are not UTF-8', Buffer.from('x = "caf\xe9"\n', 'latin1'), 1, /utf-8/],
    ['an unknown encoding', '# -*- coding: klingon -*-\n', 1, /encoding/],
    ['a NUL', 'x = "\0"\n', 1, /null bytes/],
    ['brackets without end', '('.repeat(5000), 1, /nested|Error/],
  ];
  test.each(bad)('names %s', async (_name, content, line, message) => {
    const { problems } = await checkSyntax([put('good.py', ''), put('bad.py', content)]);
    expect(problems).toEqual([{ index: 1, line, message: expect.stringMatching(message) }]);
  });

  test('names are data: blanks, quotes, line ends and options', async () => {
    const names = ["it's a.py", '"q".py', 'a\nb.py', '-c.py', 'täglich 日本.py'];
    const { checked, problems } = await checkSyntax(names.map((name) => put(name, '(')));
    expect(checked).toBe(names.length);
    expect(problems.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  test('many files are shared by several processes, and every index is right', async () => {
    const files = Array.from({ length: 450 }, (_, i) => put(`${i}.py`, i % 50 === 7 ? '(' : 'x = 1'));
    const { checked, problems } = await checkSyntax(files.slice(0, 300), files.slice(300));
    expect(checked).toBe(450);
    expect(problems.map(({ index }) => index)).toEqual([7, 57, 107, 157, 207, 257, 307, 357, 407]);
  });

  test('files that this version of Python has passed are not read again; another version looks', async () => {
    const [fresh, again] = [put('a.py', ''), put('b.py', '(')];
    expect(await checkSyntax([fresh], [again], minor)).toMatchObject({ checked: 1, problems: [] });
    expect((await checkSyntax([fresh], [again], '2.7')).problems).toHaveLength(1);
    expect((await checkSyntax([fresh], [again], '3.1')).problems).toHaveLength(1);
  });

  test('writes nothing and imports nothing from the folder', async () => {
    put('json.py', 'raise SystemExit("hijacked")');
    const before = process.cwd();
    process.chdir(root);
    try {
      expect(await checkSyntax([put('a.py', 'x = 1')])).toMatchObject({ checked: 1, problems: [] });
    } finally {
      process.chdir(before);
    }
    expect(readdirSync(root).sort()).toEqual(['a.py', 'json.py']);
  });
});

/** Runs with nothing on PATH but what is in the folder. */
async function onlyWith<T>(work: () => Promise<T>): Promise<T> {
  const { PATH } = process.env;
  process.env.PATH = root;
  try {
    return await work();
  } finally {
    process.env.PATH = PATH;
  }
}

function putProgram(text: string): void {
  chmodSync(put('python3', text), 0o755);
}

test('a machine without python3 is no error', async () => {
  const report = await onlyWith(() => checkSyntax([put('a.py', '(')]));
  expect(report).toEqual({ python: undefined, checked: 0, problems: [] });
});

test.each([
  ['a shim for nothing', 'echo "pyenv: python3: command not found" >&2; exit 127', 'code 127: pyenv: python3: command'],
  ['a silent failure', 'exit 9', 'code 9: it said nothing'],
  ['something else of that name', 'echo Python was not found', 'code 0: it said nothing'],
])('%s is said, however much there is to check', async (_name, line, expected) => {
  putProgram(`#!/bin/sh\n${line}\n`);
  const report = await onlyWith(() => checkSyntax(Array.from({ length: 20_000 }, (_, i) => `/none/${i}.py`)));
  expect(report).toMatchObject({ python: undefined, checked: 0, broken: expect.stringContaining(expected) });
});

test('a python3 that cannot be started is an error, not a machine without Python', async () => {
  putProgram('#!/none/such/interpreter\n');
  await expect(onlyWith(() => checkSyntax([put('a.py', '(')]))).rejects.toThrow('`python3` could not be started');
});

test('a python3 that is another one when it is asked again is an error', async () => {
  putProgram(
    '#!/bin/sh\ncase "$*" in\n*json*) /bin/cat > /dev/null; echo 3.9.1; echo "[1, []]";;\n*) echo 3.11.7;;\nesac\n',
  );
  await expect(onlyWith(() => checkSyntax([put('a.py', '')]))).rejects.toThrow(
    '`python3` is Python 3.11.7 and, asked again, "3.9.1"',
  );
});

test('nothing to check starts no process', async () => {
  expect(await checkSyntax([])).toEqual({ python: undefined, checked: 0, problems: [] });
});
