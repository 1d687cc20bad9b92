// Packs a folder as it is. usage: zip-client.ts <folder> <archive>
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ZipEntry } from '@ci-actions/zip/entry';
import { writeZipFile } from '@ci-actions/zip/write-zip-file';

const [root = '', archive = ''] = process.argv.slice(2);

function* entriesOf(folder: string): Generator<ZipEntry> {
  for (const one of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = path.posix.join(folder, one.name);
    const file = path.join(root, name);
    if (one.isDirectory()) yield* entriesOf(name);
    else if (one.isSymbolicLink()) yield { path: name, kind: 'link', target: readlinkSync(file) };
    else {
      const { size, mtimeMs, mode } = statSync(file);
      yield { path: name, kind: 'file', file, size, mtimeMs, executable: (mode & 0o111) !== 0 };
    }
  }
}

await writeZipFile([...entriesOf('')], archive);
