import path from 'node:path';
import { listed } from '@ci-actions/format/units';
import { sizeOf, type ZipEntry } from '@ci-actions/zip/entry';
import type { Runtime } from '../platform.ts';
import { shown } from './capped.ts';
import { textOf } from './content.ts';
import { nodeNames } from './node-names.ts';
import { type Names, pythonNames } from './python-names.ts';

/** A file that is longer is the work of a program; nobody reads it here. In bytes. */
const longest = 5_000_000;
/** So many names are told. */
const mostNames = 12;

/** How the handler of a language is written, and where its file is. */
interface Language {
  /** For messages: a handler as it should be. */
  example: string;
  /** @returns the module, without an ending, and the name in it; undefined for what is no handler */
  split(handler: string): { module: string; name: string } | undefined;
  /** The files that the module may be, the first that is there counts. */
  files(module: string): readonly string[];
  /** What a file of the language ends with. */
  ending: RegExp;
  /** Files that define the module too, but say nothing about names. */
  opaque(module: string): RegExp;
  read?: (source: string) => Names;
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html#naming */
const python: Language = {
  example: 'app.handler for the function handler in app.py',
  split(handler) {
    const at = handler.lastIndexOf('.');
    if (at <= 0 || at === handler.length - 1) return undefined;
    return { module: handler.slice(0, at).replaceAll('.', '/'), name: handler.slice(at + 1) };
  },
  files: (module) => [`${module}/__init__.py`, `${module}.py`],
  ending: /\.py$/,
  opaque: (module) => new RegExp(`^${escaped(module)}(/__init__)?(\\.pyc|\\.[\\w.-]*so)$`),
  read: pythonNames,
};

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-naming */
const node: Language = {
  example: 'index.handler for the export handler of index.js',
  split(handler) {
    const folder = handler.slice(0, handler.lastIndexOf('/') + 1);
    const parts = /^([^.]+)\.([^.]+)/.exec(handler.slice(folder.length));
    return parts?.[1] === undefined || parts[2] === undefined
      ? undefined
      : { module: path.posix.normalize(folder + parts[1]), name: parts[2] };
  },
  files: (module) => ['', '.js', '.mjs', '.cjs', '/index.js'].map((end) => module + end),
  ending: /\.[cm]?js$/,
  opaque: (module) => new RegExp(`^${escaped(module)}(\\.node|\\.json|/package\\.json)$`),
  read: nodeNames,
};

const ruby: Language = {
  example: 'app.handler for the method handler in app.rb',
  split(handler) {
    const at = handler.indexOf('.');
    return at <= 0 ? undefined : { module: handler.slice(0, at), name: handler.slice(at + 1) };
  },
  files: (module) => [`${module}.rb`],
  ending: /\.rb$/,
  opaque: () => /^$/,
};

const all: readonly Language[] = [python, node, ruby];
/** What runs in a way of its own, and may have files of the other languages beside it: Java, .NET, a custom runtime. */
const others = /\.(class|jar|dll)$|^bootstrap$/;

/**
 * Looks whether the file of a handler is in the archive and has the name, as far as can be told without running it.
 *
 * @param handler as Lambda has it: `app.handler`, `dist/index.handler`
 * @param runtime undefined where it is not known: the archive shows which language it is then
 * @returns one problem, with the names that the file does have, or undefined
 */
export function checkHandler(
  entries: readonly ZipEntry[],
  handler: string,
  runtime: Pick<Runtime, 'family' | 'name'> | undefined,
): string | undefined {
  const problems: string[] = [];
  for (const language of languagesOf(runtime, entries, handler)) {
    const problem = checkIn(language, entries, handler);
    if (problem === undefined) return undefined;
    problems.push(problem);
  }
  return problems.find((problem) => problem.includes(didYouMean)) ?? problems[0];
}

/** @returns what is wrong with a handler of that language, or undefined */
function checkIn(language: Language, entries: readonly ZipEntry[], handler: string): string | undefined {
  const parts = language.split(handler);
  if (!parts) {
    return `The handler ${shown(handler)} names no function in a file; write it as ${language.example}.`;
  }
  const { module, name } = parts;
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const found = language.files(module).find((file) => byPath.has(file));
  const entry = found === undefined ? undefined : byPath.get(found);
  if (found === undefined || !entry) return missing(entries, language, handler, module);
  if (entry.kind === 'link' || !language.read || sizeOf(entry) > longest) return undefined;
  const { names, certain } = language.read(textOf(entry, longest));
  if (names.has(name) || !certain) return undefined;
  const own = [...names].filter((each) => !each.startsWith('_'));
  const has =
    own.length === 0
      ? 'it defines no names'
      : `it has ${listed(own.slice(0, mostNames))}${own.length > mostNames ? ' and more' : ''}`;
  return `The handler ${shown(handler)} is not there: ${shown(found)} does not ${language === node ? 'export' : 'define'} ${shown(name)}; ${has}.`;
}

/** @returns the languages that a handler may be of; none for a class of Java or a program, which no file is named by */
function languagesOf(
  runtime: Pick<Runtime, 'family' | 'name'> | undefined,
  entries: readonly ZipEntry[],
  handler: string,
): readonly Language[] {
  if (runtime?.family === 'python') return [python];
  if (runtime?.family === 'node') return [node];
  if (runtime) return runtime.name.startsWith('ruby') ? [ruby] : [];
  const paths = new Set(entries.map((entry) => entry.path));
  const fitting = all.filter((language) => {
    const module = language.split(handler)?.module;
    return module !== undefined && language.files(module).some((file) => file !== module && paths.has(file));
  });
  if (fitting.length > 0) return fitting.slice(0, 1);
  // None fits. Only where nothing else could run, the handler is meant for a file of those that are there.
  if (handler.includes('::') || entries.some(({ path }) => others.test(path))) return [];
  return all.filter(({ ending }) => entries.some(({ path }) => ending.test(path)));
}

const didYouMean = 'did you mean';

function missing(
  entries: readonly ZipEntry[],
  language: Language,
  handler: string,
  module: string,
): string | undefined {
  const opaque = language.opaque(module);
  if (entries.some((entry) => opaque.test(entry.path))) return undefined;
  // A folder that is there by a link holds what cannot be seen here.
  if (entries.some((entry) => entry.kind === 'link' && module.startsWith(`${entry.path}/`))) return undefined;
  const wanted = language.files(module).find((file) => /\.\w+$/.test(file) && !file.includes('/__init__')) ?? module;
  const base = path.posix.basename(module);
  const ending = language === node ? /\.([cm]?js|ts)$/ : language.ending;
  const elsewhere = entries.filter(
    (entry) =>
      ending.test(entry.path) &&
      !/(^|\/)node_modules\//.test(entry.path) &&
      path.posix.basename(entry.path).replace(ending, '') === base,
  );
  const hint =
    elsewhere.length > 0
      ? `${listed(elsewhere.slice(0, 3).map((entry) => shown(entry.path)))} ${elsewhere.length > 1 ? 'are' : 'is'} there: ${didYouMean} ${elsewhere.length > 1 ? 'one of these' : 'that'}?${
          elsewhere.every((entry) => entry.path.endsWith('.ts')) ? ' TypeScript must be compiled first.' : ''
        }`
      : `At the root there are ${atRoot(entries)}.`;
  return `The handler ${shown(handler)} is not there: the archive has no ${shown(wanted)}. ${hint} A handler is written as ${language.example}.`;
}

function atRoot(entries: readonly ZipEntry[]): string {
  const names = [...new Set(entries.map((entry) => entry.path.replace(/\/.*/, '/')))].sort();
  return `${listed(names.slice(0, 8).map(shown))}${names.length > 8 ? ', and more' : ''}`;
}
