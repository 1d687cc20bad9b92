// Runs a TypeScript entry of this repository on any Node from 20: esbuild bundles our own sources (and GitHub's
// workflow packages, whose JSON imports plain Node refuses) into the cache, every other package stays where it is.
// usage: node scripts/run.mjs <entry.ts> [arguments]
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundled = /^(@ci-actions\/|@actions\/(workflow-parser|expressions|languageservice)\b)/;

/** @param {string} entry a TypeScript file, relative to the root. @returns the path of a module that Node can import. */
export async function bundle(entry) {
  const name = `${path.basename(entry, '.ts')}-${createHash('sha256').update(entry).digest('hex').slice(0, 8)}.mjs`;
  const outfile = path.join(root, 'node_modules/.cache/ci-actions', name);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'other-packages-stay-outside',
        setup({ onResolve }) {
          onResolve({ filter: /^[^./]/ }, ({ path: id, kind }) =>
            kind === 'entry-point' || bundled.test(id) ? undefined : { path: id, external: true },
          );
        },
      },
      {
        // A worker thread runs a file beside the module that starts it, and the bundle is elsewhere.
        name: 'workers-stay-where-they-are',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]packages[\\/].*\.ts$/ }, async ({ path: file }) => {
            const source = await readFile(file, 'utf8');
            if (!source.includes('new Worker(new URL(')) return undefined;
            return {
              contents: source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
              loader: 'ts',
            };
          });
        },
      },
    ],
  });
  return outfile;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [entry, ...rest] = process.argv.slice(2);
  if (!entry) throw new Error('usage: node scripts/run.mjs <entry.ts> [arguments]');
  const file = await bundle(entry);
  process.argv = [process.argv[0] ?? 'node', path.join(root, entry), ...rest];
  await import(pathToFileURL(file).href);
}
