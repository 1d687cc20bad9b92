import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { bytes, count } from '@ci-actions/format/units';
import { sizeOf, type ZipEntry } from '@ci-actions/zip/entry';
import { writeZipFile } from '@ci-actions/zip/write-zip-file';
import type { BuiltZip } from './built-zip.ts';
import { checkArchive } from './check/check-archive.ts';
import { checkDirectSize } from './check/check-sizes.ts';
import { installDependencies } from './install/install.ts';
import { type Architecture, deprecated, type Runtime } from './platform.ts';
import { layOutLayer } from './source/lay-out-layer.ts';
import { readSource, type SourceOptions, sourcePatterns } from './source/read-source.ts';

export interface BuildOptions extends SourceOptions {
  install: 'auto' | 'none';
  /** Undefined where nobody knows it: then nothing can be installed for it. */
  runtime: Runtime | undefined;
  architecture: Architecture;
  /** Empty where it is not known, and in a layer. */
  handler: string;
  layer: boolean;
  /** Whether the zip is going to be published: then nothing that it needs may be left out. */
  mustInstall: boolean;
  /** Whether Lambda gets the zip itself, with no bucket in between. */
  direct: boolean;
  /** Where the zip is written. */
  out: string;
  /** A folder of the job's own. */
  temporary: string;
  env: NodeJS.ProcessEnv;
  /** The day as `2026-11-21`, in UTC. */
  today: string;
}

/**
 * Packs a function: its source, and its dependencies for the machine that it runs on; looks at all of it, and writes it.
 *
 * @returns the zip; the same source and lock file give the same bytes on any machine
 * @throws InputError with everything that is wrong, before anything is written
 */
export async function buildZip(options: BuildOptions): Promise<BuiltZip> {
  const { runtime, layer, out, log, today } = options;
  const old = runtime && deprecated(runtime, today);
  if (old) log.warning(old);
  const source = readSource({ ...options, except: [...(options.except ?? []), out] });
  // What is installed is read when the archive is written, and is of no use afterwards.
  const temporary = await mkdtemp(path.join(options.temporary, 'install-'));
  try {
    const installed = await installDependencies({ ...options, temporary });
    if (installed.how !== 'nothing') {
      log.info(`Installed ${count(installed.entries.length, 'file')} by ${installed.how}.`);
    }
    const { takenBack, leftOutOfInstalled } = sourcePatterns(options);
    const stays = (entry: ZipEntry) => !installed.replaces.some((folder) => entry.path.startsWith(folder));
    const own = installed.replacesSource ? [] : source.filter(stays);
    const theirs = installed.entries.filter(({ path: name }) => !leftOutOfInstalled(name));
    const found = [...own, ...theirs];
    const entries = layer ? layOutLayer(own, theirs, runtime) : found;
    refuseTwins(entries);
    // By their paths in the source, which the patterns that a person writes are about.
    checkArchive(found, { ...options, layer: layer ? entries : undefined, takenBack });
    return await write(entries, options);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function write(entries: readonly ZipEntry[], { direct, out, log }: BuildOptions): Promise<BuiltZip> {
  const { size, sha256, unzippedSize } = await writeZipFile(entries, out);
  const tooLarge = direct ? checkDirectSize(size, entries) : undefined;
  if (tooLarge !== undefined) throw new InputError(tooLarge);
  log.info(
    `Zipped ${count(entries.length, 'file')}: ${bytes(size)}, ${bytes(unzippedSize)} unzipped; sha256:${sha256}.`,
  );
  return { file: out, size, unzippedSize, sha256, folders: foldersOf(entries) };
}

/** @throws InputError for a file of the source that a dependency has too: one would silently win */
function refuseTwins(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { path } of entries) {
    if (seen.has(path)) {
      throw new InputError(
        `Both the source and its dependencies have ${JSON.stringify(path)}; rename or exclude that of the source, or set \`install: none\` where it holds its dependencies already.`,
      );
    }
    seen.add(path);
  }
}

function foldersOf(entries: readonly ZipEntry[]): BuiltZip['folders'] {
  const sums = new Map<string, number>();
  for (const entry of entries) {
    const slash = entry.path.indexOf('/');
    const folder = slash < 0 ? '.' : entry.path.slice(0, slash);
    sums.set(folder, (sums.get(folder) ?? 0) + sizeOf(entry));
  }
  return [...sums].map(([path, size]) => ({ path, bytes: size })).sort((a, b) => b.bytes - a.bytes);
}
