import type { Api } from './api.ts';
import { type Downloaded, download } from './download.ts';

/** An artifact of a workflow run. https://docs.github.com/rest/actions/artifacts */
export interface Artifact {
  id: number;
  name: string;
  /** Of its archive, in bytes. */
  size: number;
  expired: boolean;
  /** As in `2026-01-31T12:00:00Z`. */
  createdAt: string;
  /** `sha256:` and the hash of its archive; undefined where an old uploader made it. */
  digest: string | undefined;
  /** The run that made it; undefined where GitHub has forgotten it. */
  run: { id: number; headBranch: string; headSha: string; isFork: boolean } | undefined;
}

export interface Artifacts {
  /** The newest artifacts of a name in the repository, 100 at most: one call. Needs `actions: read`. */
  listArtifacts(name: string): Promise<Artifact[]>;
  /**
   * Downloads the archive of an artifact: one call, which says where it is; there it is fetched without the token.
   * Needs `actions: read`.
   *
   * @param file where it is written
   * @param limit the most that it may have, in bytes
   * @throws GitHubError with status 410 where it has expired, and where it is larger
   */
  downloadArtifact(id: number, file: string, limit: number): Promise<Downloaded>;
}

interface Answer {
  id: number;
  name: string;
  size_in_bytes: number;
  expired: boolean;
  created_at: string | null;
  digest?: string | null;
  workflow_run?: {
    id?: number;
    repository_id?: number;
    head_repository_id?: number;
    head_branch?: string;
    head_sha?: string;
  } | null;
}

/** Artifacts of workflow runs. */
export function artifactsOf(api: Api, repository: string): Artifacts {
  const needs = 'actions: read';
  return {
    async listArtifacts(name) {
      const { data } = await api.ask(
        `Looking for the artifact ${name}`,
        { doing: `list the artifacts of ${repository}`, needs, hidden: true },
        'GET /repos/{owner}/{repo}/actions/artifacts',
        { name, per_page: 100 },
      );
      // GitHub answers the newest first, but promises it nowhere.
      return (data as { artifacts: Answer[] }).artifacts.map(toArtifact).sort((a, b) => b.id - a.id);
    },

    async downloadArtifact(id, file, limit) {
      const location = await api.locate(
        `Asking where artifact ${id} is`,
        { doing: `download artifact ${id} of ${repository}`, needs, hidden: false },
        'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
        { artifact_id: id, archive_format: 'zip' },
      );
      return download(`Downloading artifact ${id}`, location, file, limit, api.patience);
    },
  };
}

function toArtifact({ id, name, size_in_bytes, expired, created_at, digest, workflow_run: run }: Answer): Artifact {
  return {
    id,
    name,
    size: size_in_bytes,
    expired,
    createdAt: created_at ?? '',
    digest: digest ?? undefined,
    run:
      run?.id === undefined
        ? undefined
        : {
            id: run.id,
            headBranch: run.head_branch ?? '',
            headSha: run.head_sha ?? '',
            // What is not known to come from the repository itself counts as a stranger's.
            isFork: run.head_repository_id === undefined || run.head_repository_id !== run.repository_id,
          },
  };
}
