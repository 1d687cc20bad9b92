import { InputError } from '@ci-actions/errors/errors';
import type { Api } from './api.ts';
import { GitHubError } from './errors.ts';
import type { Send } from './octokit.ts';
import { readFailure } from './read-failure.ts';
import { isReleased, type ReleaseAnswer, toRelease } from './release-answer.ts';
import { releaseCall } from './release-failures.ts';
import { type AssetFile, uploadAsset, uploadUrl } from './upload-asset.ts';

/** A release. https://docs.github.com/rest/releases/releases */
export interface Release {
  id: number;
  /** Of a draft it is only the name that the tag is going to have. */
  tag: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  /** Neither its files nor its tag can change any more; its name and its text can. */
  immutable: boolean;
  /** Its page. */
  url: string;
  assets: readonly ReleaseAsset[];
}

/** A file of a release. */
export interface ReleaseAsset {
  id: number;
  /** As GitHub keeps it: special characters have become dots. */
  name: string;
  /** In bytes. */
  size: number;
  /** `sha256:` and the hash of its bytes; undefined where GitHub knows none. */
  digest: string | undefined;
  /** Whether its upload came to the end. */
  complete: boolean;
}

/** Whether a release is shown as the latest; `legacy` is the one of the newest commit and the highest version. */
export type Latest = 'true' | 'false' | 'legacy';

export interface NewRelease {
  tag: string;
  name: string;
  /** Markdown of at most 125,000 characters. */
  body: string;
  /** A draft is seen by those who may write, and makes no tag. */
  draft: boolean;
  prerelease: boolean;
  /** Nothing is said of a draft or of a pre-release, of which GitHub makes neither the latest. */
  latest: Latest;
  /** A branch or a commit, of which the tag is made where there is none. */
  target?: string;
}

export type ReleaseChanges = Partial<Pick<NewRelease, 'name' | 'body' | 'draft' | 'prerelease' | 'latest'>>;

/** Somebody else's release has the tag, or our own of another time with another text. Its status is 422. */
export class ReleaseExists extends GitHubError {
  override readonly name = 'ReleaseExists';
  readonly release: Release;

  constructor(release: Release, doing: string, cause: unknown) {
    super(
      `GitHub could not ${doing}: there is a release of ${release.tag} already, with another text: ${release.url} .`,
      422,
      cause,
    );
    this.release = release;
  }
}

export interface Releases {
  /**
   * The release of a tag: one call where it is published. Otherwise the drafts are looked through, unless `drafts` is
   * false: among the newest 300 releases, so one to three calls more. Needs `contents: write`, which shows drafts.
   */
  findRelease(tag: string, options?: { drafts?: boolean }): Promise<Release | undefined>;
  /**
   * Makes a release, once, whatever the weather: one call. Needs `contents: write`.
   *
   * @throws InputError where its text is too long; nothing was sent
   * @throws ReleaseExists where the tag has a published release that is not this one
   */
  createRelease(release: NewRelease): Promise<Release>;
  /** Changes a release, or publishes a draft. Needs `contents: write`. */
  updateRelease(id: number, changes: ReleaseChanges): Promise<Release>;
  /**
   * Sends a file to a release, streamed, once, whatever the weather; what an earlier upload has left half is replaced,
   * and a file that is there with these bytes is left as it is. Needs `contents: write`.
   *
   * @throws GitHubError where another file of that name is there, and where GitHub has got other bytes
   */
  uploadAsset(release: number, file: AssetFile): Promise<void>;
  /** Deletes a file of a release; one that is gone is well. Needs `contents: write`. */
  deleteAsset(id: number): Promise<void>;
}

const route = '/repos/{owner}/{repo}/releases';
/** The most characters that GitHub takes for the text of a release. */
const longest = 125_000;
/** How many of the newest releases are looked through for a draft. */
const mostDrafts = 300;

