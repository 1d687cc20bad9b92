import { createHash } from 'node:crypto';
import { listen } from '../aws/listen.ts';
import type { PackageIndex } from './package-index.ts';
import { packageJsonOf } from './package-json-of.ts';

/**
 * Serves npm packages on 127.0.0.1 as the public registry does; what they depend on is what their package.json says. The
 * last one of a package is its `latest`.
 *
 * @param tarballs as `npm pack` makes them
 * @see https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
 */
export async function startNpmRegistry(tarballs: readonly Uint8Array[]): Promise<PackageIndex> {
  const packages = tarballs.map((tarball) => ({ tarball, manifest: packageJsonOf(tarball) }));
  const requests: string[] = [];
  let url = '';
  const { port, close } = await listen(0, async (message, response) => {
    const target = decodeURIComponent(new URL(message.url ?? '/', 'http://127.0.0.1').pathname).slice(1);
    requests.push(`${message.method} /${target}`);
    const versions = packages.filter(({ manifest }) => manifest.name === target);
    const wanted = packages.find(({ manifest }) => target === fileOf(manifest));
    if (wanted) {
      response.setHeader('content-type', 'application/octet-stream');
      response.end(wanted.tarball);
    } else if (versions.length > 0) {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          name: target,
          'dist-tags': { latest: versions.at(-1)?.manifest.version },
          versions: Object.fromEntries(
            versions.map(({ manifest, tarball }) => [
              manifest.version,
              { ...manifest, dist: { tarball: url + fileOf(manifest), ...sums(tarball) } },
            ]),
          ),
        }),
      );
    } else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}');
  });
  url = `http://127.0.0.1:${port}/`;
  return { url, requests, close };
}

/** Where the tarball of a package is: `@shop/money/-/money-1.2.0.tgz`. */
function fileOf({ name, version }: { name: string; version: string }): string {
  return `${name}/-/${name.split('/').at(-1)}-${version}.tgz`;
}

function sums(tarball: Uint8Array): { integrity: string; shasum: string } {
  return {
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
  };
}
