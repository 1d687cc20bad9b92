import type { Glance } from './look-around.ts';
import { type Sign, shown } from './sign.ts';

/**
 * A code library: what its `pyproject.toml` or `package.json` at the top says of it.
 *
 * - A `pyproject.toml` with the name of a project and what builds it (`[build-system]` or `[tool.poetry]`), not
 *   `Private :: Do Not Upload` and not `package-mode = false`. Without what builds it, the sign is faint: applications name
 *   themselves there too.
 * - A `package.json` with a name that is not private, and says what others get of it (`exports`, `files`, `types`, `bin`,
 *   `publishConfig`). With `version` or `main` alone, as `npm init` writes them, the sign is faint.
 */
export function librarySigns(glance: Glance): Sign[] {
  return [python(glance), node(glance)].filter((sign) => sign !== undefined);
}

function python(glance: Glance): Sign | undefined {
  const tables = tablesOf(glance.read('pyproject.toml')?.text ?? '');
  const poetry = tables.get('tool.poetry') ?? '';
  const project = tables.get('project') ?? '';
  const ofPoetry = nameIn(poetry);
  const name = nameIn(project) ?? ofPoetry;
  const kept =
    /^[^#\n]*["']Private ::/m.test(project + poetry) || /^[ \t]*package-mode[ \t]*=[ \t]*false\b/m.test(poetry);
  if (name === undefined || kept) return undefined;
  const faint = ofPoetry === undefined && !tables.has('build-system');
  return { kinds: ['library'], what: `"pyproject.toml" of the package ${shown(name)}`, faint };
}

/**
 * The tables of a TOML file by their headers, as text. To tell a library it is enough, and takes no parser; what is written
 * in rarer forms, such as `project.name = "x"`, is not seen, and asked about.
 */
function tablesOf(toml: string): Map<string, string> {
  const tables = new Map<string, string>();
  let header = '';
  for (const line of toml.split(/\r?\n/)) {
    header = /^\s*\[([\w.-]+)\]\s*(?:#|$)/.exec(line)?.[1] ?? header;
    tables.set(header, `${tables.get(header) ?? ''}${line}\n`);
  }
  return tables;
}

const nameIn = (table: string) => /^[ \t]*name[ \t]*=[ \t]*["']([^"'\n]+)["']/m.exec(table)?.[1];

function node(glance: Glance): Sign | undefined {
  const json = read(glance.read('package.json')?.text ?? '');
  const { name } = json;
  if (typeof name !== 'string' || name === '' || json.private === true) return undefined;
  const has = (...keys: string[]) => keys.some((key) => Object.hasOwn(json, key));
  const meant = has('exports', 'files', 'types', 'bin', 'publishConfig');
  if (!meant && !has('version', 'main')) return undefined;
  return { kinds: ['library'], what: `"package.json" of the package ${shown(name)}`, faint: !meant };
}

/** The fields of an object in JSON; none of anything else, which is no sign. */
function read(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
