import { createHash } from 'node:crypto';
import { utc } from './commits.ts';
import { documentation, type Handlers, notFound, ok, type Reply } from './handlers.ts';
import { paginate } from './pages.ts';
import { nodeId, type Place, repositoryUrl } from './render.ts';
import type { State } from './state.ts';

/** An artifact of a workflow run. */
export interface ArtifactRecord {
  id: number;
  name: string;
  /** What is downloaded: a zip archive, as GitHub keeps one. */
  archive: Buffer;
  expired: boolean;
  createdAt: string;
  run: {
    id: number;
    headBranch: string;
    headSha: string /** 1 is the repository itself; another is a fork. */;
    headRepositoryId: number;
  };
}

/** Where the archives are: not the API, and whoever comes with a token is refused, as by Azure's storage. */
export const storagePath = '/_storage/artifacts/';

type Operations =
  | 'GET /repos/{owner}/{repo}/actions/artifacts'
  | 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}';

/** Artifacts: listed, and pointed at. */
export function artifactHandlers(place: Place, state: State, now: () => number): Pick<Handlers, Operations> {
  return {
    'GET /repos/{owner}/{repo}/actions/artifacts': ({ url }) => {
      const name = url.searchParams.get('name');
      const matching = state.artifacts.filter((item) => (name ?? item.name) === item.name).toReversed();
      const { items, headers } = paginate(matching, url);
      return ok({ total_count: matching.length, artifacts: items.map((item) => renderArtifact(place, item)) }, headers);
    },

    'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': ({ params }) => {
      const found = state.artifacts.find((item) => String(item.id) === params.artifact_id);
      if (!found || params.archive_format !== 'zip') return notFound;
      if (found.expired) {
        return { status: 410, body: { message: 'Artifact has expired', documentation_url: documentation } };
      }
      const until = now() + 60_000;
      return {
        status: 302,
        headers: { location: `${place.web}${storagePath}${found.id}?se=${until}&sig=${sign(found.id, until)}` },
      };
    },
  };
}

/** Answers a request to the storage. The address is all that it asks for, for a minute. */
export function storageReply(state: State, target: URL, authorization: string | undefined, now: number): Reply {
  if (authorization !== undefined) return { status: 400, body: 'InvalidAuthenticationInfo' };
  const id = Number(target.pathname.slice(storagePath.length));
  const until = Number(target.searchParams.get('se'));
  const found = state.artifacts.find((item) => item.id === id);
  if (!found || target.searchParams.get('sig') !== sign(id, until) || until < now) {
    return { status: 403, body: 'AuthenticationFailed' };
  }
  return { status: 200, headers: { 'content-type': 'application/zip' }, body: found.archive };
}

const sign = (id: number, until: number) => createHash('sha256').update(`${id}:${until}`).digest('base64url');

/** https://docs.github.com/rest/actions/artifacts */
function renderArtifact(place: Place, { id, name, archive, expired, createdAt, run }: ArtifactRecord): object {
  const url = `${repositoryUrl(place)}/actions/artifacts/${id}`;
  return {
    id,
    node_id: nodeId('Artifact', id),
    name,
    size_in_bytes: archive.length,
    url,
    archive_download_url: `${url}/zip`,
    expired,
    created_at: createdAt,
    updated_at: createdAt,
    expires_at: utc(Date.parse(createdAt) + 90 * 24 * 60 * 60 * 1000),
    digest: `sha256:${createHash('sha256').update(archive).digest('hex')}`,
    workflow_run: {
      id: run.id,
      repository_id: 1,
      head_repository_id: run.headRepositoryId,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  };
}
