import type { RemoteTag } from '@ci-actions/git/remote-tags';
import { byVersion, floatingNames, isStable, versionOf } from './version/tag-names.ts';

/** A tag such as `v1` that follows the highest version of its line. */
export interface FloatingTag {
  name: string;
  /** What its name leads to now; empty where it is not there. */
  object: string;
}

/**
 * The floating tags that a version moves: only forward, and only where it is the highest of its line.
 *
 * @param all every tag of the remote, as it is now
 * @param tagged the commit that they will be on
 */
export function floatingTags(
  version: string,
  prefix: string,
  all: readonly RemoteTag[],
  tagged: string,
): readonly FloatingTag[] {
  const versions = all.flatMap(({ name }) => versionOf(name, prefix) ?? []);
  return floatingNames(version, prefix).flatMap((name) => {
    const line = versions.filter((one) => isStable(one) && floatingNames(one, prefix).includes(name));
    if (line.some((one) => byVersion(one, version) < 0)) return [];
    const now = all.find((tag) => tag.name === name);
    return now?.commit === tagged ? [] : [{ name, object: now?.object ?? '' }];
  });
}
