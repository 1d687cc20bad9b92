import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isInside } from '@ci-actions/workspace/is-inside';
import { isFile } from './find-upwards.ts';
import { installerEnv } from './installer-env.ts';
import { requirementLines } from './requirement-lines.ts';

export interface RequirementsOptions {
  /** The checkout, links resolved. */
  workspace: string;
  /** The requirements file, absolute. */
  file: string;
  /** How the person knows it. */
  shown: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Judges a requirements file, and those that it names by `-r` and `-c`: only wheels from an index or the web are installed,
 * because pip would run the build of anything else here, for this machine, and some builds write into the folder.
 *
 * @returns whether they ask for anything at all
 * @throws InputError for a file that asks for what has to be built, chooses by itself what may be, or cannot be read
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export async function judgeRequirements(options: RequirementsOptions): Promise<boolean> {
  const { workspace } = options;
  const env = installerEnv(options.env);
  const seen = new Set<string>();
  const waiting = [{ file: options.file, shown: options.shown }];
  let asks = false;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { file, shown } = next;
    if (seen.has(file)) continue;
    seen.add(file);
    const built: string[] = [];
    for (const { text, requirement, options: given } of requirementLines(await read(file, shown), env)) {
      asks = true;
      const formats = given.find((each) => isOption(each, '--no-binary', 6) || isOption(each, '--only-binary', 3));
      if (formats !== undefined) {
        throw new InputError(
          `${JSON.stringify(shown)} says ${JSON.stringify(text.slice(0, 200))}, and every package is installed as a wheel; remove that line.`,
        );
      }
      if (isSource(requirement) || given.some((each) => isOption(each, '--editable', 4, '-e'))) built.push(text);
      for (const name of filesNamed(given)) waiting.push(follow(name, { ...next, workspace, text }));
    }
    if (built.length > 0) {
      throw new InputError(
        `${JSON.stringify(shown)} asks for ${built.map((line) => JSON.stringify(line.slice(0, 200))).join(', ')}, which would have to be built for the function's platform, and only wheels are installed; publish it as a wheel, or put its files into the source.`,
      );
    }
  }
  return asks;
}

/**
 * Judges the files that pip's setting `constraint` names: where one gives a name an address, pip takes it from there, and
 * builds what is no wheel.
 *
 * @param constraints absolute, or addresses
 * @throws InputError as `judgeRequirements`, and for a file that is not there
 */
export async function judgeConstraints(
  constraints: readonly string[],
  { workspace, env }: Pick<RequirementsOptions, 'workspace' | 'env'>,
): Promise<void> {
  for (const file of constraints) {
    if (!isFile(file)) {
      throw new InputError(
        `pip's setting \`constraint\` (PIP_CONSTRAINT) names ${JSON.stringify(file)}, which is no file here; name one by its path from the workspace, fetched in a step before where it is in the web.`,
      );
    }
    const shown = isInside(workspace, file) ? path.relative(workspace, file) : file;
    await judgeRequirements({ workspace, file, shown, env });
  }
}

/** Whether a requirement is a folder, a file, a repository or an archive rather than the name of a package or a wheel. */
function isSource(requirement: string): boolean {
  const url = /^(?:[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*)?([a-z][a-z0-9+.-]*:.*)$/i.exec(requirement)?.[1];
  if (url !== undefined) {
    const address = url.split(/\s/)[0] ?? '';
    return !/^https?:/i.test(address) || !URL.canParse(address) || !new URL(address).pathname.endsWith('.whl');
  }
  // pip takes what has a slash, or begins with a dot, for a path. Its condition may have one too.
  const name = requirement.split(';')[0] ?? '';
  return /^\.|[/\\@]/.test(name);
}

/** Whether a word is an option, which may be cut short as long as it can be no other: `--no-bin`. */
function isOption(word: string, name: string, least: number, short?: string): boolean {
  const long = word.split('=')[0] ?? '';
  if (long.startsWith('--')) return long.length >= least && name.startsWith(long);
  return short !== undefined && word.startsWith(short);
}

/** @returns the files of `-r more.txt`, `-rmore.txt`, `--requirement more.txt` and `--requirement=more.txt`, and of `-c` */
function filesNamed(given: readonly string[]): readonly string[] {
  return given.flatMap((each, index) => {
    const long = isOption(each, '--requirement', 5) || isOption(each, '--constraint', 3);
    if (!long && !/^-[rc]/.test(each)) return [];
    const value = long ? /=(.*)$/s.exec(each)?.[1] : each.slice(2);
    return value === undefined || value === '' ? (given[index + 1] ?? []) : value;
  });
}

/** @returns a file that another one names, which has to be in the workspace: what it says is judged too */
function follow(
  name: string,
  { file, shown, text, workspace }: { file: string; shown: string; text: string; workspace: string },
): { file: string; shown: string } {
  const says = `${JSON.stringify(shown)} says ${JSON.stringify(text.slice(0, 200))}`;
  // As the system finds it, for which a link and `..` after it is something else than nothing.
  const to = path.isAbsolute(name) ? name : `${path.dirname(file)}/${name}`;
  const remote = /^(https?|file):/i.test(name);
  if (!remote && !isFile(to))
    throw new InputError(`${says}, and there is no such file; commit it, or remove that line.`);
  const real = remote ? '' : realpathSync.native(to);
  if (remote || !isInside(workspace, real)) {
    throw new InputError(`${says}, which is outside of the workspace; commit that file, and name it by its path.`);
  }
  // What it names in turn is found from the folder of the name that is given, also where that is a link.
  const named = path.join(realpathSync.native(path.dirname(to)), path.basename(to));
  return { file: named, shown: path.relative(workspace, real) };
}

async function read(file: string, shown: string): Promise<string> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    throw new InputError(`${JSON.stringify(shown)} cannot be read as text in UTF-8; write it anew.`, { cause });
  }
  // pip would read other lines than are judged here. https://peps.python.org/pep-0263/
  const encoding = text
    .split('\n', 2)
    .map((line) => /^\s*#.*coding[:=]\s*([-\w.]+)/.exec(line)?.[1])
    .find((each) => each !== undefined);
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
    throw new InputError(
      `${JSON.stringify(shown)} says that it is written in ${JSON.stringify(encoding)}; write it in UTF-8.`,
    );
  }
  return text;
}
