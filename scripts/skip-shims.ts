import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Puts the folder of the Python itself first in PATH, where a version manager stands in front of it: its shim starts two
 * dozen programs of the shell before each Python, and the tests start hundreds. Jest's workers inherit PATH.
 */
export default function skipShims(): void {
  const { PATH = '' } = process.env;
  const asked = spawnSync('python3', ['-c', 'import sys; import os; print(os.path.realpath(sys.executable))'], {
    encoding: 'utf8',
  });
  const itself = asked.stdout?.trim();
  if (!itself || itself === found('python3', PATH)) return;
  process.env.PATH = [path.dirname(itself), PATH].join(path.delimiter);
}

/** @returns the file, without links, that the name stands for */
function found(name: string, folders: string): string | undefined {
  for (const folder of folders.split(path.delimiter)) {
    try {
      return realpathSync(path.join(folder, name));
    } catch {}
  }
  return undefined;
}
