import { bytes, count } from '@ci-actions/format/units';
import type { Holding } from './read-back.ts';

/** The table at the end: what each environment now holds. */
export function renderHoldings(holdings: readonly Holding[]): string {
  const rows = holdings.map((held) => [
    held.environment,
    held.digest === '' ? 'nothing' : held.version,
    held.digest === '' ? '' : held.digest.slice(0, 19),
    held.digest === '' ? '' : held.prefix || '/',
    held.digest === '' ? '' : `${count(held.files, 'file')}, ${bytes(held.bytes)}`,
    shortVersion(held.requirements),
    shortVersion(held.plugins),
    held.digest === '' ? '' : held.recorded === held.digest ? 'yes' : 'no',
  ]);
  return columns([
    ['Environment', 'Version', 'Digest', 'Prefix', 'DAGs', 'requirements.txt', 'plugins.zip', 'Recorded'],
    ...rows,
  ]);
}

const shortVersion = (id: string) => (id.length > 10 ? `${id.slice(0, 9)}…` : id);

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
