import { InputError } from '@ci-actions/errors/errors';
import type { Bump } from '@ci-actions/library/commits/commit';
import { versionOf } from '@ci-actions/library/version/tag-names';

const bumps: readonly string[] = ['none', 'patch', 'minor', 'major'];
/** An hour: longer than any job waits for an index. */
const longestWait = 3_600;

/** @throws InputError for what is no part of a version */
export function readPreRelease(given: string): string {
  if (given === '' || /^[A-Za-z][0-9A-Za-z-]*$/.test(given)) return given;
  throw new InputError(`The input \`pre-release\` is ${JSON.stringify(given)}; set it to a word, such as rc or beta.`);
}

/** @throws InputError for what is no version */
export function readInitialVersion(given: string): string {
  if (versionOf(given, '') === given) return given;
  throw new InputError(
    `The input \`initial-version\` is ${JSON.stringify(given)}; set it to a version, such as 0.1.0.`,
  );
}

/** Lines `type: bump`. @throws InputError for any other line */
export function readTypes(given: string): Readonly<Record<string, Bump>> {
  const found: Record<string, Bump> = {};
  for (const line of given.split(/\r?\n/).map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const [, type = '', bump = ''] = /^([A-Za-z][\w-]*)\s*:\s*(\w+)$/.exec(line) ?? [];
    if (!bumps.includes(bump)) {
      throw new InputError(
        `The input \`types\` has the line ${JSON.stringify(line)}; write it as \`type: bump\`, such as \`deps: patch\`, with one of: ${bumps.join(', ')}.`,
      );
    }
    found[type.toLowerCase()] = bump as Bump;
  }
  return found;
}

/** @throws InputError for what is no number of seconds */
export function readSeconds(given: string): number {
  const seconds = Number(given);
  if (/^\d+$/.test(given) && seconds <= longestWait) return seconds;
  throw new InputError(
    `The input \`wait-for-registry\` is ${JSON.stringify(given)}; set it to seconds, from 0 to ${longestWait}.`,
  );
}
