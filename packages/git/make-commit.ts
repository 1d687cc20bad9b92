import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { bot } from './bot.ts';
import { git } from './git-command.ts';

/** A commit that is to be made. */
export interface NewCommit {
  /** The id of the source commit; the only parent, and where the dates come from. */
  parent: string;
  /** A folder of the parent, whose content is to be the whole tree; all of it by default. */
  tree?: string;
  /** Files of the parent, from its root, that get another content. Applied before `tree` is taken. */
  files?: readonly { path: string; bytes: Buffer }[];
  message: string;
}

/**
 * Makes a commit without touching a branch, the index or a file of the work tree. Made again from the same, it is the
 * same commit: it bears the dates of its parent.
 *
 * @param folder the root of the work tree; of the parent it must have the folders, and need not have the files
 * @returns the id of the commit
 * @throws InputError for a folder or a file that the parent does not have
 * @see https://git-scm.com/docs/git-commit-tree
 */
export async function makeCommit(folder: string, { parent, tree, files = [], message }: NewCommit): Promise<string> {
  const whole = files.length === 0 ? parent : await treeWith(folder, parent, files);
  const root = await treeAt(folder, whole, tree ?? '', parent);
  const dates = await git(folder, ['show', '--no-patch', '--format=%at %ct', parent]);
  const [authored = '0', committed = '0'] = dates.trim().split(' ');
  const env = {
    GIT_AUTHOR_NAME: bot.name,
    GIT_AUTHOR_EMAIL: bot.email,
    GIT_AUTHOR_DATE: `@${authored} +0000`,
    GIT_COMMITTER_NAME: bot.name,
    GIT_COMMITTER_EMAIL: bot.email,
    GIT_COMMITTER_DATE: `@${committed} +0000`,
  };
  const input = `${message.replaceAll('\0', '').trimEnd()}\n`;
  return (await git(folder, ['commit-tree', '-p', parent, '-F', '-', root], { env, input })).trim();
}

/** The tree of a folder; the parent is for the sentence where there is none. */
async function treeAt(folder: string, from: string, name: string, parent: string): Promise<string> {
  const inside = path.posix.normalize(`./${name}`).replace(/\/+$/, '');
  if (inside === '.') return (await git(folder, ['rev-parse', '--verify', `${from}^{tree}`])).trim();
  const [entry] = await entries(folder, from, [inside]);
  if (entry?.type === 'tree') return entry.object;
  const problem = entry ? 'is not a folder' : 'is not there';
  throw new InputError(`${name} ${problem} in the commit ${parent}; name a folder that is committed.`);
}

/** The tree of a commit with other contents of some files, by an index of its own. */
async function treeWith(folder: string, parent: string, files: NonNullable<NewCommit['files']>): Promise<string> {
  const private_ = await mkdtemp(path.join(tmpdir(), 'make-commit-'));
  try {
    const env = { GIT_INDEX_FILE: path.join(private_, 'index') };
    const found = await entries(
      folder,
      parent,
      files.map((file) => file.path),
    );
    const lines: string[] = [];
    for (const file of files) {
      const entry = found.find(({ name }) => name === file.path);
      if (!entry?.mode.startsWith('100')) {
        const problem = entry ? 'is not a regular file' : 'is not there';
        throw new InputError(`${file.path} ${problem} in the commit ${parent}; commit it first.`);
      }
      // By its path, because the attributes of a path say how its lines end in a commit.
      const object = await git(folder, ['hash-object', '-w', '--stdin', `--path=${file.path}`], { input: file.bytes });
      lines.push(`${entry.mode} ${object.trim()}\t${file.path}\0`);
    }
    await git(folder, ['read-tree', parent], { env });
    await git(folder, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    // A partial clone need not have the other files.
    return (await git(folder, ['write-tree', '--missing-ok'], { env })).trim();
  } finally {
    await rm(private_, { recursive: true, force: true });
  }
}

/** What a commit, or a tree, has under some names; what is not there is left out. */
async function entries(
  folder: string,
  from: string,
  names: readonly string[],
): Promise<{ mode: string; type: string; object: string; name: string }[]> {
  const inside = names.filter((name) => !path.posix.normalize(name).startsWith('..'));
  if (inside.length === 0) return [];
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  const printed = await git(folder, ['ls-tree', '-z', '--full-tree', from, '--', ...inside], { env });
  return printed.split('\0').flatMap((line) => {
    const [, mode, type, object, name] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    return mode && type && object && name ? [{ mode, type, object, name }] : [];
  });
}
