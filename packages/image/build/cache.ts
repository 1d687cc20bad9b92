import { InputError } from '@ci-actions/errors/errors';

/** Where the layers of earlier builds are kept. */
export type Cache = { type: 'registry'; ref: string } | { type: 'gha'; scope?: string };

/**
 * Reads the input `cache`: `registry:<repository>[:tag]`, `gha`, or `gha:<scope>`, one a line.
 *
 * @throws InputError for anything else
 */
export function readCache(lines: readonly string[]): Cache[] {
  return lines.map((line) => {
    const { kind, rest } = /^(?<kind>[a-z]+)(?::(?<rest>.*))?$/.exec(line)?.groups ?? {};
    if (kind === 'registry' && /^[a-z0-9][\w./:@-]*$/.test(rest ?? '')) return { type: 'registry', ref: rest ?? '' };
    if (kind === 'gha' && rest === undefined) return { type: 'gha' };
    if (kind === 'gha' && /^[\w./-]+$/.test(rest ?? '')) return { type: 'gha', scope: rest ?? '' };
    throw new InputError(
      `The input \`cache\` has the line ${JSON.stringify(line)}; write \`registry:\` and a repository with a tag of its own (such as registry:123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:cache), \`gha\`, or \`gha:\` and a scope.`,
    );
  });
}

/**
 * The options of BuildKit. A registry's cache is an image manifest with OCI types, because ECR takes nothing else.
 *
 * @see https://docs.docker.com/build/cache/backends/registry/
 * @see https://aws.amazon.com/blogs/containers/announcing-remote-cache-support-in-amazon-ecr-for-buildkit-clients/
 */
export function buildKitCache(cache: readonly Cache[], write: boolean): string[] {
  const all = cache.flatMap((place) => {
    if (place.type === 'registry') {
      return [
        `--cache-from=type=registry,ref=${place.ref}`,
        `--cache-to=type=registry,ref=${place.ref},image-manifest=true,oci-mediatypes=true,mode=max`,
      ];
    }
    const scope = place.scope === undefined ? '' : `,scope=${place.scope}`;
    return [`--cache-from=type=gha${scope}`, `--cache-to=type=gha${scope},mode=max`];
  });
  return all.filter((option) => write || !option.startsWith('--cache-to='));
}

/** The options of podman and buildah: https://github.com/containers/buildah/blob/main/docs/buildah-build.1.md */
export function buildahCache(cache: readonly Cache[], write: boolean): string[] {
  return cache.flatMap((place) =>
    place.type === 'registry' ? [`--cache-from=${place.ref}`, ...(write ? [`--cache-to=${place.ref}`] : [])] : [],
  );
}
