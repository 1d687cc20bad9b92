import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bytes } from '@ci-actions/format/units';
import { buildSync } from 'esbuild';
import { has, measure, median, type Run, row } from './measure.ts';
import { shared } from './servers.ts';

const env = { PATH: process.env.PATH ?? '' };
/** Trees of the size of the one below that make a gigabyte. */
const copies = 16;

/** Archives of what a function in Python with its libraries has; next to zip where it is there. */
export async function benchZip(out: string, rounds: number): Promise<void> {
  const folder = path.join(out, 'zip');
  const tree = path.join(folder, 'tree');
  mkdirSync(folder, { recursive: true });
  try {
    const from = makeTree(tree);
    const ours = bundleOurs(folder);
    const archive = path.resolve(folder, 'out.zip');
    const zip = (...levels: string[]) => [
      'sh',
      '-c',
      'cd "$1" && shift && zip -qr "$@" .',
      'sh',
      tree,
      ...levels,
      archive,
    ];
    const peers = has('zip')
      ? [
          { name: 'zip -r -6 -y', command: zip('-6', '-y') },
          { name: 'zip -r -9 -X -y', command: zip('-9', '-X', '-y') },
        ]
      : [];
    if (peers.length === 0) console.log('\nSkipped: zip; it is not installed.');
    const all = [{ name: 'writeZipFile', command: [process.execPath, ours, tree, archive] }, ...peers].map((one) => ({
      ...one,
      runs: [] as Run[],
      size: 0,
    }));
    for (let round = 0; round < rounds; round++) {
      for (const one of all) {
        rmSync(archive, { force: true });
        one.runs.push(measure(one.command, env));
        one.size = statSync(archive).size;
      }
    }
    console.log(`\nA zip archive of a 66 MB function of 3,600 files (${from}), median of ${rounds}`);
    const base = median(all[0]?.runs ?? []);
    for (const { name, runs, size } of all) {
      const run = median(runs);
      const goal =
        runs === all[0]?.runs
          ? '  goal: ≤ 160 MB'
          : name.includes('-6')
            ? '  goal: ours ≤ 0.55x'
            : '  goal: ours has fewer bytes';
      console.log(row(name, run, bytes(size), `${(base.wall / run.wall).toFixed(2)}x`), goal);
    }
    benchLarge(folder, tree, ours, archive);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchLarge(folder: string, tree: string, ours: string, archive: string): void {
  const large = path.join(folder, 'large');
  for (let i = 0; i < copies; i++)
    cpSync(tree, path.join(large, `copy-${i}`), { recursive: true, verbatimSymlinks: true });
  console.log(row('writeZipFile of 1 GB', measure([process.execPath, ours, large, archive], env)), '  goal: ≤ 250 MB');
}

/** Ours as one file and its worker, as the bundle has them. @returns its path */
function bundleOurs(folder: string): string {
  const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20' } as const;
  const outfile = path.join(folder, 'zip.mjs');
  buildSync({ ...common, entryPoints: ['bench/zip-client.ts'], outfile });
  buildSync({
    ...common,
    entryPoints: ['packages/zip/deflate/deflate-worker.mjs'],
    outfile: path.join(folder, 'deflate-worker.mjs'),
  });
  return outfile;
}

/** @returns where the tree is from */
function makeTree(tree: string): string {
  const generator = path.join(shared, 'gen-lambda-tree.mjs');
  if (existsSync(generator)) {
    const { status, stderr } = spawnSync(process.execPath, [generator, '--out', tree], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return 'the shared generator';
  }
  const words = Array.from({ length: 3_000 }, (_, index) => `${((index * 2_654_435_761) >>> 0).toString(36)} = self`);
  for (let i = 0; i < 3_600; i++) {
    const part = path.join(tree, `package_${i % 40}`);
    mkdirSync(part, { recursive: true });
    const lines = Array.from({ length: 1_300 }, (_, line) => words[(i * 31 + line * line) % words.length]);
    writeFileSync(path.join(part, `module_${i}.py`), lines.join('\n'));
  }
  symlinkSync('package_0', path.join(tree, 'link'));
  return 'our own generator';
}
