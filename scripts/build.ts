// Builds dist/: one bundle of all actions by @vercel/ncc, and a folder per action that opens its door of it.
// usage: build.ts [--check]    --check builds elsewhere and compares: exit 1 when dist/ is not what the sources build.
// ncc must start in the root, where it looks for tsconfig.json; that a clone in another folder builds the same bytes is
// shown by .ci/run, which runs --check in one.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync, transformSync } from 'esbuild';
import { groupLicenses } from './group-licenses.ts';
import { judgeDist, megabytes, sizeOf } from './judge-dist.ts';
import { listFiles } from './list-files.ts';
import { replaceFolder } from './replace-folder.ts';
import { root } from './root.ts';

const check = process.argv.includes('--check');
const dist = path.join(root, 'dist');

/** Every folder of `actions/` that holds an `action.yml`. */
const names = readdirSync(path.join(root, 'actions')).filter((name) =>
  existsSync(path.join(root, 'actions', name, 'action.yml')),
);

/** Builds into an empty folder. @throws Error when ncc fails or the result is not fit to ship */
function build(out: string): void {
  bundle(path.join(out, 'bundle'));
  for (const name of names) {
    mkdirSync(path.join(out, name), { recursive: true });
    cpSync(path.join(root, 'actions', name, 'action.yml'), path.join(out, name, 'action.yml'));
    writeFileSync(
      path.join(out, name, 'index.js'),
      `// Opens the door \`${name}\` of the bundle that all actions share.\nimport { open } from '../bundle/index.js';\nawait open('${name}');\n`,
    );
  }
  // The release tree holds dist/ alone, so it says itself that its files are ES modules.
  writeFileSync(path.join(out, 'package.json'), '{ "private": true, "type": "module" }\n');
  cpSync(path.join(root, 'LICENSE'), path.join(out, 'LICENSE'));
  const wrong = judgeDist(out);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

function bundle(out: string): void {
  const ncc = path.join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  const args = [
    'build',
    'actions/index.ts',
    '--out',
    out,
    '--target',
    'es2022',
    '--license',
    'licenses.txt',
    '--no-cache',
  ];
  const node = ['--import', './scripts/lighter-reads.mjs', ncc, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`ncc failed.\n${stdout}\n${stderr}`);
  rmSync(path.join(out, 'package.json'), { force: true });
  bundleWorkers(out);
  const licenses = path.join(out, 'licenses.txt');
  const installed = installedNames();
  writeFileSync(
    licenses,
    groupLicenses(readFileSync(licenses, 'utf8'), (name) => installed.has(name)),
  );
  for (const file of listFiles(out)) {
    const code = readFileSync(path.join(out, file), 'utf8');
    // An optional dependency that is missing becomes code that crashes when it is reached (vercel/ncc#791).
    if (code.includes('@@notfound'))
      throw new Error(`dist/bundle/${file} would load a module that is not in the bundle.`);
    if (file.endsWith('.js')) writeFileSync(path.join(out, file), withoutComments(withBuiltins(code)));
  }
}

/** The files that worker threads run. ncc copies them as they are, under the hash of their text; here they get what they import. */
const workers = ['packages/zip/deflate/deflate-worker.mjs'];

function bundleWorkers(out: string): void {
  for (const worker of workers) {
    const source = readFileSync(path.join(root, worker));
    const copy = listFiles(out).find((file) => readFileSync(path.join(out, file)).equals(source));
    if (copy === undefined) throw new Error(`Nothing in the bundle starts ${worker}, or ncc no longer copies it.`);
    buildSync({
      absWorkingDir: root,
      entryPoints: [worker],
      outfile: path.join(out, copy),
      allowOverwrite: true,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'es2022',
      charset: 'utf8',
      legalComments: 'none',
      minifyWhitespace: true,
    });
  }
}

/** The names of all packages that the lock file installs, wherever they lie. */
function installedNames(): ReadonlySet<string> {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  return new Set(Object.keys(packages).map((key) => key.split('node_modules/').at(-1) ?? ''));
}

/** ncc makes a new `require` for each of Node's own modules; all of them together take longer than most of what they load. */
function withBuiltins(code: string): string {
  return code.replaceAll(/__WEBPACK_EXTERNAL_createRequire\(import\.meta\.url\)\("([^"]+)"\)/g, (_, name: string) => {
    if (!isBuiltin(name)) throw new Error(`The bundle would load ${name}, which is not in it.`);
    return `process.getBuiltinModule("${name}")`;
  });
}

/**
 * Comments and blanks are two fifths of a bundle, and every run downloads them. Names stay as they are, for stack traces;
 * the licences are in a file of their own.
 */
function withoutComments(code: string): string {
  return transformSync(code, { minifyWhitespace: true, legalComments: 'none', charset: 'utf8', target: 'es2022' }).code;
}

const digests = (folder: string) =>
  new Map(
    (existsSync(folder) ? listFiles(folder) : []).map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(path.join(folder, file)))
        .digest('hex'),
    ]),
  );

/** Builds elsewhere. @returns the files of dist/ that are not what the sources build, and of how many */
function compare(): { different: string[]; count: number } {
  const temporary = mkdtempSync(path.join(tmpdir(), 'dist-'));
  try {
    build(temporary);
    const [expected, found] = [digests(temporary), digests(dist)];
    const all = [...new Set([...expected.keys(), ...found.keys()])];
    return { different: all.filter((file) => expected.get(file) !== found.get(file)), count: expected.size };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

try {
  if (check) {
    const { different, count } = compare();
    if (different.length > 0) {
      throw new Error(
        `dist/ is not what the sources build; run \`npm run build\` and commit it. Different: ${different.join(', ')}`,
      );
    }
    console.log(`dist/ is what the sources build (${count} files).`);
  } else {
    replaceFolder(dist, build);
    console.log(`Built dist/: ${names.join(', ')}; ${megabytes(sizeOf(dist))}.`);
  }
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exitCode = 1;
}
