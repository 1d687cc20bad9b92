import { InputError } from '@ci-actions/errors/errors';
import { bot } from './bot.ts';
import { git, tryGit } from './git-command.ts';

/** An annotated tag that is to be made. */
export interface NewTag {
  name: string;
  /** The id of the commit. */
  target: string;
  message: string;
  /** To the second; the same tag made again is then the same object. */
  date: Date;
}

/**
 * Makes an annotated tag as an object, without a ref. Made again from the same, it is the same object.
 *
 * @param folder the root of the work tree
 * @returns the id of the tag object
 * @throws InputError for a name that git does not allow
 * @throws Error where the commit is not in the clone
 * @see https://git-scm.com/docs/git-mktag
 */
export async function makeTag(folder: string, { name, target, message, date }: NewTag): Promise<string> {
  const known = /[\n\0]/.test(name) ? { code: 1 } : await tryGit(folder, ['check-ref-format', `refs/tags/${name}`]);
  if (known.code !== 0 || name.startsWith('-')) {
    throw new InputError(
      `${JSON.stringify(name)} cannot be the name of a tag (https://git-scm.com/docs/git-check-ref-format).`,
    );
  }
  const input = [
    `object ${target}`,
    'type commit',
    `tag ${name}`,
    `tagger ${bot.name} <${bot.email}> ${Math.floor(date.getTime() / 1000)} +0000`,
    '',
    `${message.replaceAll('\0', '').trimEnd()}\n`,
  ].join('\n');
  return (await git(folder, ['mktag'], { input })).trim();
}
