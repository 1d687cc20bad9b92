import type { ZipEntry } from '@ci-actions/zip/entry';
import type { Runtime } from '../platform.ts';
import { capped, shown } from './capped.ts';

/**
 * Looks whether the runtime will find what is in a layer, once the source step has laid it out.
 *
 * @returns one problem, with the right name of the folder, or undefined
 * @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html#packaging-layers-paths
 */
export function checkLayer(entries: readonly ZipEntry[], runtime: Runtime): string | undefined {
  const wrong = new Map<string, string>();
  for (const { path } of entries) {
    const [folder, instead] = misplaced(path, runtime) ?? [];
    if (folder !== undefined && instead !== undefined) wrong.set(folder, instead);
  }
  if (wrong.size === 0) return undefined;
  const lines = [...wrong].map(([folder, instead]) => `${shown(folder)} should be ${shown(instead)}.`);
  return `${runtime.name} does not look into these folders of the layer; move their content:\n${capped(lines)}`;
}

/** @returns the folder that the runtime passes over, and the one that it looks into */
function misplaced(path: string, { family, version }: Runtime): readonly [string, string] | undefined {
  if (family === 'python') {
    const right = `python/lib/python${version}/site-packages/`;
    const packages = /^python\/(?:lib\/python[^/]+\/)?(?:site|dist)-packages\//.exec(path)?.[0];
    if (packages !== undefined && packages !== right) return [packages, right];
    const nested = /^(?:python\/)?(?:\.?venv|python[\d.]+|Python|PYTHON)\/|^python\/python\//.exec(path)?.[0];
    if (nested !== undefined) return [nested, 'python/'];
  }
  if (family === 'node') {
    const versioned = /^nodejs\/node(\d+)\//.exec(path);
    if (versioned && versioned[1] !== version) return [versioned[0], `nodejs/node${version}/`];
    if (/^node_modules\//.test(path)) return ['node_modules/', 'nodejs/node_modules/'];
    // As people write it.
    const nested = /^(?:nodejs\/)?(?:node_?js[\d.x]+|[Nn]ode_?JS|node_js)\/|^node\/|^nodejs\/nodejs\//.exec(path)?.[0];
    if (nested !== undefined) return [nested, 'nodejs/'];
  }
  return undefined;
}
