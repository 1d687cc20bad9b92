import { InputError } from '@ci-actions/errors/errors';
import { bytes } from '@ci-actions/format/units';
import type { Failed } from './deflate/pack.mjs';
import type { ZipEntry } from './entry.ts';

/** @returns the error that says why an entry could not be packed; what deflate did wrong is nobody's input */
export function faultOfEntry(entry: ZipEntry | undefined, { why, code }: Omit<Failed, 'failed'>): Error {
  const name = JSON.stringify(entry?.path);
  if (why === 'mismatch') {
    return new Error(
      `${name} was deflated to what does not inflate to it again, so no archive was written; please report it with the file.`,
    );
  }
  const file = entry?.kind === 'file' ? JSON.stringify(entry.file) : name;
  if (why === 'unreadable') {
    return new InputError(
      `The file ${file} cannot be read for ${name} in the archive (${code}); make it readable, or leave it out.`,
    );
  }
  const before = entry?.kind === 'file' ? `, when it had ${bytes(entry.size)}` : '';
  return new InputError(
    `The file ${file} is not the one any more that was found for ${name}${before}; write the archive when nothing writes to its files.`,
  );
}
