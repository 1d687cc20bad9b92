import type { Row } from '../row.ts';
import { RowEncoder } from './encode-rows.ts';
import { scriptJson } from './html.ts';
import type { PagePart } from './page-part.ts';
import { plainText } from './plain-text.ts';
import { TextLane } from './text-lane.ts';
import { Timings } from './timings.ts';
import { textsId } from './wire.ts';

/** How large a page may grow, so that a browser still opens it. */
export interface PageLimits {
  /** Messages and details in the page, in characters; those of failures have theirs first. */
  texts: number;
  /** The rows without their texts, in bytes; a quarter more is for failed and flaky ones. */
  rows: number;
  /** How many failures the page shows without its script, and in print. */
  printed: number;
  /** After how many characters of their texts no other one is begun. */
  printedTexts: number;
}

/** How much of one text is printed, in characters. */
const printedText = 8_000;

export const pageLimits: PageLimits = { texts: 20_000_000, rows: 160_000_000, printed: 100, printedTexts: 1_000_000 };

/** Where the blocks of a page are written until it is put together. */
export interface PageParts {
  rows: PagePart;
  failed: PagePart;
  others: PagePart;
}

/** What came of the rows. */
export interface Gathered {
  timings: Timings;
  /** The first failed ones. */
  printed: readonly Row[];
  failed: number;
  /** Rows that are not in the page. */
  leftOut: number;
  /** Texts of rows that are not in the page, or not whole. */
  textsLeftOut: number;
  /** How many bytes of `others` have room in the page. */
  others: number;
}

/** Encodes the rows as they come. Holds some blocks and the failures for print. */
export async function gatherRows(rows: AsyncIterable<Row>, parts: PageParts, limits: PageLimits): Promise<Gathered> {
  const numbers = count();
  const lanes = { failed: new TextLane(numbers, limits.texts), others: new TextLane(numbers, limits.texts) };
  const blocks: { texts: number; end: number }[] = [];
  const encoder = new RowEncoder();
  const timings = new Timings();
  const printed: Row[] = [];
  let printedTexts = 0;
  let failed = 0;
  let leftOut = 0;
  let number = 0;

  async function write(lane: 'failed' | 'others', block: ReturnType<TextLane['finish']>) {
    if (!block) return;
    await parts[lane].add(dataBlock(`id="${textsId(block.number)}"`, block.json));
    if (lane === 'others') blocks.push({ texts: block.texts, end: parts.others.length });
  }

  for await (const row of rows) {
    const matters = row.state === 'failed' || row.flaky;
    if (row.state === 'failed') {
      failed += 1;
      if (printed.length < limits.printed && printedTexts < limits.printedTexts) {
        const short = { ...row, message: cut(row.message), details: cut(row.details) };
        printedTexts += short.message.length + short.details.length;
        printed.push(short);
      }
    }
    if (parts.rows.length > limits.rows * (matters ? 1.25 : 1)) {
      leftOut += 1;
      timings.add(row, undefined);
      continue;
    }
    timings.add(row, number++);
    const lane = row.state === 'failed' ? 'failed' : 'others';
    const { at, block } = lanes[lane].add(
      plainText(row.message).trim(),
      plainText(row.details).replace(/^\n+|\s+$/g, ''),
    );
    if (block) await write(lane, block);
    const json = encoder.add(row, at);
    if (json !== undefined) await parts.rows.add(rowsBlock(json));
  }
  const last = encoder.finish();
  if (last !== undefined) await parts.rows.add(rowsBlock(last));
  for (const lane of ['failed', 'others'] as const) await write(lane, lanes[lane].finish());

  const room = limits.texts - parts.failed.length;
  const kept = blocks.filter(({ end }) => end <= room);
  const dropped = blocks.slice(kept.length).reduce((sum, { texts }) => sum + texts, 0);
  const textsLeftOut = lanes.failed.leftOut + lanes.others.leftOut + dropped;
  return { timings, printed, failed, leftOut, textsLeftOut, others: kept.at(-1)?.end ?? 0 };
}

function* count(): Generator<number, never> {
  for (let number = 1; ; number++) yield number;
}

const cut = (text: string) => (text.length > printedText ? `${text.slice(0, printedText)}\n…` : text);
const rowsBlock = (json: string) => dataBlock('class="rows"', json);
const dataBlock = (attribute: string, json: string) =>
  `<script type="application/json" ${attribute}>${scriptJson(json)}</script>\n`;
