import { defaultBranch, utc } from './commits.ts';
import {
  type Call,
  type FieldError,
  type Handlers,
  notFound,
  ok,
  type Reply,
  text,
  unprocessable,
} from './handlers.ts';
import { paginate } from './pages.ts';
import { allows } from './permissions.ts';
import { latestByDate, publish, whatIsWrong } from './publish-release.ts';
import type { ReleaseRecord } from './release-state.ts';
import { type Place, repositoryUrl } from './render.ts';
import { renderRelease } from './render-release.ts';
import type { State } from './state.ts';

type Operations =
  | 'GET /repos/{owner}/{repo}/releases'
  | 'POST /repos/{owner}/{repo}/releases'
  | 'GET /repos/{owner}/{repo}/releases/latest'
  | 'GET /repos/{owner}/{repo}/releases/tags/{tag}'
  | 'GET /repos/{owner}/{repo}/releases/{release_id}'
  | 'PATCH /repos/{owner}/{repo}/releases/{release_id}'
  | 'DELETE /repos/{owner}/{repo}/releases/{release_id}';

/** Releases: listed, made, changed, published, deleted. */
export function releaseHandlers(
  place: Place,
  state: State,
  folder: string,
  now: () => number,
): Pick<Handlers, Operations> {
  const find = ({ params, granted }: Call) => {
    const found = state.releases.find(({ id }) => String(id) === params.release_id);
    return found && maySee(granted, found) ? found : undefined;
  };

  /** Holds a release to the rules and, where it is no draft, publishes it; then keeps it as `target` is kept. */
  async function settle(
    wanted: ReleaseRecord,
    body: Call['body'],
    keep: () => ReleaseRecord,
  ): Promise<Reply | undefined> {
    const latest = text(body.make_latest);
    const wrong: FieldError[] = whatIsWrong(state, wanted);
    if (latest === 'true' && (wanted.draft || wanted.prerelease)) {
      wrong.push({ resource: 'Release', code: 'custom', message: 'Latest release cannot be draft or prerelease' });
    }
    if (wrong.length > 0) return unprocessable(...wrong);
    const publishes = !wanted.draft && wanted.publishedAt === null;
    if (publishes) {
      const refused = await publish(state, folder, wanted, now);
      if (refused.length > 0) return unprocessable(...refused);
    }
    const kept = keep();
    const mayBe = !kept.draft && !kept.prerelease;
    if (mayBe && (latest === 'true' || (latest === '' && publishes))) state.latestRelease = kept.id;
    if (mayBe && latest === 'legacy') state.latestRelease = latestByDate(state.releases)?.id;
    return undefined;
  }

  return {
    'GET /repos/{owner}/{repo}/releases': ({ url, granted }) => {
      const seen = state.releases.filter((one) => maySee(granted, one));
      const newest = seen.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
      const { items, headers } = paginate(newest, url);
      return ok(
        items.map((one) => renderRelease(place, one)),
        headers,
      );
    },

    'POST /repos/{owner}/{repo}/releases': async ({ body, account }) => {
      const at = utc(now());
      const wanted: ReleaseRecord = {
        id: state.nextId(),
        tag: text(body.tag_name),
        target: text(body.target_commitish) || (await defaultBranch(folder)),
        name: typeof body.name === 'string' ? body.name : null,
        body: typeof body.body === 'string' ? body.body : null,
        draft: body.draft === true,
        prerelease: body.prerelease === true,
        immutable: false,
        author: account,
        createdAt: at,
        updatedAt: at,
        publishedAt: null,
        assets: [],
      };
      const refused = await settle(wanted, body, () => {
        state.releases.push(wanted);
        return wanted;
      });
      if (refused) return refused;
      const headers = { location: `${repositoryUrl(place)}/releases/${wanted.id}` };
      return { status: 201, headers, body: renderRelease(place, wanted) };
    },

    'GET /repos/{owner}/{repo}/releases/latest': () => {
      const found = state.releases.find(({ id }) => id === state.latestRelease);
      return found ? ok(renderRelease(place, found)) : notFound;
    },

    'GET /repos/{owner}/{repo}/releases/tags/{tag}': ({ params }) => {
      const found = state.releases.find(({ draft, tag }) => !draft && tag === params.tag);
      return found ? ok(renderRelease(place, found)) : notFound;
    },

    'GET /repos/{owner}/{repo}/releases/{release_id}': (call) => {
      const found = find(call);
      return found ? ok(renderRelease(place, found)) : notFound;
    },

    'PATCH /repos/{owner}/{repo}/releases/{release_id}': async (call) => {
      const found = find(call);
      if (!found) return notFound;
      const wanted = changed(found, call.body, utc(now()));
      if (found.immutable && (['tag', 'target', 'draft'] as const).some((key) => wanted[key] !== found[key])) {
        const message = 'Cannot update the tag of an immutable release';
        return unprocessable({ resource: 'Release', code: 'custom', message });
      }
      const refused = await settle(wanted, call.body, () => Object.assign(found, wanted));
      return refused ?? ok(renderRelease(place, found));
    },

    'DELETE /repos/{owner}/{repo}/releases/{release_id}': (call) => {
      const found = find(call);
      if (!found) return notFound;
      state.releases.splice(state.releases.indexOf(found), 1);
      if (state.latestRelease === found.id) state.latestRelease = latestByDate(state.releases)?.id;
      return { status: 204 };
    },
  };
}

/** Drafts are for those who may write. */
function maySee(granted: Call['granted'], { draft }: ReleaseRecord): boolean {
  return !draft || allows(granted, ['contents', 'write']);
}

function changed(release: ReleaseRecord, body: Call['body'], updatedAt: string): ReleaseRecord {
  const string = (value: unknown, old: string | null) => (typeof value === 'string' ? value : old);
  const flag = (value: unknown, old: boolean) => (typeof value === 'boolean' ? value : old);
  return {
    ...release,
    tag: text(body.tag_name) || release.tag,
    target: text(body.target_commitish) || release.target,
    name: string(body.name, release.name),
    body: string(body.body, release.body),
    draft: flag(body.draft, release.draft),
    prerelease: flag(body.prerelease, release.prerelease),
    updatedAt,
  };
}
