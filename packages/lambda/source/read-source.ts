import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { count } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import { insideWorkspace } from '@ci-actions/workspace/inside-workspace';
import { readWhole, unreadable } from '@ci-actions/workspace/unreadable';
import { type FoundFile, walk } from '@ci-actions/workspace/walk';
import type { ZipEntry } from '@ci-actions/zip/entry';
import { type Patterns, readPatterns } from './patterns.ts';

export interface SourceOptions {
  /** The checkout. */
  workspace: string;
  /** A folder, whose content goes to the root of the archive, or a single file; relative to the workspace. */
  source: string;
  /** In the syntax of .gitignore: only what these name goes in. With none, everything does. */
  include: readonly string[];
  /** In the syntax of .gitignore: what these name stays out; one with `!` takes back what another list leaves out. */
  exclude: readonly string[];
  /** Whether links stay links, or what they lead to goes in under both names. */
  symlinks: 'preserve' | 'follow';
  /** Files that are never packed, absolute: the archive itself, which a run before may have left in the folder. */
  except?: readonly string[];
  log: Log;
}

/** What Lambda itself takes as a whole, or what tools of Java make to be run. */
const archive = /\.(zip|jar|war)$/i;

/**
 * Lists what of a source goes into the archive. A file `.lambdaignore` in the root of the source is read like a
 * `.gitignore`, before the `exclude` patterns; `patterns.ts` has what is left out by default.
 *
 * @returns files and links, in the order of their names; nothing is read yet, but all can be
 * @throws InputError when the source is not there, is an archive, holds nothing, or holds what cannot be packed: a link that leads out,
 * nowhere or in a circle, a pipe or socket, a name that is not UTF-8, a file that may not be read
 */
export function readSource(options: SourceOptions): readonly ZipEntry[] {
  const { workspace, source, symlinks, except = [], log } = options;
  const { file, stats } = insideWorkspace(workspace, source, 'source');
  if (stats.isFile()) {
    const { size, mode, mtimeMs } = stats;
    // By the name that the person gives it: a link may lead to another.
    const name = path.basename(path.resolve(workspace, source));
    if (archive.test(name)) {
      throw new InputError(
        `The input \`source\` is ${JSON.stringify(source)}, which is an archive already, and Lambda would not look into an archive in the archive; name the folder whose files go into it, or have an earlier step unpack it into one.`,
      );
    }
    return [toEntry({ path: name, file, size, executable: (mode & 0o111) !== 0, mtimeMs })];
  }
  if (!stats.isDirectory()) {
    throw new InputError(
      `The input \`source\` is ${JSON.stringify(source)}, which is neither a file nor a folder; set it to the folder of the function.`,
    );
  }
  const patterns = sourcePatterns(options);
  const skipped = new Set(except.map((each) => path.relative(file, real(each)).split(path.sep).join('/')));
  let leftOut = 0;
  const found = walk(
    file,
    (name) => {
      const out = patterns.leftOut(name) || skipped.has(name);
      if (out) leftOut += 1;
      return out;
    },
    symlinks,
  );
  if (found.length === 0) {
    throw new InputError(
      `The source folder ${JSON.stringify(source)} holds no file to pack; check the \`source\`, \`include\` and \`exclude\` inputs and \`.lambdaignore\`, and that an earlier step fills the folder.`,
    );
  }
  log.debug(
    `Of ${JSON.stringify(source)} ${count(found.length, 'file')} go in, and ${count(leftOut, 'name')} stay out.`,
  );
  return found.map(toEntry).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * What is said of the paths of a source, for those who judge them too, as the check for secrets does.
 *
 * @throws InputError for a `.lambdaignore` that cannot be read
 */
export function sourcePatterns({
  workspace,
  source,
  include,
  exclude,
}: Pick<SourceOptions, 'workspace' | 'source' | 'include' | 'exclude'>): Patterns {
  return readPatterns(include, [...lambdaignore(workspace, source), ...exclude]);
}

function lambdaignore(workspace: string, source: string): readonly string[] {
  const name = path.join(source, '.lambdaignore');
  if (!existsSync(path.resolve(workspace, name))) return [];
  const { file, stats } = insideWorkspace(workspace, name, 'source');
  if (!stats.isFile()) throw new InputError(`${JSON.stringify(name)} is no file; write patterns to it, or remove it.`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readWhole(file, name)).split(/\r?\n/);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${JSON.stringify(name)} is no text in UTF-8; write it anew.`, { cause });
  }
}

function toEntry({ path: name, file, size, executable, mtimeMs, link }: FoundFile): ZipEntry {
  if (link !== undefined) return { path: name, kind: 'link', target: link };
  try {
    // Now, and not when a part of the archive is written.
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw unreadable(name, cause);
  }
  return { path: name, kind: 'file', file, size, mtimeMs, executable };
}

/** Where a file is, or will be, without links. */
function real(file: string): string {
  try {
    return path.join(realpathSync(path.dirname(file)), path.basename(file));
  } catch {
    return file;
  }
}
