import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Host } from '@ci-actions/kit/host';
import { buildZip } from '@ci-actions/lambda/build-zip';
import type { BuiltZip } from '@ci-actions/lambda/built-zip';
import type { Architecture, Runtime } from '@ci-actions/lambda/platform';
import { outputFile } from '@ci-actions/workspace/output-file';
import type { Inputs, Wanted } from './read-inputs.ts';

/** What a function runs on, as the inputs or AWS say it. */
export interface Platform {
  runtime: Runtime | undefined;
  handler: string;
  architecture: Architecture;
}

/**
 * Packs one function.
 *
 * @param outputs where all zips of this call are written: none of them is packed into another
 * @throws InputError for a source or dependencies that cannot be published
 */
export async function pack(
  host: Host,
  inputs: Inputs,
  { name, source, output }: Wanted,
  outputs: readonly string[],
  platform: Platform,
  { direct, mustInstall }: { direct: boolean; mustInstall: boolean },
): Promise<BuiltZip> {
  const { log, env } = host;
  const { workspace } = host.context;
  const temporary = await mkdtemp(path.join(env.RUNNER_TEMP || tmpdir(), 'zip-lambda-'));
  const out = output === '' ? path.join(temporary, `${name}.zip`) : await outputFile(workspace, output, 'function.zip');
  const { include, exclude, symlinks, install, layer } = inputs;
  const today = new Date().toISOString().slice(0, 10);
  const except = outputs.filter(Boolean).flatMap((one) => withLeftovers(path.resolve(workspace, one)));
  const what = {
    workspace,
    source,
    except,
    include,
    exclude,
    symlinks,
    install,
    layer,
    direct,
    mustInstall,
    out,
    today,
    ...platform,
  };
  return buildZip({ ...what, temporary, env: { ...env }, log });
}

/** A zip, and what runs that were killed while they wrote it have left beside it. */
function withLeftovers(file: string): string[] {
  const folder = path.dirname(file);
  const begin = `${path.basename(file)}.`;
  const beside = existsSync(folder) ? readdirSync(folder) : [];
  const left = beside.filter((name) => name.startsWith(begin) && name.endsWith('.part'));
  return [file, ...left.map((name) => path.join(folder, name))];
}
