import type { LineFormat } from './line-format.ts';
import { TapHandler } from './tap-handler.ts';
import { tapLine } from './tap-line.ts';

/**
 * The Test Anything Protocol, versions 12 to 14, of node-tap, `node --test`, Perl, bats and others. A row is a test
 * point; one that stands for a subtest with test points of its own is the subtest's suite instead.
 *
 * @see https://testanything.org/tap-version-14-specification.html
 */
export const tap: LineFormat = { name: 'TAP', claims, handler: (sink, refuse) => new TapHandler(sink, refuse) };

/** A version; or else test points from 1 on, with a plan or a second one; or a plan alone. */
function claims(head: string): boolean {
  const lines = head.split(/\r?\n/);
  if (lines.some((line) => /^TAP version 1\d\s*$/i.test(line))) return true;
  if (/^\s*[{[]/.test(head)) return false;
  const known = lines.filter((line) => !/^\s|^$|^#/.test(line)).map(tapLine);
  const points = known.flatMap((line) => (line?.kind === 'point' ? [line.point] : []));
  const isPlanned = known.some((line) => line?.kind === 'plan');
  if (points.length === 0) return isPlanned && known[0]?.kind === 'plan';
  // Several outputs in one file begin at 1 again.
  const inOrder = points.every(({ id }, index) => (id ?? 1) === 1 || id === (points[index - 1]?.id ?? index) + 1);
  return inOrder && (isPlanned || (points[0]?.id === 1 && points[1]?.id === 2));
}
