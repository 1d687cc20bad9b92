// Writes packages/local/github/openapi.generated.json: what GitHub's own description says about the operations that
// the loopback GitHub carries out, and nothing else. The full description is too large to install (13 MB of 385), so
// fetch it once, outside the repository:
//
//   cd "$(mktemp -d)" && npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
//   node scripts/run.mjs scripts/extract-openapi.ts <that folder>/package/generated/api.github.com.json
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { operations } from '../packages/local/github/operations.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/** Keys that carry no rule. A *property* may have such a name too, so they are dropped only where a schema may stand. */
const prose = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'title', 'deprecated']);

/** Errors that any operation may answer with, though the description of most does not say so. */
const always = ['#/components/schemas/basic-error', '#/components/schemas/validation-error'];

/**
 * The part of an OpenAPI description that the named operations need.
 *
 * @param description the whole description
 * @param wanted operations as `METHOD /path/{template}`
 * @returns a description of these operations and of everything that they refer to, without prose
 * @throws Error when the description does not hold one of them
 */
export function extract(description: object, wanted: readonly string[]): Fields {
  const full = description as Fields;
  const subset: Fields = { openapi: full.openapi ?? null, info: info(full), paths: {}, components: {} };
  const open = always.filter((ref) => at(full, pointer(ref)) !== undefined);
  for (const operation of wanted) {
    const [method = '', template = ''] = operation.split(' ');
    const found = at(full, ['paths', template, method.toLowerCase()]);
    if (found === undefined) throw new Error(`The description holds no operation ${operation}.`);
    const kept = strip(found, false) as Fields;
    put(subset, ['paths', template, method.toLowerCase()], kept);
    open.push(...references(kept));
  }
  const done = new Set<string>();
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (done.has(ref)) continue;
    done.add(ref);
    const found = at(full, pointer(ref));
    if (found === undefined) throw new Error(`The description refers to ${ref}, which it does not hold.`);
    const kept = strip(found, false);
    put(subset, pointer(ref), kept);
    open.push(...references(kept));
  }
  return sorted(subset) as Fields;
}

function info(full: Fields): Fields {
  const { title, version, license } = full.info as Fields;
  return { title: title ?? null, version: version ?? null, license: license ?? null };
}

/** @param names whether the keys of this object are names chosen by GitHub (properties, paths) and not keywords */
function strip(value: Json, names: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => strip(item, false));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(
    ([key]) => names || (!prose.has(key) && (key === 'x-multi-segment' || !key.startsWith('x-'))),
  );
  return Object.fromEntries(
    kept.map(([key, item]) => [
      key,
      key === 'enum' && !names ? item : strip(item, !names && (key === 'properties' || key === 'patternProperties')),
    ]),
  );
}

function references(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === '$ref' && typeof item === 'string' ? [item] : references(item),
  );
}

const pointer = (ref: string) => ref.replace(/^#\//, '').split('/');

function at(value: Json, keys: readonly string[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of keys) {
    if (current === null || typeof current !== 'object' || Array.isArray(current)) return undefined;
    current = current?.[key];
  }
  return current;
}

function put(target: Fields, [key = '', ...rest]: readonly string[], value: Json): void {
  if (rest.length === 0) target[key] = value;
  else {
    target[key] ??= {};
    put(target[key] as Fields, rest, value);
  }
}

/** Keys in order, so that the file depends on its content alone. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

const script = process.argv[1] ?? '';
if (path.basename(script) === 'extract-openapi.ts') {
  const source = process.argv[2];
  if (!source) throw new Error('Name the full description: scripts/extract-openapi.ts <api.github.com.json>.');
  const subset = extract(JSON.parse(await readFile(source, 'utf8')), Object.keys(operations));
  const target = path.join(path.dirname(script), '../packages/local/github/openapi.generated.json');
  const text = `${JSON.stringify(subset, null, 1)}\n`;
  await writeFile(target, text);
  console.log(`${path.basename(target)}: ${Object.keys(operations).length} operations, ${text.length} bytes`);
}
