import { fits } from '../wildcard.ts';
import type { Mutability } from './options.ts';

/**
 * Whether a tag may be moved to another image.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 *
 * @param exclusions patterns with `*`: the exceptions from the mutability
 */
export function isMovable(mutability: Mutability, exclusions: readonly string[], tag: string): boolean {
  // Only the star is a wildcard here, and no tag has a question mark.
  const excluded = exclusions.some((pattern) => fits(pattern, tag));
  switch (mutability) {
    case 'MUTABLE':
      return true;
    case 'IMMUTABLE':
      return false;
    case 'MUTABLE_WITH_EXCLUSION':
      return !excluded;
    case 'IMMUTABLE_WITH_EXCLUSION':
      return excluded;
  }
}
