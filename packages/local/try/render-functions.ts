import { listed } from '@ci-actions/format/units';
import { columns } from './columns.ts';
import type { HeldFunction } from './read-functions.ts';

/** The table at the end: which version of each function is live in each environment. */
export function renderFunctions(functions: readonly HeldFunction[]): string {
  const rows = functions.map((held) =>
    held.version === ''
      ? [held.environment, held.name, '', 'nothing']
      : [
          held.environment,
          held.name,
          held.alias,
          held.version,
          held.digest.slice(0, 19),
          held.release,
          held.commit.slice(0, 12),
          held.published?.toISOString().slice(11, 19) ?? '',
          held.recorded ? 'yes' : 'no',
        ],
  );
  return columns([
    ['Environment', 'Function', 'Alias', 'Version', 'Digest', 'Release', 'Commit', 'Published (UTC)', 'Recorded'],
    ...rows,
  ]);
}

/**
 * Whether the functions of staging and production are the same code, by the CodeSha256 of what their aliases are on.
 *
 * @returns a sentence; undefined where there are no such environments
 */
export function compareCode(functions: readonly HeldFunction[]): string | undefined {
  const [staging, production] = ['staging', 'production'].map((name) => codeIn(functions, name));
  if (!staging || !production || staging.size === 0 || production.size === 0) return undefined;
  const isEmpty = (code: Map<string, string>) => [...code.values()].every((digest) => digest === '');
  if (isEmpty(staging) && isEmpty(production)) return 'Staging and production hold nothing.';
  if (isEmpty(staging)) return 'Staging holds nothing.';
  if (isEmpty(production)) return 'Production holds nothing.';
  const names = [...new Set([...staging.keys(), ...production.keys()])];
  const empty = names.filter((name) => !staging.get(name) && !production.get(name));
  const other = names.filter((name) => staging.get(name) !== production.get(name));
  if (other.length > 0) return `Staging and production differ in ${listed(other)}.`;
  const same = names.filter((name) => !empty.includes(name)).map((name) => `${name} ${staging.get(name)}`);
  return `Staging and production run the same code: ${listed(same)}.`;
}

/** The digests of an environment's functions by what they are called in each: `orders` for `orders-staging`. */
function codeIn(functions: readonly HeldFunction[], environment: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, digest } of functions.filter((one) => one.environment === environment)) {
    const stem =
      name
        .split(/[-_]/)
        .filter((part) => part !== environment)
        .join('-') || name;
    found.set(stem, [found.get(stem), digest].filter(Boolean).join(' and '));
  }
  return found;
}
