import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { listFiles } from './list-files.ts';

/** Imports point down: a package imports only from layers below its own; providers may also use each other. */
const layers: readonly (readonly string[])[] = [
  ['errors', 'log', 'format'],
  ['exec', 'http', 'aws', 'github', 'git', 'oci', 'workspace', 'zip'],
  ['release', 'test-results'],
  ['environments', 'dags', 'image', 'lambda', 'library', 'test-report'],
  ['actions'],
];
const providers = 1;
/** Beside the layers: `kit` is the runner, `local` serves `try` and the tests. What each may import. */
const beside: Record<string, readonly string[]> = {
  kit: ['errors', 'log', 'format'],
  local: [...layers.flat().filter((name) => name !== 'actions'), 'kit'],
};

/** The toolkit is the user's choice, each part of it behind one file. */
const onlyIn: Record<string, string> = {
  '@actions/core': 'packages/kit/host.ts',
  '@actions/exec': 'packages/exec/exec.ts',
  '@actions/github': 'packages/github/octokit.ts',
};

const layerOf = (name: string) => layers.findIndex((layer) => layer.includes(name));

/**
 * What is wrong with one import.
 *
 * @param file the importing file, relative to the root
 * @param specifier what it imports, as written
 * @param declared the dependencies of the package that the file belongs to
 * @returns a sentence, or undefined when the import keeps the rules
 */
export function judgeImport(file: string, specifier: string, declared: readonly string[]): string | undefined {
  const from = ownerOf(file);
  if (specifier.startsWith('.')) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
    return ownerOf(target) === from
      ? undefined
      : `${file} reaches into ${ownerOf(target)} by a path; import @ci-actions/${ownerOf(target)}/… instead.`;
  }
  if (specifier.startsWith('node:')) return undefined;
  const dependency = dependencyOf(specifier);
  const [scope = '', second = ''] = dependency.split('/');
  const home = onlyIn[dependency];
  if (home !== undefined && home !== file) return `${file} imports ${dependency}; only ${home} does.`;
  if (!declared.includes(dependency))
    return `${file} imports ${dependency}, which ${from}/package.json does not declare.`;
  if (scope !== '@ci-actions') return undefined;
  return mayImport(from, second) ? undefined : `${file} imports ${second}, which is not below ${from}.`;
}

function mayImport(from: string, to: string): boolean {
  if (from === to || beside[from]?.includes(to)) return true;
  if (from === 'actions') return to === 'kit' || layerOf(to) >= 0;
  if (layerOf(from) < 0 || layerOf(to) < 0) return false;
  return layerOf(to) < layerOf(from) || (layerOf(from) === providers && layerOf(to) === providers);
}

/** `@scope/name/file` -> `@scope/name`, `name/file` -> `name`. */
function dependencyOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function ownerOf(file: string): string {
  const [top = '', second = ''] = file.split('/');
  return top === 'packages' ? second : top;
}

/** Every broken rule in the shipped files (tests may import what they like). */
export function brokenImports(root: string): string[] {
  return sourceFiles(root)
    .filter((file) => !/(?:\.test|\/test-tools)\.ts$/.test(file))
    .flatMap((file) => {
      const owner = ownerOf(file);
      const declared = [`@ci-actions/${owner}`, ...declaredIn(root, owner)];
      return importsOf(root, file).flatMap((specifier) => judgeImport(file, specifier, declared) ?? []);
    });
}

/** Every dependency that a package declares and no file of it imports, not even a test. */
export function unusedDependencies(root: string): string[] {
  const used = new Map<string, Set<string>>();
  for (const file of sourceFiles(root)) {
    const owner = ownerOf(file);
    const names = used.get(owner) ?? new Set();
    used.set(owner, names);
    for (const specifier of importsOf(root, file)) names.add(dependencyOf(specifier));
  }
  return [...used].flatMap(([owner, names]) =>
    declaredIn(root, owner)
      .filter((dependency) => !names.has(dependency))
      .map((dependency) => `${folderOf(owner)}/package.json declares ${dependency}, which no file of it imports.`),
  );
}

function sourceFiles(root: string): string[] {
  return ['packages', 'actions'].flatMap((top) =>
    listFiles(path.join(root, top))
      .map((file) => `${top}/${file}`)
      .filter((file) => /\.(ts|mjs)$/.test(file) && !file.includes('node_modules/')),
  );
}

function importsOf(root: string, file: string): string[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  return ts.preProcessFile(source, true, true).importedFiles.map(({ fileName }) => fileName);
}

const folderOf = (owner: string) => (owner === 'actions' ? owner : `packages/${owner}`);

function declaredIn(root: string, owner: string): string[] {
  const file = path.join(root, folderOf(owner), 'package.json');
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys(manifest.dependencies ?? {});
}
