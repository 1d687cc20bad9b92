import { isAncestor } from './is-ancestor.ts';
import { runGit } from './run-git.ts';

/**
 * The commit whose files are in the work tree. It is not always that of the run: `actions/checkout` with a `ref` puts
 * another one there, to go back for example.
 *
 * @param folder the work tree
 * @param runCommit the commit of the run
 * @returns the commit of the run where there is no repository, and where the head is a commit that this job made on top of it
 */
export async function checkedOutCommit(folder: string, runCommit: string): Promise<string> {
  const { code, stdout } = await runGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  const head = stdout.trim();
  if (code !== 0 || !/^[0-9a-f]{40,64}$/.test(head) || head === runCommit) return runCommit;
  return (await isAncestor(folder, runCommit, head)) === true ? runCommit : head;
}
