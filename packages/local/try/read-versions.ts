import path from 'node:path';
import { recordsOf } from './recorded.ts';
import { git } from './repository.ts';
import { owner, type World } from './world.ts';

/** One tag of a repository, as git and GitHub say themselves. */
export interface HeldVersion {
  tag: string;
  /** A light tag is a name alone; an annotated one says who made it and when. */
  annotated: boolean;
  /** The commit that it is on. */
  commit: string;
  /** The commit that this was made from, where it says so; otherwise itself. */
  source: string;
  /** The version in the `pyproject.toml` or the `package.json` of that commit; empty where there is none. */
  says: string;
  release: 'none' | 'draft' | 'pre-release' | 'release' | 'latest';
  /** What its notes say first, below their headings. */
  notes: string;
  /** The environments that have a record of it. */
  recorded: string[];
}

interface Release {
  id: number;
  tag_name: string;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
}

/**
 * Reads the tags back by git from the bare repository, and their releases from GitHub's API; nothing here comes from the
 * memory of the runner.
 *
 * @returns a row per tag, the oldest first
 */
export async function readVersions(world: World): Promise<HeldVersion[]> {
  const { remote, environments } = world;
  const format = '%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objectname)';
  // 2.0.0-rc.1 comes before 2.0.0.
  const dashes = ['-c', 'versionsort.suffix=-'];
  const sort = ['--sort=version:refname', '--sort=creatordate'];
  const tags = (await git(remote, ...dashes, 'for-each-ref', ...sort, `--format=${format}`, 'refs/tags')).split('\n');
  const releases = await readReleases(world);
  const rows = tags.filter(Boolean).map(async (line): Promise<HeldVersion> => {
    const [tag = '', type = '', object = '', peeled = ''] = line.split('\0');
    const commit = peeled || object;
    const source = (await sourceOf(remote, commit)) ?? commit;
    const says = await versionIn(remote, commit);
    return {
      ...{ tag, annotated: type === 'tag', commit, source, says },
      ...(releases.get(tag) ?? { release: 'none', notes: '' }),
      recorded: environments
        .map(({ name }) => name)
        .filter((name) =>
          recordsOf(world, name).some(
            ({ kind, version, commit: of }) =>
              kind === 'library' && of === source && typeof version === 'string' && tag.endsWith(version),
          ),
        ),
    };
  });
  return Promise.all(rows);
}

async function sourceOf(remote: string, commit: string): Promise<string | undefined> {
  const message = await git(remote, 'show', '--no-patch', '--format=%B', commit);
  return /^Source-Commit: ([0-9a-f]{40})$/m.exec(message)?.[1];
}

async function versionIn(remote: string, commit: string): Promise<string> {
  const file = (name: string) => git(remote, 'cat-file', 'blob', `${commit}:${name}`).catch(() => '');
  const python = /^version\s*=\s*["'](.+?)["']/m.exec(await file('pyproject.toml'))?.[1];
  return python ?? /"version"\s*:\s*"(.+?)"/.exec(await file('package.json'))?.[1] ?? '';
}

/** Asks with a token that may write: without it GitHub does not show drafts. */
async function readReleases({ github, remote }: World): Promise<Map<string, Pick<HeldVersion, 'release' | 'notes'>>> {
  const { token } = github.mintToken({ permissions: { contents: 'write' } });
  const name = path.basename(remote, '.git');
  const ask = (below: string) =>
    fetch(`${github.apiUrl}/repos/${owner}/${name}/releases${below}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    });
  const newest = await ask('/latest');
  const latest = newest.ok ? ((await newest.json()) as Release).id : undefined;
  const found = new Map<string, Pick<HeldVersion, 'release' | 'notes'>>();
  for (let page = 1; ; page++) {
    const answer = await ask(`?per_page=100&page=${page}`);
    if (!answer.ok) throw new Error(`GitHub does not list its releases: ${answer.status} ${await answer.text()}`);
    const releases = (await answer.json()) as Release[];
    for (const { id, tag_name, body, draft, prerelease } of releases) {
      const release = draft ? 'draft' : prerelease ? 'pre-release' : id === latest ? 'latest' : 'release';
      found.set(tag_name, { release, notes: firstOf(body ?? '') });
    }
    if (releases.length < 100) return found;
  }
}

/** The first line that is no heading, without what makes it an item of a list. */
function firstOf(notes: string): string {
  const line = notes.split(/\r?\n/).find((one) => one.trim() !== '' && !one.startsWith('#')) ?? '';
  return line.replace(/^\s*[*-]\s+/, '').trim();
}
