import { InputError } from '@ci-actions/errors/errors';
import type { Protocol } from './registry-url.ts';

/** The name of a Python package, as each index knows it. https://peps.python.org/pep-0503/#normalized-names */
export function pythonName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** @returns whether a Python package can have the name. https://packaging.python.org/en/latest/specifications/name-normalization/#name-format */
export function isPythonName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name);
}

/** @returns whether an npm package can have the name, those of old with capitals too. https://github.com/npm/validate-npm-package-name */
export function isNpmName(name: string): boolean {
  return name.length <= 214 && /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9_~-][a-z0-9._~!'()*-]*$/i.test(name);
}

/**
 * Names become parts of addresses.
 *
 * @param protocol of the registry, where it is known
 * @throws InputError for a name that it cannot have
 */
export function holdName(name: string, protocol: Protocol | undefined): void {
  if (protocol !== 'npm' && isPythonName(name)) return;
  if (protocol !== 'python' && isNpmName(name)) return;
  throw new InputError(
    `${JSON.stringify(name)} is no name of ${protocol ? kinds[protocol] : 'a package'}; set the input \`package\` to the name at the registry.`,
  );
}

const kinds: Readonly<Record<Protocol, string>> = { python: 'a Python package', npm: 'an npm package' };
