import { isAncestor } from '@ci-actions/git/is-ancestor';
import type { GitHub } from '@ci-actions/github/client';
import { NotPermitted } from '@ci-actions/github/errors';
import type { History } from './guards.ts';

/**
 * History from the local clone where it reaches far enough, otherwise from GitHub; a checkout is one commit deep by default.
 *
 * @param folder the work tree
 * @param github undefined where this run has no token
 */
export function repositoryHistory(folder: string, github: Pick<GitHub, 'compare'> | undefined): History {
  return {
    async descends(newer, older) {
      const local = await isAncestor(folder, older, newer);
      if (local !== undefined || github === undefined) return local;
      try {
        const relation = await github.compare(older, newer);
        return relation === undefined ? undefined : relation === 'ahead';
      } catch (thrown) {
        if (thrown instanceof NotPermitted) return undefined;
        throw thrown;
      }
    },
  };
}
