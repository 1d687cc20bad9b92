import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this repository. A script may run from a bundle below it, so it looks upwards for the lock file. */
export const root = (() => {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package-lock.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('There is no package-lock.json in or above this script.');
    folder = parent;
  }
  return folder;
})();
