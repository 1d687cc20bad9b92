import { unzipSync } from 'fflate';

/**
 * The names in a zip archive, as its central directory has them; nothing is unpacked.
 *
 * @param archive the whole file
 * @throws Error when it is no zip archive
 */
export function listZip(archive: Uint8Array): readonly string[] {
  const names: string[] = [];
  unzipSync(archive, {
    filter({ name }) {
      names.push(name);
      return false;
    },
  });
  return names;
}
