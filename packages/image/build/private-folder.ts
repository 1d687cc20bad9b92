import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { atEnd } from '@ci-actions/exec/at-end';

export interface PrivateFolder {
  /** Absolute; only this user may read it. */
  path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/** Makes a folder that is removed in any case, also when the job is cancelled. @param temp where */
export async function privateFolder(temp: string): Promise<PrivateFolder> {
  const folder = await mkdtemp(path.join(temp, 'ci-actions-image-'));
  const forget = atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return {
    path: folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      forget();
    },
  };
}
