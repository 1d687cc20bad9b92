import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Row } from '../row.ts';
import { browserArguments, findBrowser } from './find-browser.ts';
import type { PageHead } from './page-head.ts';
import { headOf, inTurn, row } from './test-tools.ts';
import { writePage } from './write-page.ts';

const executablePath = findBrowser();
if (!executablePath) {
  console.warn('The page of test-report is not tested in a browser: no chromium or google-chrome is on PATH.');
}
const inBrowser = executablePath ? describe : describe.skip;

const evil = `</script><img src=x onerror="window.hit=1"><!--\u202e'"`;
const few: Row[] = [
  row({ name: 'adds', suite: ['math'], durationMs: 12 }),
  row({
    name: 'divides',
    suite: ['math'],
    state: 'failed',
    message: 'by zero',
    details: 'at div\nat main',
    file: 'src/a b.ts',
    line: 7,
  }),
  row({ name: 'waits', suite: ['net'], flaky: true, attempts: 3, message: 'late', report: 'net.xml' }),
  row({ name: 'closes', suite: ['net'], state: 'skipped', message: 'no network', report: 'net.xml' }),
  row({
    name: evil,
    className: evil,
    suite: [evil],
    state: 'failed',
    message: evil,
    details: evil,
    file: `javascript:${evil}`,
  }),
  row({ name: `long ${'name'.repeat(200)}`, suite: ['net'], report: 'net.xml' }),
];
const many = Array.from({ length: 100_000 }, (_, index) =>
  row({
    name: `test ${index}`,
    className: `com.example.Class${Math.floor(index / 50)}`,
    suite: [`com.example.Class${Math.floor(index / 50)}`],
    state: index % 100 === 99 ? 'failed' : 'passed',
    message: index % 100 === 99 ? `message ${index}` : '',
    durationMs: index % 1_000,
  }),
);

