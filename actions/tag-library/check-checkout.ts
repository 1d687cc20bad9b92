import { InputError } from '@ci-actions/errors/errors';
import { tryGit } from '@ci-actions/git/git-command';

/**
 * Looks whether there is a commit that a version can be of. Other actions can publish files without one; a tag needs it.
 *
 * @param workspace the checkout
 * @throws InputError where it is no repository, and where its branch has no commit yet
 */
export async function checkCheckout(workspace: string): Promise<void> {
  const { code, stderr } = await tryGit(workspace, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (/not a git repository/.test(stderr)) {
    throw new InputError(
      `There is no git repository in ${workspace}; put a step with actions/checkout before this one, without a \`path\`.`,
    );
  }
  if (code === 1) {
    throw new InputError(
      `The branch that is checked out in ${workspace} has no commit yet; check out one that has, as actions/checkout does.`,
    );
  }
}
