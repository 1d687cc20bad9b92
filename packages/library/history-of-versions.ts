import type { History } from '@ci-actions/release/guards';
import type { LibraryHistory } from './read-history.ts';

/** What the tags say of two commits, before anybody else is asked. */
export function historyOfVersions({ head, newer, base }: LibraryHistory, others: History): History {
  return {
    async descends(later, earlier) {
      if (earlier === head && later === newer?.source) return true;
      if (earlier === head && later === base?.source) return false;
      return others.descends(later, earlier);
    },
  };
}
