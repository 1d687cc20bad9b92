import type { Reply } from '@ci-actions/http/exchange';
import { isRecord, readJson } from './json.ts';

/** The metadata that npm itself asks for when it installs: without texts. */
export const abbreviated = 'application/vnd.npm.install-v1+json, application/json;q=0.8';

/**
 * The versions of a package by the reply of an npm registry.
 *
 * @returns undefined where the reply is none of an npm registry
 * @see https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
 */
export function npmVersions({ body }: Reply): ReadonlySet<string> | undefined {
  const { versions, name } = readJson(body.toString('utf8'));
  return isRecord(versions) && typeof name === 'string' ? new Set(Object.keys(versions)) : undefined;
}
