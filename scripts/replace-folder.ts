import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * Replaces a folder as a whole: the new one is filled beside it and takes its name at the end. Who reads meanwhile sees
 * the old one; when filling fails, the old one stays as it was.
 *
 * @param target the folder to replace; it need not be there
 * @param fill writes the new content into the empty folder that it is given
 */
export function replaceFolder(target: string, fill: (folder: string) => void): void {
  // Beside it, since a rename cannot leave a file system.
  const temporary = mkdtempSync(`${target}-`);
  const [fresh, old] = [path.join(temporary, 'new'), path.join(temporary, 'old')];
  try {
    fill(fresh);
    if (existsSync(target)) renameSync(target, old);
    try {
      renameSync(fresh, target);
    } catch (thrown) {
      if (existsSync(old)) renameSync(old, target);
      throw thrown;
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
