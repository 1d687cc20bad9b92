import type { Reply } from '@ci-actions/http/exchange';
import { pythonKey } from '../version/python-version.ts';
import { hrefs } from './hrefs.ts';
import { isRecord, readJson } from './json.ts';
import { pythonName } from './package-name.ts';

/** The Simple API, as JSON where the index has it, otherwise as HTML. https://peps.python.org/pep-0691/#content-types */
export const simple =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.5, text/html;q=0.4, application/json;q=0.1';

/** No file system takes longer names of files. */
const longestName = 255;

/**
 * The versions of a package on a page of a Python index.
 *
 * @param reply to a question for the Simple API, or for `/pypi/<name>/json`
 * @param name of the package, in any spelling
 * @returns what two spellings of each have in common; undefined where the page is none of a Python index. An HTML page
 * without a file of the package is none: any web site has such pages
 * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
 * @see https://github.com/pypi/warehouse/blob/main/docs/user/api/json.md
 */
export function pythonVersions({ headers, body }: Reply, name: string): ReadonlySet<string> | undefined {
  const text = body.toString('utf8');
  if (!/\bjson\b/i.test(headers['content-type'] ?? '')) {
    const found = keysOf(hrefs(text).map(lastPart), name, []);
    return found.size > 0 || /\bpypi:repository-version\b/.test(text) ? found : undefined;
  }
  const page = readJson(text);
  // JSON API: files by version. Simple API: a list of files, and since PEP 700 of versions.
  if (isRecord(page.releases)) {
    const releases = Object.entries(page.releases).flatMap(([version, files]) =>
      Array.isArray(files) && files.length > 0 ? [version] : [],
    );
    return keysOf([], name, releases);
  }
  if (!Array.isArray(page.files)) return undefined;
  const files = page.files.map((file: unknown) => (isRecord(file) ? String(file.filename) : ''));
  return keysOf(files, name, Array.isArray(page.versions) ? page.versions.map(String) : []);
}

function keysOf(files: readonly string[], name: string, versions: readonly string[]): ReadonlySet<string> {
  const all = [...versions, ...files.flatMap((file) => versionOfFile(file, name))];
  return new Set(all.flatMap((version) => pythonKey(version) ?? []));
}

/**
 * @param file `shop_money-1.2.0-py3-none-any.whl` or `shop-money-1.2.0.tar.gz`
 * @returns what may be its version: names have hyphens too, and so have versions
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention
 */
function versionOfFile(file: string, name: string): string[] {
  const wanted = pythonName(name);
  const wheel = /^([^-]+)-([^-]+)-.+\.whl$/.exec(file);
  if (wheel) return pythonName(wheel[1] ?? '') === wanted ? [wheel[2] ?? ''] : [];
  const stem = file.replace(/\.(?:tar\.gz|tgz|tar\.bz2|zip)$/, '');
  if (stem === file || stem.length > longestName) return [];
  return [...stem.matchAll(/-/g)].flatMap(({ index }) =>
    pythonName(stem.slice(0, index)) === wanted ? [stem.slice(index + 1)] : [],
  );
}

/** The name of the file that a link leads to. */
function lastPart(href: string): string {
  const path = href.replace(/[?#].*$/s, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
