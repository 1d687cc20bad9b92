import { type Log, silent } from '@ci-actions/log/log';
import { spelling, withVersion } from './edit-version.ts';
import { readVersionFiles } from './read-version-files.ts';

/** A version file and its new content. */
export interface WrittenFile {
  /** Relative to the workspace, with `/`. */
  path: string;
  bytes: Buffer;
}

/**
 * Puts the version of a release into the version files. Nothing is written to the disk: see `putVersionFiles`.
 *
 * @param workspace the checkout
 * @param files relative to it, see `readVersionFiles`; the lock files beside them are changed too
 * @param version of the release; Python files get it as Python spells it
 * @param log hears of each file whose version is dynamic, where there is nothing to change
 * @returns those that change; all but their version is what it was, byte for byte
 * @throws InputError for files that cannot be read, or not be changed in place
 */
export async function writeVersionFiles(
  workspace: string,
  files: readonly string[],
  version: string,
  log: Pick<Log, 'info'> = silent,
): Promise<readonly WrittenFile[]> {
  return readVersionFiles(workspace, files).flatMap((file) => {
    if (file.dynamic) log.info(`${JSON.stringify(file.path)}: its version is dynamic, so there is none to change.`);
    if (file.places.length === 0) return [];
    const text = withVersion(file, spelling(file, version));
    return text === file.text ? [] : [{ path: file.path, bytes: Buffer.from(text) }];
  });
}
