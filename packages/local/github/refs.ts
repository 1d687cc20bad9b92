import { git } from './commits.ts';
import { type Handlers, notFound, ok } from './handlers.ts';
import { nodeId, type Place, repositoryUrl } from './render.ts';
import { nothing } from './rules.ts';

/** A ref and what it names; for an annotated tag that is the tag object. */
export interface Ref {
  name: string;
  sha: string;
  type: string;
}

/** The refs of a bare repository whose names begin so, by name. */
export async function listRefs(folder: string, start: string): Promise<Ref[]> {
  const out = await git(folder, 'for-each-ref', '--format=%(refname) %(objectname) %(objecttype)');
  const all = out.split('\n').map((line) => line.split(' '));
  return all
    .map(([name = '', sha = '', type = '']) => ({ name, sha, type }))
    .filter(({ name }) => name !== '' && name.startsWith(start));
}

/** Makes a ref, where there is none of that name. @returns whether it was made */
export async function createRef(folder: string, name: string, sha: string): Promise<boolean> {
  try {
    await git(folder, 'update-ref', name, sha, nothing);
    return true;
  } catch {
    return false;
  }
}

type Operations = 'GET /repos/{owner}/{repo}/git/ref/{ref}' | 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}';

/** Refs as the API shows them. */
export function refHandlers(place: Place, folder: string): Pick<Handlers, Operations> {
  return {
    'GET /repos/{owner}/{repo}/git/ref/{ref}': async ({ params }) => {
      const name = `refs/${params.ref}`;
      const found = (await listRefs(folder, name)).find((ref) => ref.name === name);
      return found ? ok(renderRef(place, found)) : notFound;
    },

    'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': async ({ params }) =>
      ok((await listRefs(folder, `refs/${params.ref}`)).map((ref) => renderRef(place, ref))),
  };
}

/** https://docs.github.com/rest/git/refs */
function renderRef(place: Place, { name, sha, type }: Ref): object {
  const url = `${repositoryUrl(place)}/git`;
  return {
    ref: name,
    node_id: nodeId('Ref', name),
    url: `${url}/${name}`,
    object: { sha, type, url: `${url}/${type}s/${sha}` },
  };
}
