import { utc } from './commits.ts';
import { documentation, type Handlers, notFound, ok, type Reply, unprocessable } from './handlers.ts';
import { paginate } from './pages.ts';
import type { AssetRecord, ReleaseRecord } from './release-state.ts';
import type { Place } from './render.ts';
import { downloadPath, renderAsset } from './render-release.ts';
import type { State } from './state.ts';
import type { Account } from './tokens.ts';

type Operations =
  | 'GET /repos/{owner}/{repo}/releases/{release_id}/assets'
  | 'POST /repos/{owner}/{repo}/releases/{release_id}/assets'
  | 'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}';

const locked = (message: string): Reply => ({ status: 422, body: { message, documentation_url: documentation } });

/** The files of releases: listed, sent, deleted. */
export function assetHandlers(place: Place, state: State, now: () => number): Pick<Handlers, Operations> {
  const releaseOf = (id = '') => state.releases.find((one) => String(one.id) === id);
  return {
    'GET /repos/{owner}/{repo}/releases/{release_id}/assets': ({ params, url }) => {
      const found = releaseOf(params.release_id);
      if (!found) return notFound;
      const { items, headers } = paginate(found.assets, url);
      return ok(
        items.map((asset) => renderAsset(place, found, asset)),
        headers,
      );
    },

    'POST /repos/{owner}/{repo}/releases/{release_id}/assets': ({ params, url, raw, headers, account }) => {
      const found = releaseOf(params.release_id);
      if (!found) return notFound;
      if (headers['content-length'] === undefined) return { status: 400, body: { message: 'Bad Content-Length' } };
      const contentType = headers['content-type'];
      if (contentType === undefined) return { status: 400, body: { message: 'Bad Content-Type' } };
      if (found.immutable) return locked('Cannot upload assets to an immutable release.');
      const name = storedName(url.searchParams.get('name') ?? '');
      const invalid = name === '' || raw.length === 0;
      const field = name === '' ? 'name' : 'size';
      if (invalid) return unprocessable({ resource: 'ReleaseAsset', code: 'missing_field', field });
      if (found.assets.some((asset) => asset.name === name)) {
        return unprocessable({ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' });
      }
      const asset = add(state, found, name, account, now);
      asset.label = url.searchParams.get('label');
      asset.contentType = contentType;
      asset.state = 'uploaded';
      asset.bytes = raw;
      return { status: 201, body: renderAsset(place, found, asset) };
    },

    'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}': ({ params }) => {
      const found = state.releases.find(({ assets }) => assets.some(({ id }) => String(id) === params.asset_id));
      if (!found) return notFound;
      if (found.immutable) return locked('Cannot delete assets from an immutable release.');
      found.assets = found.assets.filter(({ id }) => String(id) !== params.asset_id);
      return { status: 204 };
    },
  };
}

function add(state: State, release: ReleaseRecord, name: string, author: Account, now: () => number): AssetRecord {
  const asset: AssetRecord = {
    id: state.nextId(),
    name,
    label: null,
    contentType: 'application/octet-stream',
    state: 'starter',
    bytes: Buffer.alloc(0),
    author,
    createdAt: utc(now()),
  };
  release.assets.push(asset);
  return asset;
}

/** What an upload leaves that broke off: an empty file of that name. @param target what was asked for */
export function leaveStarter(state: State, target: URL, now: () => number): void {
  const id = /\/releases\/(\d+)\/assets$/.exec(target.pathname)?.[1];
  const release = state.releases.find((one) => String(one.id) === id);
  const name = storedName(target.searchParams.get('name') ?? '');
  if (!release || release.immutable || release.assets.some((asset) => asset.name === name)) return;
  add(state, release, name, { login: 'github-actions[bot]', type: 'Bot', app: 'github-actions' }, now);
}

/** GitHub keeps letters, digits and `-_+@`; of whatever else stands between them, one dot. */
function storedName(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '');
  const parts = plain.split(/[^A-Za-z0-9_+@-]+/).filter(Boolean);
  if (name.startsWith('.')) parts.unshift('default');
  const stored = parts.join('.');
  return stored !== '' && stored !== name && parts.length === 1 ? `default.${stored}` : stored;
}

/** The file of a published release that is at a path below the root of the site. */
export function downloadReply(place: Place, state: State, path: string): Reply | undefined {
  for (const release of state.releases.filter(({ draft }) => !draft)) {
    const found = release.assets.find(
      (one) => one.state === 'uploaded' && downloadPath(place, release, one.name) === path,
    );
    if (found) return { status: 200, headers: { 'content-type': found.contentType }, body: found.bytes };
  }
  return undefined;
}
