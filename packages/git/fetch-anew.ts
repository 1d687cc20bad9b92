import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { quietly, unfiltered } from './fetch.ts';
import { git } from './git-command.ts';
import { type Cuts, cutsOf, writeCuts } from './history.ts';
import { overNetwork } from './over-network.ts';
import type { Remote } from './remote.ts';

/** What git takes for no limit. */
const unlimited = '--depth=2147483647';

/**
 * Fetches the whole history of a commit of which a clone has nothing else, as a new clone would. A server that hears of a
 * cut walks the history commit by commit; without one it answers from what it has prepared for clones. So git is given
 * another folder of settings, without a list of cuts, over the objects of the clone.
 *
 * @param head the only commit that is cut off
 * @param filter what to leave out
 * @param cuts where the clone is cut off; it stays so until all is there
 * @returns whether it has come; where not, another way may do it
 * @see https://git-scm.com/docs/git#Documentation/git.txt-codeGITOBJECTDIRECTORYcode
 * @see https://git-scm.com/docs/bitmap-format
 */
export async function fetchAnew(remote: Remote, head: string, filter: string, cuts: Cuts): Promise<boolean> {
  const { folder, name } = remote;
  const home = path.dirname(cuts.file);
  // Beside the clone's own settings, as they may hold what lets us in.
  const anew = await mkdtemp(path.join(home, 'ci-actions-fetch-'));
  try {
    await mkdir(path.join(anew, 'refs'));
    await writeFile(path.join(anew, 'HEAD'), 'ref: refs/heads/none\n');
    await copyFile(path.join(home, 'config'), path.join(anew, 'config'));
    const env = { ...remote.env, GIT_DIR: anew, GIT_OBJECT_DIRECTORY: path.join(home, 'objects') };
    const options = ['fetch', ...quietly, unlimited, `--filter=${filter}`];
    const what = `Fetching the history from ${name}`;
    const { code, stderr } = await overNetwork({ ...remote, env }, what, [...options, '--', name, head]);
    if (code !== 0) return false;
    // The clone may lack something now.
    if (!stderr.includes(unfiltered)) await git(folder, ['config', '--local', `remote.${name}.promisor`, 'true']);
    // A remote may itself be cut off.
    const left = await cutsOf(folder, { file: path.join(anew, 'shallow') });
    await writeCuts(cuts, left?.commits ?? new Set());
    return true;
  } finally {
    await rm(anew, { recursive: true, force: true });
  }
}
