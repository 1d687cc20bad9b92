import { bytes, count } from '@ci-actions/format/units';
import { columns } from './columns.ts';
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
