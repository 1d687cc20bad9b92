import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { silent } from '@ci-actions/log/log';
import { readWhole } from '@ci-actions/workspace/unreadable';
import { walk } from '@ci-actions/workspace/walk';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkSource } from '../build-artifact.ts';
import type { Published } from '../manifest.ts';
import { checkSyntax } from '../python/syntax.ts';
import { compare } from '../target/compare.ts';
import { createExcludes } from './exclude.ts';
import { hashFile } from './hash-file.ts';
import { inspect } from './inspect.ts';
import { readPlugins } from './pins.ts';
import { scan } from './scan.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'source-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
  }
}

const none = createExcludes([]);
const read = (folder = root) => scan(folder, 'dags', 'dags/', none, silent);
const hashOf = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex');

async function messageOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(InputError);
    return (thrown as Error).message;
  }
  throw new Error('Nothing was thrown.');
}

describe('a file of more than 5 GiB', () => {
  const sparse = (name: string, size: number) => {
    put({ [name]: '' });
    truncateSync(path.join(root, name), size);
  };

  test('is named before anything is read, with everything else that cannot be published', async () => {
    put({ 'a.py': '', 'b\\c.py': '' });
    sparse('large.bin', 5 * 2 ** 30 + 1);
    const message = await messageOf(() => read());
    expect(message).toContain('"large.bin" is 5368709121 bytes large, and one upload to S3 ends at 5 GiB.');
    expect(message).toContain('"b\\\\c.py" holds a backslash');
  });

  test('is named as plugins too', async () => {
    sparse('plugins.zip', 5 * 2 ** 30 + 1);
    expect(await messageOf(() => readPlugins(root, 'plugins.zip', 'plugins.zip'))).toContain('ends at 5 GiB');
  });
});

describe('a file that is gone since it was listed is named', () => {
  const sentence = '"x/a.py" cannot be read: it is gone since it was listed; a step still writes to the folder.';

  test('by the hash and by the reader', async () => {
    expect(await messageOf(() => hashFile(path.join(root, 'none'), 'x/a.py'))).toContain(sentence);
    expect(await messageOf(() => readWhole(path.join(root, 'none'), 'x/a.py'))).toContain(sentence);
  });

  test('by the walk', async () => {
    put({ 'x/a.py': '' });
    // The walk asks of each path whether it is excluded, and looks at it then.
    const away = (name: string) => {
      if (name === 'x/a.py') unlinkSync(path.join(root, name));
      return false;
    };
    expect(await messageOf(() => walk(root, away))).toContain(sentence);
  });

  test('and a folder likewise', async () => {
    put({ 'x/a.py': '' });
    const away = (name: string) => {
      if (name === 'x/') rmSync(path.join(root, name), { recursive: true });
      return false;
    };
    expect(await messageOf(() => walk(root, away))).toContain('"x/" cannot be read: it is gone');
  });
});

describe('an object without a record', () => {
  const options = {
    prefix: 'dags/',
    excludes: none,
    delete: true,
    keep: new Set<string>(),
    published: undefined,
    interrupted: false,
  };
  const there = new Map([['dags/a.py', { etag: hashOf('md5', 'new'), size: 3 }]]);
  const compared = async (files: Awaited<ReturnType<typeof read>>) =>
    (await compare(files, there, options)).unchanged.map(([, sha256]) => sha256);

  test('is unchanged by its MD5 and the SHA-256 of the same bytes', async () => {
    put({ 'a.py': 'new' });
    const files = await read();
    expect(await compared(files)).toEqual([hashOf('sha256', 'new')]);
    expect(await compared(files.map(({ content: _, ...file }) => file))).toEqual([hashOf('sha256', 'new')]);
  });

  test('is not, when the file became that content after it was read', async () => {
    put({ 'a.py': 'old' });
    const files = await read();
    put({ 'a.py': 'new' });
    expect(await compared(files)).toEqual([]);
    expect(await compared(files.map(({ content: _, ...file }) => file))).toEqual([]);
  });
});

const { python } = await checkSyntax([path.join(import.meta.dirname, 'none.py')]).catch(() => ({ python: 'some' }));
if (python === undefined) console.warn('Some tests are skipped: there is no python3 on this machine.');

