import { existsSync } from 'node:fs';
import { exec } from '@ci-actions/exec/exec';

let found: Promise<string | undefined> | undefined;

/**
 * The folder of the Python packages that a person installed for herself, which steps keep although their HOME is another.
 *
 * @returns undefined where there is none. Python takes 0.1 s or more to say it, so it is asked once.
 */
export function pythonUserBase(): Promise<string | undefined> {
  found ??= exec('python3', ['-m', 'site', '--user-base']).then(
    ({ code, stdout }) => (code === 0 && existsSync(stdout.trim()) ? stdout.trim() : undefined),
    () => undefined,
  );
  return found;
}
