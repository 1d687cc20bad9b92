/** @import { PageMeta, RowsBlock, RowText } from '../wire.ts' */
import { decodeRows } from '../decode-rows.ts';
import { textsId, textsPerBlock } from '../wire.ts';

/** Reads all tests, once; their JSON is taken out of the page. */
export function readRows() {
  const blocks = [];
  for (const element of document.querySelectorAll('script.rows')) {
    blocks.push(/** @type {RowsBlock} */ (JSON.parse(element.textContent ?? '')));
    element.remove();
  }
  return decodeRows(blocks);
}

/** @returns {PageMeta} */
export function readMeta() {
  return JSON.parse(document.getElementById('meta')?.textContent ?? '{}');
}

/** @type {{ block: number, texts: RowText[] | undefined }[]} the blocks that were read last */
let recent = [];

/**
 * The message and the details of a test; read when they are wanted.
 *
 * @param {number} at where they are, as the rows say it
 * @returns {RowText | undefined} undefined where they had no room in the page
 */
export function readText(at) {
  if (at === 0) return ['', ''];
  const block = Math.floor(at / textsPerBlock);
  let known = recent.find((one) => one.block === block);
  if (!known) {
    const json = document.getElementById(textsId(block))?.textContent;
    known = { block, texts: json ? JSON.parse(json) : undefined };
    recent = [known, ...recent.slice(0, 7)];
  }
  return known.texts?.[at % textsPerBlock];
}
