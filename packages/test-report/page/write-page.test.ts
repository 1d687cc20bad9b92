import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Row } from '../row.ts';
import { pageLimits } from './gather-rows.ts';
import type { PageHead } from './page-head.ts';
import { headOf, inTurn, row } from './test-tools.ts';
import { type RowsBlock, type RowText, textsId, textsPerBlock } from './wire.ts';
import { writePage } from './write-page.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'page-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function page(rows: readonly Row[], over: Partial<PageHead> = {}, limits = {}): Promise<string> {
  const file = path.join(folder, 'made/page.html');
  await writePage(file, inTurn(rows), headOf(rows, over), { ...pageLimits, ...limits });
  return readFile(file, 'utf8');
}

/** The blocks of JSON whose element has this attribute. */
function blocks<T>(text: string, attribute: string): T[] {
  const found = text.matchAll(/<script type="application\/json" ([^>]*)>(.*?)<\/script>/g);
  return [...found].filter(([, said]) => said?.startsWith(attribute)).map(([, , json]) => JSON.parse(json ?? '') as T);
}

/** The texts of a row of a page of one block of rows; undefined where they are not in it. */
function textOf(text: string, number: number): RowText | undefined {
  const at = blocks<RowsBlock>(text, 'class="rows"')[0]?.texts?.[number] ?? 0;
  return blocks<RowText[]>(text, `id="${textsId(Math.floor(at / textsPerBlock))}"`)[0]?.[at % textsPerBlock];
}

describe('the file', () => {
  test('is whole or not there, and nothing is left beside it', async () => {
    const file = path.join(folder, 'kept/page.html');
    await writePage(file, inTurn([row()]), headOf([row()]));
    const before = await readFile(file, 'utf8');
    async function* broken() {
      yield row();
      throw new Error('the spool is gone');
    }
    await expect(writePage(file, broken(), headOf([]))).rejects.toThrow('the spool is gone');
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await readdir(path.dirname(file))).toEqual(['page.html']);
  });

  test('replaces the one that is there', async () => {
    await page([]);
    await writeFile(path.join(folder, 'made/page.html'), 'old');
    expect(await page([row({ name: 'new one' })])).toContain('new one');
  });

  test('is the same for the same tests', async () => {
    const rows = [row({ state: 'failed', message: 'no' }), row()];
    expect(await page(rows)).toBe(await page(rows));
  });
});

describe('what may run and load', () => {
  test('only its own style and script, by their digests', async () => {
    const text = await page([row()]);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]?.replaceAll('&#39;', "'") ?? '';
    const digest = (element: RegExp) =>
      `'sha256-${createHash('sha256')
        .update(element.exec(text)?.[1] ?? '')
        .digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${digest(/<style>(.*?)<\/style>/s)}`,
      `script-src ${digest(/<script>(.*?)<\/script>/s)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(text).not.toMatch(/\son[a-z]+=|\sstyle=|\ssrc=|<link|@import|url\(/);
  });

  test('links are of the web only', async () => {
    const links = [
      { label: 'Run', text: '#1', url: 'https://github.com/o/r/actions/runs/1' },
      { label: 'Commit', text: 'abc', url: 'javascript:alert(1)' },
    ];
    const text = await page([row({ state: 'failed', file: 'a.ts', line: 2 })], { links, sourceBase: 'javascript:x/' });
    const hrefs = [...text.slice(0, text.indexOf('<script')).matchAll(/href="([^#"][^"]*)"/g)].map(([, href]) => href);
    expect(hrefs).toEqual(['https://github.com/o/r/actions/runs/1']);
    expect(blocks(text, 'id="meta"')).toEqual([{ sourceBase: '' }]);
  });

  test('hostile text is text, wherever it stands', async () => {
    const evil = `</script></style><img src=x onerror="alert(1)"><!--\u2028'`;
    const rows = [
      row({ name: evil, suite: [evil], className: evil, file: evil, state: 'failed', message: evil, details: evil }),
    ];
    const text = await page(rows, {
      title: evil,
      verdict: evil,
      created: evil,
      links: [{ label: evil, text: evil, url: evil }],
      unreadable: [evil],
      suiteFailures: [{ suite: [evil], message: evil, details: evil }],
      coverage: [{ what: evil, covered: 1, total: 2 }],
      comparison: { with: evil, newFailures: [evil], fixed: [evil], slower: [evil] },
    });
    expect(text).not.toContain('<img');
    expect(text.match(/<\/script>/g)?.length).toBe(text.match(/<script[ >]/g)?.length);
    expect(text).not.toContain('<!--');
  });
});