inBrowser('in a browser', () => {
  let folder = '';
  let browser: Browser;
  let page: Page;
  /** What went wrong in the page, and what it asked for but the file itself. */
  let noise: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'page-'));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: browserArguments });
    page = await browser.newPage({ viewport: { width: 1200, height: 800 }, colorScheme: 'light' });
    page.on('console', (message) => noise.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => noise.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      noise.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    page.on('request', (request) => {
      if (!request.isNavigationRequest()) noise.push(`request: ${request.url()}`);
    });
    await write('few', few, { sourceBase: 'https://github.com/o/r/blob/abc/', title: evil });
    await write('many', many);
  });
  afterEach(() => {
    expect(noise).toEqual([]);
    noise = [];
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  const write = (name: string, rows: readonly Row[], over: Partial<PageHead> = {}) =>
    writePage(path.join(folder, `${name}.html`), inTurn(rows), headOf(rows, over));

  async function open(name: string, hash = '') {
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    await page.goto('about:blank');
    await page.goto(`${pathToFileURL(path.join(folder, `${name}.html`))}${hash}`);
  }
  const names = () => page.locator('#list .line button').allTextContents();
  const said = () => page.locator('#found').textContent();
  const focused = () => page.evaluate('document.activeElement.textContent');
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');

  test('failures are first and open, with message, folded trace and the link to the source line', async () => {
    await open('few');
    expect((await names()).slice(0, 3)).toEqual(['divides', expect.stringContaining('</script>'), 'waits']);
    const first = page.locator('#list tbody').first();
    expect(await first.locator('button').first().getAttribute('aria-expanded')).toBe('true');
    expect(await first.locator('.message').textContent()).toBe('by zero');
    expect(await first.locator('.trace pre').isVisible()).toBe(false);
    await first.locator('.trace summary').click();
    expect(await first.locator('.trace pre').innerText()).toBe('at div\nat main');
    expect(await first.locator('.source a').getAttribute('href')).toBe(
      'https://github.com/o/r/blob/abc/src/a%20b.ts#L7',
    );
    expect(await said()).toBe('6 tests');
  });

  test('hostile text is shown, and runs nothing', async () => {
    await open('few', '#q=onerror');
    expect(await names()).toEqual([evil.replace('\u202e', '�')]);
    expect(await page.locator('#list .message').textContent()).toBe(evil.replace('\u202e', '�'));
    expect(await page.evaluate('[window.hit, document.images.length]')).toEqual([undefined, 0]);
    expect(await page.locator('#list .source a').getAttribute('href')).toMatch(
      /^https:\/\/github\.com\/o\/r\/blob\/abc\/javascript%3A/,
    );
    expect(await page.locator('.page-header .title').textContent()).toBe(evil.replace('\u202e', '�'));
  });

  test('the policy of the page refuses any other script and any request', async () => {
    await open('few');
    await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hit = 2';
      document.body.append(script);
    })()`);
    await page.evaluate(`fetch('https://example.test/').catch(() => {})`);
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(noise.filter((line) => !line.includes('Content Security Policy'))).toEqual([]);
    expect(noise.length).toBeGreaterThanOrEqual(2);
    noise = [];
  });

  test('search narrows, says how many, and clears', async () => {
    await open('few');
    await page.locator('#search').fill('net WAITS');
    expect(await names()).toEqual(['waits']);
    expect(await said()).toBe('1 of 6 tests');
    expect(await page.locator('#found').getAttribute('role')).toBe('status');
    await page.locator('#search').fill('nothing has this');
    expect(await said()).toBe('No test matches');
    await page.locator('#clear').click();
    expect(await names()).toHaveLength(6);
  });

  test('by state, by file, by suite, in another order', async () => {
    await open('few');
    await page.locator('[data-state=passed]').click();
    expect(await names()).toEqual(['waits', 'adds', expect.stringMatching(/^long/)]);
    await page.locator('[data-state=skipped]').click();
    expect(await names()).toEqual(['closes']);
    expect(await page.locator('[data-state=skipped]').getAttribute('aria-pressed')).toBe('true');
    await page.locator('[data-state=all]').click();
    await page.locator('#within').selectOption('net.xml');
    expect(await names()).toHaveLength(3);
    await page.locator('#within').selectOption('math (1 failed)');
    expect(await names()).toEqual(['divides', 'adds']);
    await page.locator('#order').selectOption('slowest first');
    expect(await names()).toEqual(['adds', 'divides']);
    await page.locator('tbody.open [data-pick=report]').click();
    expect(await names()).toHaveLength(3);
  });

  test('the link says what is shown, and shows it', async () => {
    await open('few');
    await page.locator('[data-state=failed]').click();
    await page.locator('#search').fill('div');
    await page.waitForURL(/#state=failed&q=div$/);
    const hash = new URL(page.url()).hash;
    await open('few', hash);
    expect(await names()).toEqual(['divides']);
    expect(await page.locator('#search').inputValue()).toBe('div');
    await open('few', '#state=failed&test=0');
    expect(await focused()).toBe('adds');
    expect(await page.locator('tbody[data-row="0"] button').first().getAttribute('aria-expanded')).toBe('true');
  });

  test('by keyboard alone', async () => {
    await open('few');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    await page.keyboard.type('net');
    expect(await names()).toHaveLength(3);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('waits');
    await page.keyboard.press('j');
    expect(await focused()).toBe('closes');
    await page.keyboard.press('Enter');
    expect(await page.locator('tbody.open').textContent()).toContain('no network');
    expect(await focused()).toBe('closes');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('waits');
    await page.keyboard.press('k');
    await page.keyboard.press('End');
    expect(await focused()).toMatch(/^long/);
    await page.keyboard.press('Escape');
    expect(await page.locator('#search').inputValue()).toBe('');
    expect(await names()).toHaveLength(6);
  });

  test('dark and light: as the system says, and by the button', async () => {
    await open('few');
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.locator('#theme').click();
    expect(await background()).toBe(light);
    await page.locator('#theme').click();
    expect(await background()).toBe(dark);
  });

  test.each(['light', 'dark'] as const)('every text has the contrast of AA: %s', async (colorScheme) => {
    await open('few');
    // A colour on its way from one theme to the other has the contrast of neither.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator('#search').fill('');
    expect(await page.evaluate(poorContrast)).toEqual([]);
  });

  test('a table with its number of rows, headings in order, a name for every control', async () => {
    await open('few');
    expect(await page.locator('#list table').getAttribute('aria-rowcount')).toBe('7');
    expect(await page.locator('#list tr.line').last().getAttribute('aria-rowindex')).toBe('7');
    expect(await page.getByRole('table', { name: 'Tests', exact: true }).count()).toBe(1);
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('2 of 6 tests failed');
    for (const name of [/^Search/, /^In/, /^Order/]) expect(await page.getByLabel(name).count()).toBe(1);
    expect(await page.getByRole('button', { name: '' }).filter({ hasNotText: /./ }).count()).toBe(0);
  });

  test('in print: totals and failures, traces unfolded, not the list', async () => {
    await open('few', '#q=adds');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('#list').isVisible()).toBe(false);
    expect(await page.locator('.numbers').isVisible()).toBe(true);
    expect(await page.locator('.plain .failure').count()).toBe(2);
    expect(await page.locator('.plain .failure').first().isVisible()).toBe(true);
    expect(await page.evaluate(`document.querySelector('.plain .trace pre').checkVisibility()`)).toBe(true);
    expect(await background()).toBe('rgb(255, 255, 255)');
  });

  test('without JavaScript: totals, timings and failures', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(String(pathToFileURL(path.join(folder, 'few.html'))));
    expect(await plain.locator('noscript').innerText()).toContain('Without JavaScript');
    expect(await plain.locator('.numbers').innerText()).toContain('Failed\n2');
    expect(await plain.locator('.failure h3').first().innerText()).toContain('divides');
    expect(await plain.locator('.chart').count()).toBe(2);
    expect(await plain.locator('#tests').isVisible()).toBe(false);
    await context.close();
  });

  test('nothing is wider than a narrow window', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await open('few');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await page.setViewportSize({ width: 1200, height: 800 });
  });

  test('100,000 tests: found, filtered, scrolled, with some rows drawn', async () => {
    await open('many');
    expect(await said()).toBe('100,000 tests');
    expect((await names())[0]).toBe('test 99');
    await page.locator('#search').fill('test 5432');
    expect(await said()).toBe('20 of 100,000 tests');
    await page.locator('#search').fill('class1999 test');
    expect(await said()).toBe('50 of 100,000 tests');
    expect((await names())[0]).toBe('test 99999');
    await page.locator('#clear').click();
    await page.locator('[data-state=passed]').click();
    expect(await said()).toBe('99,000 of 100,000 tests');
    await page.keyboard.press('j');
    await page.keyboard.press('End');
    expect(await focused()).toBe('test 99998');
    expect((await names()).length).toBeLessThan(100);
    expect(await page.locator('#list tr.line').last().getAttribute('aria-rowindex')).toBe('99001');
    await page.locator('[data-state=failed]').click();
    expect(await page.locator('#list .message').first().textContent()).toBe('message 99');
  });

  test('a test far down is found by its link, and stands in the window', async () => {
    await open('many', '#test=77777');
    expect(await focused()).toBe('test 77777');
    const box = await page.locator('tbody[data-row="77777"]').boundingBox();
    expect(box?.y).toBeGreaterThan(0);
    expect(box?.y).toBeLessThan(800);
  });
});

/** In the page: texts whose contrast with the ground behind them is below 4.5 to 1. https://www.w3.org/TR/WCAG22/#contrast-minimum */
const poorContrast = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgb = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const [r, g, b] = color.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const color = element ? rgb(getComputedStyle(element).backgroundColor) : [255, 255, 255, 255];
    return color[3] === 255 ? color : ground(element.parentElement);
  };
  const poor = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!hasText || !element.checkVisibility() || element.closest('.unseen, script, noscript')) continue;
    const [high, low] = [luminance(rgb(getComputedStyle(element).color)), luminance(ground(element))].sort((a, b) => b - a);
    if ((high + 0.05) / (low + 0.05) < 4.5) poor.add(element.tagName + '.' + element.className + ': ' + element.textContent);
  }
  return [...poor];
})()`;
