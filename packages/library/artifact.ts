import type { Artifact, Plan } from '@ci-actions/release/protocol';
import type { Decision } from './decide-version.ts';
import type { Asset } from './find-assets.ts';
import type { FloatingTag } from './floating-tags.ts';
import type { LibraryHistory } from './read-history.ts';
import type { ExistingRelease } from './releases.ts';

/** One version of a library. */
export interface LibraryArtifact extends Artifact {
  kind: 'library';
  tag: string;
  /** The commit that the tag is put on: that of the source, or one that holds a tree that was built from it. */
  tagged: string;
  notes: string;
  assets: readonly Asset[];
}

/** What would be done. */
export interface LibraryPlan extends Plan {
  history: LibraryHistory;
  decision: Decision;
  /** Whether the tag is missing. */
  makesTag: boolean;
  /** Whether a release is wanted and not there as it should be. */
  release: 'none' | 'there' | 'create' | 'finish';
  existing: ExistingRelease | undefined;
  floating: readonly FloatingTag[];
}