describe('room', () => {
  const long = 'x'.repeat(1_000);
  const failed = (name: string) => row({ name, state: 'failed', message: `${name} ${long}`, details: long });

  test('failures have theirs first, also when they come last', async () => {
    const skipped = row({ state: 'skipped', message: long });
    const text = await page([skipped, failed('a')], {}, { texts: 2_100 });
    expect(textOf(text, 0)).toBeUndefined();
    expect(textOf(text, 1)).toEqual([`a ${long}`, long]);
    expect(text).toContain('The texts of 1 test had no room in this page, or not whole.');
  });

  test('a failure without room keeps the start of its message, as long as there is room for that', async () => {
    const text = await page([failed('a'), failed('b'), failed('c')], {}, { texts: 2_002 });
    expect(textOf(text, 1)).toEqual([`b ${long}`.slice(0, 300), '', 1]);
    expect(textOf(text, 2)).toEqual(['', '', 1]);
    expect(text).toContain('The texts of 2 tests had no room');
  });

  test('tests without room are counted, failures have more of it', async () => {
    const passed = Array.from({ length: 30_000 }, (_, index) => row({ name: `passed ${index}` }));
    const text = await page([...passed, row({ name: 'last', state: 'failed' })], {}, { rows: 350_000 });
    const names = blocks<RowsBlock>(text, 'class="rows"').flatMap((block) => block.names);
    expect(names.at(-1)).toBe('last');
    const leftOut = passed.length + 1 - names.length;
    expect(leftOut).toBeGreaterThan(0);
    expect(text).toContain(
      `${leftOut.toLocaleString('en-US')} tests had no room in this page; the totals and the timings count them.`,
    );
  });

  test('without its script, and in print, the first failures', async () => {
    const text = await page(['a', 'b', 'c'].map(failed), {}, { printed: 2 });
    expect(text).toContain('The first 2 of 3 failures');
    expect(text.match(/<article/g)).toHaveLength(2);
  });
});

describe('what the head says', () => {
  test.each<[string, Partial<PageHead>, string]>([
    ['unreadable files', { unreadable: ['a.xml ends inside <testcase>.'] }, 'a.xml ends inside &#60;testcase&#62;.'],
    ['a failed suite', { suiteFailures: [{ suite: ['db', 'setup'], message: 'refused', details: '' }] }, 'db › setup'],
    ['coverage, rounded down', { coverage: [{ what: 'lines', covered: 9_999, total: 10_000 }] }, '<dd>99.9 %</dd>'],
    ['no coverage of nothing', { coverage: [{ what: 'lines', covered: 0, total: 0 }] }, '<dd>–</dd>'],
    ['an empty run', { conclusion: 'empty' }, 'There is no test in what was read.'],
    ['when', {}, '2026-11-20 12:00 UTC'],
  ])('%s', async (_, over, expected) => {
    expect(await page([row()], over)).toContain(expected);
  });

  test('long lists are cut, and say so', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `name ${index}`);
    const text = await page([row()], { comparison: { with: 'main', newFailures: names, fixed: [], slower: [] } });
    expect(text).toContain('250 new failures');
    expect(text).toContain('… and 50 others');
    expect(text).toContain('No fixed');
  });
});

test('the text that is shipped is what client/ says', () => {
  const said = execFileSync(process.execPath, [
    fileURLToPath(new URL('../../../scripts/embed-page.mjs', import.meta.url)),
    '--check',
  ]);
  expect(String(said)).toBe('');
});
