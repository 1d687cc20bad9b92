// The page of test-report: time and memory to write it, and in Chromium the time to open and to filter it, beside that of
// reading and parsing its data alone. usage: node scripts/run.mjs bench/page.ts [--rounds 3]
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bytes, thousands } from '@ci-actions/format/units';
import { browserArguments, findBrowser } from '@ci-actions/test-report/page/find-browser';
import { headOf } from '@ci-actions/test-report/page/test-tools';
import { writePage } from '@ci-actions/test-report/page/write-page';
import type { Row } from '@ci-actions/test-report/row';
import type { Browser, Page } from 'playwright-core';

/** Shaped as surefire's: 50 tests a class, 1.2 % failures with a stack trace of 25 lines. */
async function* makeRows(count: number): AsyncGenerator<Row> {
  for (let index = 0; index < count; index++) {
    const group = Math.floor(index / 50);
    const className = `com.example.module${group % 40}.Class${group}Test`;
    const isFailed = index % 83 === 0;
    yield {
      report: `target/surefire-reports/TEST-${group % 40}.xml`,
      suite: [className],
      className,
      name: `testCase${index % 50}_shouldHandle_scenario_${index}`,
      state: isFailed ? 'failed' : index % 101 === 0 ? 'skipped' : 'passed',
      attempts: 1,
      flaky: false,
      message: isFailed ? `expected: <${index}> but was: <${index + 1}>` : '',
      details: isFailed ? '\tat com.example.Deep.call(Deep.java:42)\n'.repeat(25) : '',
      file: '',
      line: undefined,
      durationMs: (index * 7919) % 1500,
    };
  }
}

async function bench(rounds: number): Promise<void> {
  const out = path.resolve('.bench/page');
  mkdirSync(out, { recursive: true });
  // Their start is no part of what writing the page costs.
  const { chromium } = await import('playwright-core');
  const { measure, median, row } = await import('./measure.ts');
  const executablePath = findBrowser();
  const browser = executablePath ? await chromium.launch({ executablePath, args: browserArguments }) : undefined;
  if (!browser) console.log('No chromium is on PATH: opening the page is not measured.');
  try {
    for (const count of [100_000, 500_000]) {
      const file = path.join(out, `${count}.html`);
      const command = [process.execPath, fileURLToPath(import.meta.url), '--write', String(count), '--to', file];
      const runs = Array.from({ length: rounds }, () => measure(command, { PATH: process.env.PATH ?? '' }));
      console.log(row(`write a page of ${thousands(count)} tests`, median(runs), bytes(statSync(file).size)));
      if (browser) await benchOpen(browser, file, rounds);
    }
  } finally {
    await browser?.close();
    rmSync(out, { recursive: true });
  }
}

/** Opens the page, and one of the same data whose script only parses it. */
async function benchOpen(browser: Browser, file: string, rounds: number): Promise<void> {
  const bare = file.replace(/html$/, 'bare.html');
  const whole = readFileSync(file, 'utf8');
  const parse = "for (const { textContent } of document.querySelectorAll('script.rows')) JSON.parse(textContent);";
  const script = whole.lastIndexOf('<script>');
  writeFileSync(bare, `${whole.slice(0, script).replace(/<meta http-equiv[^>]*>/, '')}<script>${parse}</script>`);
  const all: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    const times = {
      ...(await timed(browser, bare, { 'data alone, read and parsed': ready })),
      ...(await timed(browser, file, steps)),
    };
    for (const [name, ms] of Object.entries(times)) all[name] = [...(all[name] ?? []), ms];
  }
  const base = middle(all['data alone, read and parsed'] ?? []);
  for (const [name, times] of Object.entries(all)) {
    const ms = middle(times);
    console.log(
      `    ${name.padEnd(42)}${`${ms.toFixed(0)} ms`.padStart(12)}${`${(ms / base).toFixed(2)}x`.padStart(12)}`,
    );
  }
}

type Step = (page: Page) => Promise<number>;

async function timed(browser: Browser, file: string, steps: Record<string, Step>): Promise<Record<string, number>> {
  const page = await browser.newPage();
  await page.goto(String(pathToFileURL(file)));
  await page.waitForTimeout(1_000); // as a reader looks first
  const times: Record<string, number> = {};
  for (const [name, step] of Object.entries(steps)) times[name] = await step(page);
  await page.close();
  return times;
}

/** From the start of the navigation until all scripts have run. */
const ready: Step = (page) => page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd");

/** From an input until its frame is drawn. */
const until = (act: string): Step => {
  const drawn = 'new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))';
  return (page) =>
    page.evaluate(
      `(async () => { const start = performance.now(); ${act}; await ${drawn}; return performance.now() - start; })()`,
    );
};
const search = (text: string) =>
  until(
    `{ const box = document.querySelector('#search'); box.value = '${text}'; box.dispatchEvent(new Event('input')); }`,
  );
const click = (selector: string) => until(`document.querySelector('${selector}').click()`);

const steps: Record<string, Step> = {
  'opened: parsed, and the list is there': ready,
  'first search': search('scenario_4'),
  'search for two words': search('module7 scenario_77'),
  'failed only': click('[data-state=failed]'),
  'all again': click('#clear'),
};

const middle = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, write: { type: 'string' }, to: { type: 'string', default: '' } },
});
if (values.write) await writePage(values.to, makeRows(Number(values.write)), headOf([], { conclusion: 'failure' }));
else await bench(Math.max(1, Number.parseInt(values.rounds, 10) || 3));
