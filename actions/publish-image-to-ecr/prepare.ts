import type { Engine } from '@ci-actions/image/build/engine';
import { makeTags, noRef, readRef } from '@ci-actions/image/tags';
import type { Host } from '@ci-actions/kit/host';
import { sourceOf } from '../source-of.ts';
import type { Inputs } from './inputs.ts';
import { beginSource } from './open-source.ts';
import { registriesOf } from './registries.ts';

/**
 * All that comes before the engine builds, and the build itself. What is needed only then is loaded while it builds.
 *
 * @param engine what was asked for; undefined where nothing is built
 */
export async function prepare(host: Host, inputs: Inputs, engine: Promise<Engine> | undefined): Promise<void> {
  const { context, mask } = host;
  const { environment } = inputs;
  const source = await sourceOf(host);
  const tagsOf = (commit: string) =>
    makeTags(inputs.tags, inputs['environment-tag'], {
      commit,
      // What is checked out to go back is of no branch and no tag of this run.
      ref: commit === context.sha ? readRef(context) : noRef,
      environment,
    });
  if (inputs.output !== '') {
    const { buildArchive } = await import('./build-archive.ts');
    return buildArchive(host, inputs, source, engine);
  }

  const registries = registriesOf(host, inputs, tagsOf(source.commit));
  // Before a program of others prints anything.
  if (inputs['github-token'] !== '') mask(inputs['github-token']);
  // The registries are logged in to while the engine builds, or before, where a base image or the cache is in them.
  const image = beginSource(host, inputs, source, engine, async () => (await registries.open()).logins());
  try {
    await image.begun;
    const { publishImage } = await import('./publish-image.ts');
    await publishImage(host, inputs, { source, tagsOf, registries, image });
  } catch (thrown) {
    const { summariseFailure } = await import('./summarise-failure.ts');
    await summariseFailure(host, thrown);
    throw thrown;
  } finally {
    await image.abandon();
    registries.close();
  }
}
