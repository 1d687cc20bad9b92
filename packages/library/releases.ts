import type { GitHub } from '@ci-actions/github/client';

/** What a library's release needs of GitHub. */
export type Releases = Pick<
  GitHub,
  'findRelease' | 'createRelease' | 'updateRelease' | 'uploadAsset' | 'deleteAsset' | 'dispatchWorkflow'
>;

/** A release that is there, whole or not. */
export type ExistingRelease = NonNullable<Awaited<ReturnType<Releases['findRelease']>>>;
