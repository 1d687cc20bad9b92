import { stripColours } from '@ci-actions/format/strip-colours';
import type { Remote } from './remote.ts';

/** No text of a remote is longer than this. In characters. */
const most = 2_000;

/**
 * What git and the remote said, for a person: without colours, without `remote:` before each line, without blank lines,
 * and without whatever lets us in.
 *
 * @param stderr what git printed
 * @param remote whose secrets it must not hold
 * @returns what the remote said where it said anything, otherwise what git said; lines, without an end
 */
export function remoteSaid(stderr: string, remote: Pick<Remote, 'env'>): string {
  const lines = withoutSecrets(stripColours(stderr), remote)
    .split(/[\r\n]+/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
  const said = lines.filter((line) => line.startsWith('remote:')).map((line) => line.slice('remote:'.length).trim());
  const own = lines.filter((line) => /^(fatal|error|warning): /.test(line));
  const text = [said.filter((line) => line !== ''), own, lines].find((found) => found.length > 0)?.join('\n') ?? '';
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** @returns the text without the credentials of the remote, and without those that stand in an address */
export function withoutSecrets(text: string, { env }: Pick<Remote, 'env'>): string {
  let clean = text.replace(/(:\/\/)[^/@\s]+@/g, '$1');
  for (const value of Object.values(env)) {
    const basic = /^authorization: basic (.+)$/i.exec(value)?.[1];
    if (!basic) continue;
    const token = Buffer.from(basic, 'base64')
      .toString()
      .replace(/^[^:]*:/, '');
    for (const secret of [basic, token]) if (secret !== '') clean = clean.replaceAll(secret, '***');
  }
  return clean;
}
