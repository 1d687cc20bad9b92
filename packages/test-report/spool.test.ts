import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Case } from '@ci-actions/test-results/model';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openSpool } from './spool.ts';
import { failed } from './test-tools.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spool-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openSpool(path.join(folder, 'rows'), ({ file }) => (file === '' ? undefined : { file, line: 3 }));
const all = async <T>(items: AsyncIterable<T>) => {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
};

test('gives back what it was given, in order', async () => {
  const spool = await open();
  const hostile = 'a\u2028b\nc"\u0000</script>\ud83d\ude00';
  const cases: Case[] = [
    failed({ name: hostile, details: hostile, file: 'a.py' }),
    failed({ name: 'b', message: hostile }),
  ];
  spool.begin('junit.xml');
  for (const one of cases) spool.testCase(one);
  await spool.end();
  const rows = await all(spool.rows());
  expect(
    rows.map(({ report, name, message, details, file, line }) => [report, name, message, details, file, line]),
  ).toEqual([
    ['junit.xml', hostile, 'expected 1', hostile, 'a.py', 3],
    ['junit.xml', 'b', hostile, 'at line 1\nat line 2', '', undefined],
  ]);
  expect(await all(spool.rows())).toHaveLength(2);
  await spool.close();
  expect(existsSync(path.join(folder, 'rows'))).toBe(false);
});

test('of a broken file nothing is left, also where much was written already', async () => {
  const spool = await open();
  spool.begin('good.xml');
  spool.testCase(failed({ name: 'good' }));
  await spool.end();
  const size = statSync(path.join(folder, 'rows')).size;
  spool.begin('broken.xml');
  for (let n = 0; n < 100; n++) spool.testCase(failed({ details: 'x'.repeat(30_000) }));
  await spool.discard();
  expect(statSync(path.join(folder, 'rows')).size).toBe(size);
  spool.begin('next.xml');
  spool.testCase(failed({ name: 'next' }));
  await spool.end();
  expect((await all(spool.rows())).map(({ name }) => name)).toEqual(['good', 'next']);
  await spool.close();
});

test('no rows', async () => {
  const spool = await open();
  expect(await all(spool.rows())).toEqual([]);
  await spool.close();
});

test('it overwrites nothing', async () => {
  const spool = await open();
  await expect(open()).rejects.toThrow('EEXIST');
  await spool.close();
});
