import { createHash } from 'node:crypto';
import { listen } from '../aws/listen.ts';
import type { PackageIndex } from './package-index.ts';

/**
 * Serves Python packages on 127.0.0.1 as PyPI does, to pip, uv and poetry.
 *
 * @param files wheels and source archives, by their file names: `shop_money-1.2.0-py3-none-any.whl`
 * @see https://packaging.python.org/specifications/simple-repository-api/
 */
export async function startPythonIndex(files: Readonly<Record<string, Uint8Array>>): Promise<PackageIndex> {
  const links = new Map<string, string[]>();
  for (const [name, bytes] of Object.entries(files)) {
    const project = projectOf(name);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const link = `<a href="../../files/${encodeURIComponent(name)}#sha256=${sha256}">${name}</a>`;
    links.set(project, [...(links.get(project) ?? []), link]);
  }
  const requests: string[] = [];
  const { port, close } = await listen(0, async ({ method, url = '/' }, response) => {
    requests.push(`${method} ${url}`);
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const page = links.get(/^\/simple\/([a-z0-9-]+)\/$/.exec(pathname)?.[1] ?? '');
    const file = files[decodeURIComponent(/^\/files\/([^/]+)$/.exec(pathname)?.[1] ?? '')];
    if (page) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!DOCTYPE html>\n<html><body>\n${page.join('\n')}\n</body></html>\n`);
    } else if (file) {
      response.setHeader('content-type', 'application/octet-stream');
      response.end(file);
    } else response.writeHead(404).end();
  });
  return { url: `http://127.0.0.1:${port}/simple/`, requests, close };
}

/** The normalised name of a project, of a wheel or of `name-1.2.0.tar.gz`. https://peps.python.org/pep-0503/#normalized-names */
function projectOf(file: string): string {
  const [, name = file] = /^(.+?)-\d/.exec(file) ?? [];
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
