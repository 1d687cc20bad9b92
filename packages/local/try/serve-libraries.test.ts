import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { serveLibraries, whyNoPip } from './serve-libraries.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'serve-libraries-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the libraries of the example are in the indexes that its variables name', async () => {
  const script = path.join(process.cwd(), 'examples/lambda/scripts/build-libraries.py');
  const { variables, close } = await serveLibraries(script, path.join(folder, 'libraries'));
  try {
    const page = await (await fetch(`${variables.PIP_INDEX_URL}shop-money/`)).text();
    expect(page).toContain('shop_money-1.2.0-py3-none-any.whl');
    const answer = await fetch(`${variables.NPM_CONFIG_REGISTRY}@shop%2freceipt-layout`);
    const about = (await answer.json()) as { versions: object };
    expect(Object.keys(about.versions)).toEqual(['2.0.1']);
  } finally {
    await close();
  }
});

test('a script that fails says why, and nothing is left running', async () => {
  const script = path.join(folder, 'build.py');
  writeFileSync(script, 'raise SystemExit("There are no libraries.")\n');
  await expect(serveLibraries(script, path.join(folder, 'libraries'))).rejects.toThrow(
    `${script} failed: There are no libraries.`,
  );
});

test.each([
  [
    'a python3 without pip',
    '#!/bin/sh\necho "No module named pip" >&2\nexit 1\n',
    'The python3 of this machine has no pip',
  ],
  ['one with pip', '#!/bin/sh\necho "pip 25.0 from /lib (python 3.13)"\n', undefined],
])('%s', async (_what, python, why) => {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'python3'), python);
  chmodSync(path.join(bin, 'python3'), 0o755);
  expect(await whyNoPip(path.join(folder, 'home'), bin)).toBe(why);
});