/** Releases. @param apiUrl the API's root; where files are sent to GitHub says itself */
export function releasesOf(api: Api, repository: string, apiUrl: string): Releases {
  /** What was said of a release when it was last seen: its tag, and where its files are sent. */
  const known = new Map<number, ReleaseAnswer>();
  const seen = (data: unknown): Release => {
    const answer = data as ReleaseAnswer;
    known.set(answer.id, answer);
    return toRelease(answer);
  };
  const nameOf = (id: number) => `the release ${known.get(id)?.tag_name ?? id} of ${repository}`;

  return {
    async findRelease(tag, { drafts = true } = {}) {
      const call = releaseCall(`look for the release ${tag} of ${repository}`, tag, false);
      const what = `Looking for the release ${tag}`;
      const byTag = await api.tryUntilDone(what, call, (send) => published(send, tag));
      if (byTag || !drafts) return byTag && seen(byTag);
      const listed = await api.all(
        what,
        call,
        `GET ${route}`,
        {},
        (data) => data as ReleaseAnswer[],
        mostDrafts,
        (one) => one.draft && one.tag_name === tag,
      );
      const draft = listed.find((one) => one.draft && one.tag_name === tag);
      return draft && seen(draft);
    },

    async createRelease(wanted) {
      const { tag, name, body, draft, prerelease, latest, target } = wanted;
      checkBody(tag, body);
      const doing = `create the release ${tag} of ${repository}`;
      return api.tryUntilDone(`Creating the release ${tag}`, releaseCall(doing, tag, true), async (send, n) => {
        // Nobody knows what an attempt has done whose answer was lost.
        const made = n > 1 ? await findMade(send, wanted) : undefined;
        if (made) return seen(made);
        try {
          const { data } = await send(`POST ${route}`, {
            tag_name: tag,
            name,
            body,
            draft,
            prerelease,
            ...(draft || prerelease ? {} : { make_latest: latest }),
            ...(target === undefined ? {} : { target_commitish: target }),
          });
          return seen(data);
        } catch (thrown) {
          const there = alreadyExists(thrown) ? await published(send, tag) : undefined;
          if (!there) throw thrown;
          if (isReleased(there, wanted)) return seen(there);
          throw new ReleaseExists(seen(there), doing, thrown);
        }
      });
    },

    async updateRelease(id, changes) {
      const { latest, ...visible } = changes;
      if (changes.body !== undefined) checkBody(known.get(id)?.tag_name ?? String(id), changes.body);
      const call = releaseCall(`change ${nameOf(id)}`, known.get(id)?.tag_name, false);
      const one = { release_id: id };
      return api.tryUntilDone(`Changing ${nameOf(id)}`, call, async (send, n) => {
        // Only what was published cannot be sent again.
        if (n > 1 && changes.draft === false) {
          const now = (await send(`GET ${route}/{release_id}`, one)).data as ReleaseAnswer;
          if (isReleased(now, { ...toRelease(now), ...visible })) return seen(now);
        }
        const mayBeLatest = changes.draft !== true && changes.prerelease !== true && latest !== undefined;
        const makeLatest = mayBeLatest ? { make_latest: latest } : {};
        return seen((await send(`PATCH ${route}/{release_id}`, { ...one, ...visible, ...makeLatest })).data);
      });
    },

    async uploadAsset(id, file) {
      const call = () => releaseCall(`upload ${file.name} to ${nameOf(id)}`, known.get(id)?.tag_name, false);
      if (!known.has(id)) {
        const { data } = await api.ask(`Reading ${nameOf(id)}`, call(), `GET ${route}/{release_id}`, {
          release_id: id,
        });
        seen(data);
      }
      const to = uploadUrl(known.get(id)?.upload_url ?? '', apiUrl, file.name);
      await uploadAsset(api, call(), id, to, file);
    },

    async deleteAsset(id) {
      const call = releaseCall(`delete the file ${id} of a release of ${repository}`, undefined, false);
      try {
        await api.ask(`Deleting the file ${id}`, call, `DELETE ${route}/assets/{asset_id}`, { asset_id: id });
      } catch (thrown) {
        if (!(thrown instanceof GitHubError) || thrown.status !== 404) throw thrown;
      }
    },
  };
}

async function published(send: Send, tag: string): Promise<ReleaseAnswer | undefined> {
  try {
    return (await send(`GET ${route}/tags/{tag}`, { tag })).data as ReleaseAnswer;
  } catch (thrown) {
    if (readFailure(thrown)?.status === 404) return undefined;
    throw thrown;
  }
}

/** The release that a lost attempt has made: published it is found by its tag, a draft is among the newest. */
async function findMade(send: Send, wanted: NewRelease): Promise<ReleaseAnswer | undefined> {
  const candidates = wanted.draft
    ? ((await send(`GET ${route}`, { per_page: 100 })).data as ReleaseAnswer[])
    : [await published(send, wanted.tag)];
  return candidates.find((one) => one !== undefined && isReleased(one, wanted));
}

function alreadyExists(thrown: unknown): boolean {
  const failure = readFailure(thrown);
  return failure?.status === 422 && failure.details.some((detail) => detail === 'tag_name already_exists');
}

function checkBody(which: string, body: string): void {
  const length = [...body].length;
  if (length <= longest) return;
  throw new InputError(
    `The text of the release ${which} has ${length.toLocaleString('en-US')} characters, but GitHub takes ${longest.toLocaleString('en-US')}: shorten it.`,
  );
}
