import { readFileSync } from 'node:fs';
import { InputError } from '@ci-actions/errors/errors';

/**
 * What to say of a file or folder that cannot be read: it went away since it was listed, or may not be opened.
 *
 * @param name how the person knows it; quoted here, as names come from pull requests
 */
export function unreadable(name: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  const why = code === 'ENOENT' ? 'it is gone since it was listed; a step still writes to the folder' : undefined;
  const rights = code === 'EACCES' || code === 'EPERM' ? 'this process may not; give it the right to' : undefined;
  return new InputError(
    `${JSON.stringify(name)} cannot be read: ${why ?? rights ?? code ?? 'it failed'}. Mend that, and run the job again.`,
    { cause },
  );
}

/**
 * Reads a whole file.
 *
 * @param name how the person knows it
 * @throws InputError that names it, when it cannot be read
 */
export function readWhole(file: string, name: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw unreadable(name, cause);
  }
}
