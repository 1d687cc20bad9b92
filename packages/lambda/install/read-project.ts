import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { isFile } from './find-upwards.ts';

/** A project of npm. */
export interface NodeProject {
  /** Absolute. */
  folder: string;
  /** `package-lock.json` or `npm-shrinkwrap.json`; undefined where there is nothing to install. */
  lock: string | undefined;
  /** Whether its files are ES modules by default. */
  esm: boolean;
  /** Whether it has esbuild among its dependencies. */
  bundles: boolean;
  /** Packages that are installed and would run a script then, which is not done here: `name@version`. */
  withScripts: readonly string[];
}

const locks = ['npm-shrinkwrap.json', 'package-lock.json'];
const otherLocks = { 'yarn.lock': 'Yarn', 'pnpm-lock.yaml': 'pnpm', 'bun.lock': 'Bun', 'bun.lockb': 'Bun' };

/**
 * Reads what there is to install.
 *
 * @param folder with a package.json
 * @param shown how the person knows the folder
 * @throws InputError for what npm cannot install from a lock file of this project alone
 */
export async function readProject(folder: string, shown: string): Promise<NodeProject> {
  const name = (file: string) => JSON.stringify(path.join(shown, file));
  const manifest = await readJson(path.join(folder, 'package.json'), name('package.json'));
  const dependencies = { ...objectOf(manifest.dependencies), ...objectOf(manifest.optionalDependencies) };
  const bundles = 'esbuild' in { ...dependencies, ...objectOf(manifest.devDependencies) };
  const esm = manifest.type === 'module';
  const lock = locks.find((each) => isFile(path.join(folder, each)));
  if (lock === undefined) {
    if (Object.keys(dependencies).length === 0) return { folder, lock, esm, bundles: false, withScripts: [] };
    const other = Object.entries(otherLocks).find(([file]) => isFile(path.join(folder, file)))?.[1];
    throw new InputError(
      `${name('package.json')} has dependencies and there is no package-lock.json beside it${
        other === undefined
          ? '; run `npm install` and commit it'
          : `, but a lock file of ${other}, which is not read here; install them in a step before this one and set \`install: none\``
      }.`,
    );
  }
  if (manifest.workspaces !== undefined) {
    throw new InputError(
      `${name('package.json')} is the root of npm workspaces, which cannot be installed for one function; give the function a package.json and package-lock.json of its own, or bundle it in a step before this one and set \`install: none\`.`,
    );
  }
  const packages = Object.entries(objectOf((await readJson(path.join(folder, lock), name(lock))).packages));
  const linked = packages.flatMap(([at, each]) =>
    objectOf(each).link === true || String(objectOf(each).resolved ?? '').startsWith('file:') ? [at] : [],
  );
  if (linked.length > 0) {
    throw new InputError(
      `${name(lock)} has packages that are folders of this machine (${linked
        .slice(0, 5)
        .map((at) => JSON.stringify(at))
        .join(
          ', ',
        )}), which cannot be installed into an archive; publish them as packages, or bundle the function in a step before this one and set \`install: none\`.`,
    );
  }
  const withScripts = packages.flatMap(([at, each]) => {
    const { hasInstallScript, dev, optional, version } = objectOf(each);
    return hasInstallScript === true && dev !== true && optional !== true
      ? [`${at.replace(/^.*node_modules\//, '')}@${String(version)}`]
      : [];
  });
  return { folder, lock, esm, bundles, withScripts };
}

async function readJson(file: string, shown: string): Promise<Record<string, unknown>> {
  try {
    // Some editors put a byte order mark before it.
    return objectOf(JSON.parse((await readFile(file, 'utf8')).replace(/^\ufeff/, '')));
  } catch (cause) {
    throw new InputError(`${shown} cannot be read as JSON; mend it.`, { cause });
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
