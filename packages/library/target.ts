import type { Target } from '@ci-actions/release/protocol';
import type { Library } from './libraries.ts';

export interface TargetOptions {
  /** Empty where the version is for all. */
  environment: string;
  /** `owner/name`. */
  repository: string;
  /** `https://github.com/owner/name`. */
  repositoryUrl: string;
  library: Library;
}

/** Where a library is published to: the tags of its repository that begin as its own do. */
export function targetOf({ environment, repository, repositoryUrl, library }: TargetOptions): Target {
  return {
    environment: environment || 'the repository',
    place: `${repository} ${library.prefix}*`,
    ...(repositoryUrl === '' ? {} : { url: `${repositoryUrl}/tags` }),
  };
}
