import { InputError } from '@ci-actions/errors/errors';
import { count } from '@ci-actions/format/units';
import { attests, type BuildSettings } from './build-settings.ts';
import { type Engine, said } from './engine.ts';

/**
 * Says what an engine cannot do, before it starts, instead of leaving it out.
 *
 * @throws InputError for the first thing
 */
export function refuseUnsupported(engine: Engine, settings: BuildSettings): void {
  const { platforms, cache, secrets } = settings;
  const full = engine.name === 'buildx' && engine.exports;
  const name = engine.name === 'buildx' && !full ? `docker buildx with the driver ${engine.driver}` : said(engine);
  const remedy =
    engine.name === 'buildx'
      ? 'Run docker/setup-buildx-action before this step, or turn on the containerd image store of Docker'
      : 'Use docker buildx (docker/setup-buildx-action sets it up)';
  const refuse = (what: string, otherwise: string) => {
    throw new InputError(`${name} cannot ${what}. ${remedy}, or ${otherwise}.`);
  };

  if (!full && platforms.length > 1) {
    refuse(`build for ${count(platforms.length, 'platform')} at once`, 'name one platform in `platforms`');
  }
  if (!full && attests(settings)) refuse('write an SBOM or provenance', 'leave `sbom` and `provenance` out');
  const buildah = engine.name === 'podman' || engine.name === 'buildah';
  const gha = cache.some(({ type }) => type === 'gha');
  if (cache.length > 0 && !full && (!buildah || gha)) {
    refuse(
      gha ? 'use the cache of GitHub' : 'write a cache',
      buildah ? 'set `cache` to `registry:` and a repository' : 'leave `cache` out',
    );
  }
  const tagged = cache.find((place) => place.type === 'registry' && /[:@][^/]*$/.test(place.ref));
  if (buildah && tagged?.type === 'registry') {
    refuse(
      `keep a cache under one tag or digest (${tagged.ref})`,
      `name only the repository: registry:${tagged.ref.replace(/[:@][^/]*$/, '')}`,
    );
  }
  const untagged = cache.find((place) => place.type === 'registry' && !/:[^/]+$/.test(place.ref));
  if (!buildah && untagged?.type === 'registry') {
    throw new InputError(
      `The input \`cache\` names ${untagged.ref} without a tag, and the cache would overwrite the image ${untagged.ref}:latest; give it a tag of its own, such as registry:${untagged.ref}:cache.`,
    );
  }
  if (engine.name === 'docker' && !engine.buildKit && secrets.length > 0) {
    refuse('pass secrets to a build without BuildKit', 'leave `build-secrets` out');
  }
  const comma = buildah ? secrets.find(({ file }) => file.includes(',')) : undefined;
  if (comma) {
    throw new InputError(
      `${name} cannot read the secret ${comma.id} from a path with a comma in it; rename ${comma.file}.`,
    );
  }
}
