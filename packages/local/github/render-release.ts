import { createHash } from 'node:crypto';
import type { AssetRecord, ReleaseRecord } from './release-state.ts';
import { htmlUrl, nodeId, type Place, renderAccount, repositoryUrl } from './render.ts';

/** The path, on the root of what a person looks at, under which the files of published releases are. */
export const downloadPath = (place: Place, { tag }: ReleaseRecord, name: string) =>
  `/${place.owner}/${place.repo}/releases/download/${encodeURI(tag)}/${encodeURIComponent(name)}`;

/** https://docs.github.com/rest/releases/releases */
export function renderRelease(place: Place, release: ReleaseRecord): object {
  const { id, tag, target, name, body, draft, prerelease, immutable, createdAt, publishedAt, updatedAt } = release;
  const url = `${repositoryUrl(place)}/releases/${id}`;
  const page = draft ? `untagged-${createHash('sha256').update(String(id)).digest('hex').slice(0, 20)}` : tag;
  const archive = (kind: string) => (draft ? null : `${repositoryUrl(place)}/${kind}/${encodeURI(tag)}`);
  return {
    url,
    assets_url: `${url}/assets`,
    upload_url: `${uploadsRoot(place)}/repos/${place.owner}/${place.repo}/releases/${id}/assets{?name,label}`,
    html_url: `${htmlUrl(place)}/releases/tag/${encodeURI(page)}`,
    id,
    author: renderAccount(place, release.author),
    node_id: nodeId('Release', id),
    tag_name: tag,
    target_commitish: target,
    name,
    body,
    draft,
    prerelease,
    immutable,
    created_at: createdAt,
    updated_at: updatedAt,
    published_at: publishedAt,
    assets: release.assets.map((asset) => renderAsset(place, release, asset)),
    tarball_url: archive('tarball'),
    zipball_url: archive('zipball'),
  };
}

/** Where files are sent: `https://uploads.github.com`, or below the API of a GitHub Enterprise Server. */
export const uploadsRoot = ({ api }: Pick<Place, 'api'>) => api.replace(/\/v3$/, '/uploads');

/** https://docs.github.com/rest/releases/assets */
export function renderAsset(place: Place, release: ReleaseRecord, asset: AssetRecord): object {
  const { id, name, label, contentType, state, bytes, createdAt, author } = asset;
  const whole = state === 'uploaded';
  return {
    url: `${repositoryUrl(place)}/releases/assets/${id}`,
    id,
    node_id: nodeId('ReleaseAsset', id),
    name,
    label,
    uploader: renderAccount(place, author),
    content_type: contentType,
    state,
    size: bytes.length,
    digest: whole ? `sha256:${createHash('sha256').update(bytes).digest('hex')}` : null,
    download_count: 0,
    created_at: createdAt,
    updated_at: createdAt,
    browser_download_url: place.web + downloadPath(place, release, name),
  };
}
