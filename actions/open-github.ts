import { createGitHub, type GitHub } from '@ci-actions/github/client';
import type { Host } from '@ci-actions/kit/host';

/**
 * GitHub as a token of the run sees it; the token is masked from here on.
 *
 * @returns undefined without a token: the action goes on, without what GitHub would have to be asked for
 */
export function openGitHub({ context, log, mask }: Host, token: string): GitHub | undefined {
  if (token === '' || context.repository === '') return undefined;
  mask(token);
  return createGitHub({ token, repository: context.repository, apiUrl: context.apiUrl, log });
}
