import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { type ArchiveFiles, fileBlob } from './files.ts';
import { quoted } from './safe-name.ts';

/** The files below a folder; a link in it may not lead out of it. Each is opened when it is read. */
export async function folderFiles(folder: string, shown: string): Promise<ArchiveFiles> {
  const top = await realpath(folder);
  return {
    shown,
    async find(name) {
      const file = await realpath(path.join(top, name)).catch(() => undefined);
      if (file === undefined) return undefined;
      if (!file.startsWith(`${top}${path.sep}`))
        throw new InputError(`${shown} has a link that leads outside of it: ${quoted(name)}.`);
      const found = await stat(file);
      if (!found.isFile()) return undefined;
      return fileBlob(file, shown, found.size);
    },
    async close() {},
  };
}
