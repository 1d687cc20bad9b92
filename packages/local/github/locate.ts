import { upload } from './api.ts';
import { storagePath } from './artifacts.ts';
import { match } from './description.ts';
import { type GitRequest, gitRequest } from './git-http.ts';
import type { Operation } from './operations.ts';
import { uploadsRoot } from './render-release.ts';

/** The API's root, as a GitHub Enterprise Server has it. */
export const apiRoot = '/api/v3';
export const idTokenPath = '/_services/idtoken';
const uploadRoot = uploadsRoot({ api: apiRoot });

/** The parts of GitHub. */
export type Part = 'api' | 'git' | 'id-token' | 'storage' | 'other';

/** Whom a request is for. */
export interface Located {
  part: Part;
  /** The path below the server, and for the API below its root, with its query. */
  path: string;
  /** The path below the API's root, without its query; undefined where it is not the API that is asked. */
  below: string | undefined;
  /** What the API is asked to do; undefined where it is nothing that it can. */
  operation: Operation | undefined;
  git: GitRequest | undefined;
}

/** @param target the full URL */
export function locate(method: string, target: URL): Located {
  const { pathname, search } = target;
  const git = gitRequest(target);
  const root = [apiRoot, uploadRoot].find((one) => pathname.startsWith(`${one}/`));
  const path = pathname.slice(root?.length ?? 0);
  const operation = root === undefined ? undefined : match(method, path)?.operation;
  if (root !== undefined) {
    // Files are sent to a root of their own, and nothing else is: what goes to the wrong one means nothing there.
    const isRight = (operation === upload) === (root === uploadRoot);
    const right = { path: path + search, below: path, operation };
    const wrong = { path: pathname + search, below: pathname, operation: undefined };
    return { part: 'api', git, ...(isRight ? right : wrong) };
  }
  const part = git
    ? 'git'
    : pathname === idTokenPath
      ? 'id-token'
      : pathname.startsWith(storagePath)
        ? 'storage'
        : 'other';
  return { part, path: pathname + search, below: undefined, operation: undefined, git };
}
