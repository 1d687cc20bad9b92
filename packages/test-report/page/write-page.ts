import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row.ts';
import { gatherRows, type PageLimits, pageLimits, type Spools } from './gather-rows.ts';
import type { PageHead } from './page-head.ts';
import { renderEnd, renderStart } from './render-page.ts';
import { Spool } from './spool.ts';

/**
 * Writes the report as one HTML file that needs no network: search, filters, timings, every test. The tests go by once and
 * are not held, so that memory does not grow with them; what had no room in the page is counted in it.
 *
 * @param file where; its folder is made, a page that is there is replaced once the new one is whole
 * @param rows every test of the run, in the order of the reports
 * @param head all that the page says beside them
 * @param limits how large it may grow
 */
export async function writePage(
  file: string,
  rows: AsyncIterable<Row>,
  head: PageHead,
  limits: PageLimits = pageLimits,
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const folder = await mkdtemp(path.join(path.dirname(file), '.page-'));
  const opened: Spool[] = [];
  const create = async (name: string) => {
    const spool = await Spool.create(path.join(folder, name));
    opened.push(spool);
    return spool;
  };
  try {
    const spools: Spools = {
      rows: await create('rows'),
      failed: await create('failed'),
      others: await create('others'),
    };
    const gathered = await gatherRows(rows, spools, limits);
    const page = await create('page.html');
    await page.add(renderStart(head, gathered));
    await page.addFrom(spools.rows, spools.rows.length);
    await page.addFrom(spools.failed, spools.failed.length);
    await page.addFrom(spools.others, gathered.others);
    await page.add(renderEnd(head));
    await page.close();
    opened.pop();
    await rename(path.join(folder, 'page.html'), file);
  } finally {
    await Promise.allSettled(opened.map((spool) => spool.close()));
    await rm(folder, { recursive: true, force: true });
  }
}
