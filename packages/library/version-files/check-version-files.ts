import { InputError } from '@ci-actions/errors/errors';
import { type Log, silent } from '@ci-actions/log/log';
import { isSame, placedVersions, spelling } from './edit-version.ts';
import { readVersionFiles } from './read-version-files.ts';

/**
 * Holds the version files to the version of a release.
 *
 * @param workspace the checkout
 * @param files relative to it, see `readVersionFiles`; the lock files beside them are held to it too
 * @param version of the release; Python files may spell it as Python does
 * @param log hears of each file whose version is dynamic, where there is nothing to compare
 * @throws InputError that names each other version and its line, and for files that cannot be read
 */
export async function checkVersionFiles(
  workspace: string,
  files: readonly string[],
  version: string,
  log: Pick<Log, 'info'> = silent,
): Promise<void> {
  const wrong: string[] = [];
  for (const file of readVersionFiles(workspace, files)) {
    if (file.dynamic) log.info(`${JSON.stringify(file.path)}: its version is dynamic, so there is none to compare.`);
    if (file.places.length === 0) continue;
    const expected = spelling(file, version);
    for (const { value, shown } of placedVersions(file)) {
      if (isSame(file, value, version)) continue;
      wrong.push(`${shown} has the version ${JSON.stringify(value)} and the release is ${expected}`);
    }
  }
  if (wrong.length === 0) return;
  throw new InputError(
    `${wrong.join('; ')}. Change the version there, or let \`version-files-mode: write\` do it in the commit of the tag.`,
  );
}