(python === undefined ? describe.skip : describe)('the syntax check', () => {
  const record = (files: Record<string, string>, checkedWith: string | null): Published => ({
    environment: 'e',
    digest: 'd',
    version: 'v',
    commit: 'c',
    publishedAt: '',
    run: { id: '', attempt: '1' },
    checkedWith,
    files: Object.entries(files).map(([name, text]) => [name, hashOf('sha256', text), '', text.length]),
  });

  async function check(files: Record<string, string>, published?: Published, ignored: string[] = [], plugins = false) {
    put(Object.fromEntries(Object.entries(files).map(([name, text]) => [`dags/${name}`, text])));
    const found = await read(path.join(root, 'dags'));
    const pins = plugins ? [readPlugins(root, 'plugins', 'plugins.zip')] : [];
    const warnings: string[] = [];
    const log = { ...silent, warning: (line: string) => warnings.push(line) };
    const inspected = () => inspect(found, new Set(ignored));
    const withPlugins = published && plugins ? withPin(published, pins[0]?.sha256 ?? '') : published;
    const passedBy = await checkSource('dags', found, pins, { inspected, published: withPlugins, seen: false, log });
    return { passedBy, warnings };
  }

  const withPin = (published: Published, sha256: string): Published => ({
    ...published,
    plugins: { key: 'plugins.zip', sha256, etag: '', size: 0 },
  });

  const version = async () => (await check({ 'version.py': '' })).passedBy;

  test('looks at a file that was published under a name that is not checked', async () => {
    const published = record({ 'b.py.off': '(' }, await version());
    await expect(check({ 'b.py': '(' }, published)).rejects.toThrow('dags/b.py:1: ');
  });

  test('does not look again at one that was checked, also under another name', async () => {
    const published = record({ 'a.py': '(' }, await version());
    expect(await check({ 'b.py': '(' }, published)).toMatchObject({ passedBy: published.checkedWith });
  });

  test('of files that are published already it asks Python only', async () => {
    put({ 'dags/a.py': 'from airflow import DAG\nDAG("x")\nDAG("x")\n' });
    const found = await read(path.join(root, 'dags'));
    let asked = 0;
    const inspected = () => {
      asked += 1;
      return inspect(found, new Set());
    };
    const options = { inspected, published: undefined, log: silent };
    await checkSource('dags', found, [], { ...options, seen: true });
    expect(asked).toBe(0);
    await expect(checkSource('dags', found, [], { ...options, seen: false })).rejects.toThrow('is defined twice');
    expect(asked).toBe(1);
  });

  test('looks at plugins whose archive was published as it was', async () => {
    put({ 'plugins/p.py': '(' });
    const published = record({}, await version());
    await expect(check({ 'a.py': '' }, published, [], true)).rejects.toThrow('plugins: p.py:1: ');
  });

  test('warns of a file that .airflowignore names, and vouches for none then', async () => {
    const template = '{% for x in y %}\n';
    const { passedBy, warnings } = await check({ 'a.py': '', 't/x.py': template }, undefined, ['t/x.py']);
    expect(passedBy).toBeNull();
    expect(warnings).toEqual([
      expect.stringMatching(/`\.airflowignore` names and nothing imports:\ndags\/t\/x\.py:1: /),
    ]);
  });

  test('refuses one that .airflowignore names and a DAG imports', async () => {
    const files = { 'a.py': 'import lib.x\n', 'lib/x.py': '(\n' };
    await expect(check(files, undefined, ['lib/x.py'])).rejects.toThrow('dags/lib/x.py:1: ');
  });

  const dag = '# airflow\nDAG("x")\n';
  test('two DAGs that are certain are refused with the way out', async () => {
    const message = await messageOf(() => check({ 'a.py': dag, 'b.py': dag }));
    expect(message).toContain('rename one of them, or list a file that is no DAG file in `.airflowignore`:');
    expect(message).toContain('The dag_id "x" is defined twice: dags/a.py:2 and dags/b.py:2.');
  });

  test('two of which one may not be defined are a warning that names both', async () => {
    const { passedBy, warnings } = await check({ 'a.py': dag, 'b.py': '# airflow\nif E == "prod":\n    DAG("x")\n' });
    expect(passedBy).not.toBeNull();
    expect(warnings).toEqual([
      'Where both are defined, Airflow silently keeps one of two DAGs with one id:\nThe dag_id "x" is defined twice: dags/a.py:2 and dags/b.py:3.',
    ]);
  });
});
