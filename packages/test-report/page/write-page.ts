import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../row.ts';
import { gatherRows, type PageLimits, type PageParts, pageLimits } from './gather-rows.ts';
import type { PageHead } from './page-head.ts';
import { PagePart } from './page-part.ts';
import { renderEnd, renderStart } from './render-page.ts';

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
  const opened: PagePart[] = [];
  const create = async (name: string) => {
    const part = await PagePart.create(path.join(folder, name));
    opened.push(part);
    return part;
  };
  try {
    const parts: PageParts = {
      rows: await create('rows'),
      failed: await create('failed'),
      others: await create('others'),
    };
    const gathered = await gatherRows(rows, parts, limits);
    const page = await create('page.html');
    await page.add(renderStart(head, gathered));
    await page.addFrom(parts.rows, parts.rows.length);
    await page.addFrom(parts.failed, parts.failed.length);
    await page.addFrom(parts.others, gathered.others);
    await page.add(renderEnd(head));
    await page.close();
    opened.pop();
    await rename(path.join(folder, 'page.html'), file);
  } finally {
    await Promise.allSettled(opened.map((part) => part.close()));
    await rm(folder, { recursive: true, force: true });
  }
}
