import { createHash } from 'node:crypto';
import type { PlannedFile } from '@ci-actions/aws/file-body';
import { InputError } from '@ci-actions/errors/errors';
import { insideWorkspace } from '@ci-actions/workspace/inside-workspace';
import { readWhole } from '@ci-actions/workspace/unreadable';
import { type FoundFile, walk } from '@ci-actions/workspace/walk';
import { listZip } from '@ci-actions/zip/list-zip';
import { writeZip } from '@ci-actions/zip/write-zip';
import { tooLarge } from '../object-name.ts';
import { createExcludes } from './exclude.ts';
import { hashFile } from './hash-file.ts';

/** An object that MWAA pins by its version: the requirements or the plugins. */
export interface Pin {
  what: 'requirements' | 'plugins';
  key: string;
  sha256: string;
  size: number;
  content: Buffer | PlannedFile;
  /** The files that were packed into it; empty for what is sent as it is. */
  packed: readonly FoundFile[];
}

/** @throws InputError when the file is not there, or is a folder */
export function readRequirements(workspace: string, given: string, key: string): Pin {
  const { file, stats } = insideWorkspace(workspace, given, 'requirements');
  if (!stats.isFile()) {
    throw new InputError(
      `The input \`requirements\` is ${JSON.stringify(given)}, which is a folder; name the file, such as requirements.txt.`,
    );
  }
  return { what: 'requirements', key, ...plannedFile(file, given), packed: [] };
}

/**
 * Packs a folder of plugins, or takes a zip archive as it is. Airflow wants the content of `plugins/` at the root of the
 * archive; with the folder itself at the root it finds nothing, and says nothing.
 *
 * @throws InputError for a folder with nothing in it, for what is no archive, and for the wrong root
 * @see https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-import-plugins.html
 */
export function readPlugins(workspace: string, given: string, key: string): Pin {
  const { file, stats } = insideWorkspace(workspace, given, 'plugins');
  const shown = `The input \`plugins\` is ${JSON.stringify(given)}`;
  if (!stats.isDirectory()) {
    const why = tooLarge(stats.size);
    if (why) throw new InputError(`${shown}, which ${why}; make it smaller.`);
    if (hasPluginsRoot(namesOf(file, given, shown))) {
      throw new InputError(
        `${shown}, whose root is the folder plugins/: Airflow would find nothing in it. Zip the content of the folder (cd plugins && zip -r ../plugins.zip .), or name the folder here.`,
      );
    }
    return { what: 'plugins', key, ...plannedFile(file, given), packed: [] };
  }
  const packed = walk(file, createExcludes([]).fromSource);
  if (packed.length === 0)
    throw new InputError(`${shown}, a folder without a file to pack; check the path, or remove the input.`);
  if (hasPluginsRoot(packed.map(({ path }) => path))) {
    throw new InputError(
      `${shown}, which holds nothing but a folder plugins/: Airflow wants the content of that one at the root. Set the input to ${JSON.stringify(`${given.replace(/\/$/, '')}/plugins`)}.`,
    );
  }
  const content = writeZip(
    packed.map(({ path, file: from, executable }) => ({
      path,
      executable,
      bytes: readWhole(from, `plugins: ${path}`),
    })),
  );
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { what: 'plugins', key, sha256, size: content.length, content, packed };
}

function namesOf(file: string, given: string, shown: string): readonly string[] {
  const bytes = readWhole(file, given);
  try {
    return listZip(bytes);
  } catch (cause) {
    throw new InputError(`${shown}, which is neither a folder nor a zip archive that can be read.`, { cause });
  }
}

function hasPluginsRoot(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => name.startsWith('plugins/') || name.startsWith('__MACOSX/'));
}

function plannedFile(file: string, given: string): { sha256: string; size: number; content: PlannedFile } {
  const { sha256, size } = hashFile(file, given);
  return { sha256, size, content: { path: file, size, sha256 } };
}
