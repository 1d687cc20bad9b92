import { code, table } from '@ci-actions/format/markdown';
import { count, listed } from '@ci-actions/format/units';
import type { Bump } from '../commits/commit.ts';
import type { Verdict } from '../commits/judge-commits.ts';
import { plain } from './plain.ts';

/** More rows than fit into this help nobody. In bytes. */
const usual = 100_000;

const ranks: readonly Bump[] = ['major', 'minor', 'patch', 'none'];
const header = ['Commit', 'What it says', 'Bump', 'Why'];

/**
 * Each commit with its bump and why, as a table of Markdown. Where not all have room, those are shown that decide, and
 * those that a person should look at; a last line counts the rest. Nothing of a commit's text becomes markup.
 *
 * @param verdicts the newest first, as they are shown
 * @param limit how many bytes of UTF-8 it may have
 */
export function renderVerdicts(verdicts: readonly Verdict[], limit = usual): string {
  if (verdicts.length === 0) return fitting('There is no commit since the last version.\n', limit);
  const rows = choose(verdicts, limit - Buffer.byteLength(table(header, [])) - 1);
  if (rows.size === verdicts.length) return `${table(header, inOrder(rows))}\n`;

  const short = choose(verdicts, limit - Buffer.byteLength(table(header, [])) - longestRemark);
  const out = verdicts.filter((_, at) => !short.has(at));
  const counts = ranks.flatMap((rank) => {
    const of = out.filter(({ bump }) => bump === rank).length;
    return of === 0 ? [] : `${count(of, 'commit')} with ${rank}`;
  });
  const remark = `> Left out: ${listed(counts)}.\n`;
  return short.size === 0 ? fitting(remark, limit) : `${table(header, inOrder(short))}\n\n${remark}`;
}

/** What is said of the left out is no longer, in bytes. */
const longestRemark = 200;

/** Rows by the place of their commit, the most important first, until one has no room. */
function choose(verdicts: readonly Verdict[], room: number): Map<number, string[]> {
  // In their order within each weight; there may be many more than have room.
  const byWeight = ranks.flatMap((): [number[], number[]] => [[], []]);
  for (const [place, { bump, unsure }] of verdicts.entries()) {
    byWeight[2 * (ranks.indexOf(bump) + 1) - (unsure ? 2 : 1)]?.push(place);
  }
  const rows = new Map<number, string[]>();
  let left = room;
  for (const place of byWeight.flat()) {
    const row = rowOf(verdicts[place] as Verdict);
    left -= Buffer.byteLength(table([], [row])) - emptyTable;
    if (left < 0) break;
    rows.set(place, row);
  }
  return rows;
}

/** What a table of one row has around it. */
const emptyTable = Buffer.byteLength(table([], []));

const inOrder = (rows: ReadonlyMap<number, string[]>) => [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);

function rowOf({ commit, type, scope, description, bump, why, unsure }: Verdict): string[] {
  // The first line as it was, but for the mark, of which `why` tells.
  const head = type === '' || description.startsWith('Revert "') ? '' : `${type}${scope === '' ? '' : `(${scope})`}: `;
  return [
    code(commit.hash.slice(0, 7)),
    plain(`${head.slice(0, 60)}${description.slice(0, 200)}`, 100),
    bump === 'none' ? bump : `**${bump}**`,
    `${unsure ? '⚠️ ' : ''}${plain(why)}`,
  ];
}

const fitting = (line: string, limit: number) => (Buffer.byteLength(line) > limit ? '' : line);
