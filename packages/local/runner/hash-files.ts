import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * The sha256 of the sha256 of each file that the patterns match, in hex; empty when there is none. Patterns are those
 * of @actions/glob: a folder means all that is in it, `!` takes out again, links to folders are not followed.
 *
 * @param workspace where patterns start; files outside of it do not count
 */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const files = findFiles(workspace, patterns);
  if (files.length === 0) return '';
  const whole = createHash('sha256');
  for (const file of files) whole.update(createHash('sha256').update(readFileSync(file)).digest());
  return whole.digest('hex');
}

/** The files that patterns match, in the order of @actions/glob. @returns absolute paths; only of files in the folder, unless `outside` */
export function findFiles(
  folder: string,
  patterns: readonly string[],
  { hidden = true, outside = false } = {},
): string[] {
  const rules = patterns
    .flatMap((pattern) => pattern.split(/\r?\n/))
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const negated = line.startsWith('!');
      const absolute = path.resolve(folder, negated ? line.slice(1).trim() : line);
      return { negated, root: literalPart(absolute), pattern: globPattern(absolute) };
    });
  const roots = rules.filter(({ negated }) => !negated).map(({ root }) => root);
  const tops = [...new Set(roots)].filter((root) => !roots.some((other) => other !== root && inside(other, root)));
  return tops
    .flatMap((root) => [...walk(root, hidden)])
    .filter((file) => {
      if (!outside && !inside(path.resolve(folder), file)) return false;
      let matched = false;
      for (const { negated, pattern } of rules) if (pattern.test(file)) matched = !negated;
      return matched;
    });
}

function* walk(file: string, hidden: boolean): Generator<string> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats?.isFile()) yield file;
  if (!stats?.isDirectory()) return;
  const entries = readdirSync(file, { withFileTypes: true });
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  for (const entry of entries) {
    const child = path.join(file, entry.name);
    if (!hidden && entry.name.startsWith('.')) continue;
    if (entry.isSymbolicLink() && statSync(child, { throwIfNoEntry: false })?.isDirectory()) continue;
    yield* walk(child, hidden);
  }
}

const inside = (folder: string, file: string) =>
  file === folder || file.startsWith(folder === '/' ? '/' : `${folder}/`);

function literalPart(pattern: string): string {
  const segments = pattern.split('/');
  const first = segments.findIndex((segment) => /[*?[]/.test(segment));
  return first < 0 ? pattern : segments.slice(0, first).join('/') || '/';
}

function globPattern(pattern: string): RegExp {
  const segments = pattern.split('/').map((segment) => {
    if (segment === '**') return segment;
    return segment.replace(/\[([^\]/]+)\]|[\s\S]/g, (part, set: string | undefined) => {
      if (set !== undefined) return `[${set.replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[\\^$.+()[\]{}|]/, '\\$&');
    });
  });
  const source = segments
    .join('/')
    .replaceAll('/**/', '/(?:.*/)?')
    .replace(/\/\*\*$/, '(?:/.*)?');
  // What matches a folder matches everything in it.
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}
