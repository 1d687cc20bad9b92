import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { exec } from '@ci-actions/exec/exec';
import { probe } from '@ci-actions/image/build/probe';
import { startNpmRegistry } from '../index/npm-registry.ts';
import { startPythonIndex } from '../index/python-index.ts';
import { pythonUserBase } from './python-user-base.ts';

/** Package indexes on this machine, as a company has its own. */
export interface Served {
  /** Where they are, as the variables of the repository that its workflow hands to pip and npm. */
  variables: Record<'PIP_INDEX_URL' | 'NPM_CONFIG_REGISTRY', string>;
  close(): Promise<void>;
}

/**
 * Builds the libraries of an example by its own script, and serves them: wheels from an index for pip, tarballs from a
 * registry for npm.
 *
 * @param script takes `--output FOLDER`
 * @param output the folder that is made
 * @throws InputError when the script fails, with its last words
 */
export async function serveLibraries(script: string, output: string): Promise<Served> {
  mkdirSync(output, { recursive: true });
  const { code, stderr } = await exec('python3', ['-B', script, '--output', output]);
  if (code !== 0) throw new InputError(`${script} failed: ${stderr.trim().split('\n').at(-1)}`);
  const built = (ending: string) =>
    readdirSync(output)
      .filter((name) => name.endsWith(ending))
      .map((name) => [name, readFileSync(path.join(output, name))] as const);
  const [pip, npm] = await Promise.all([
    startPythonIndex(Object.fromEntries(built('.whl'))),
    startNpmRegistry(built('.tgz').map(([, bytes]) => bytes)),
  ]);
  return {
    variables: { PIP_INDEX_URL: pip.url, NPM_CONFIG_REGISTRY: npm.url },
    async close() {
      await Promise.all([pip.close(), npm.close()]);
    },
  };
}

/**
 * Whether Python packages can be installed here.
 *
 * @param home a folder without anybody's settings, as a step has it
 * @param path where programs are looked for
 * @returns why not, without a full stop; undefined where they can
 */
export async function whyNoPip(home: string, path = process.env.PATH ?? ''): Promise<string | undefined> {
  mkdirSync(home, { recursive: true });
  const userBase = await pythonUserBase();
  const env = { PATH: path, HOME: home, ...(userBase === undefined ? {} : { PYTHONUSERBASE: userBase }) };
  const { code } = await probe('python3', ['-m', 'pip', '--version'], env);
  return code === 0 ? undefined : 'The python3 of this machine has no pip';
}
