import type { NewRelease, Release, ReleaseAsset } from './releases.ts';

/** A release, as GitHub answers it; what we read of it. */
export interface ReleaseAnswer {
  id: number;
  tag_name: string;
  name: string | null;
  body?: string | null;
  draft: boolean;
  prerelease: boolean;
  immutable?: boolean;
  html_url: string;
  upload_url: string;
  assets: AssetAnswer[];
}

export interface AssetAnswer {
  id: number;
  name: string;
  size: number;
  digest?: string | null;
  /** `uploaded`, or `starter` and `open` where the upload did not come to its end. */
  state: string;
}

/** A release in our words. */
export function toRelease(answer: ReleaseAnswer): Release {
  const { id, tag_name: tag, name, body, draft, prerelease, immutable = false, html_url: url, assets } = answer;
  return {
    id,
    tag,
    name: name ?? '',
    body: body ?? '',
    draft,
    prerelease,
    immutable,
    url,
    assets: assets.map(toAsset),
  };
}

/** A file of a release in our words. */
export function toAsset({ id, name, size, digest, state }: AssetAnswer): ReleaseAsset {
  return { id, name, size, digest: digest ?? undefined, complete: state === 'uploaded' };
}

/** Whether a release is what was to be made; its files are not looked at. */
export function isReleased(
  answer: ReleaseAnswer,
  wanted: Pick<NewRelease, 'tag' | 'name' | 'body' | 'draft' | 'prerelease'>,
): boolean {
  const { tag, name, body, draft, prerelease } = toRelease(answer);
  return (
    tag === wanted.tag &&
    name === wanted.name &&
    draft === wanted.draft &&
    prerelease === wanted.prerelease &&
    plain(body) === plain(wanted.body)
  );
}

/** GitHub may keep the ends of lines, and the end of a text, in another way than they were sent. */
const plain = (text: string) => text.replace(/\r\n?/g, '\n').trim();
