import path from 'node:path';
import { commitDate } from '@ci-actions/git/commit-date';
import { type BuiltImage, buildImage } from '@ci-actions/image/build/build-image';
import type { RegistryLogin } from '@ci-actions/image/build/registry-logins';
import type { Host } from '@ci-actions/kit/host';
import type { InputValues } from '@ci-actions/kit/input-schema';
import { openImage } from '@ci-actions/oci/archive/open-image';
import type { ImageSource } from '@ci-actions/oci/image-source';
import type { inputs as schema } from './inputs.ts';

/** Opens the image of the input `image`, or builds one. Closing it removes what was built. */
export async function openSource(
  host: Host,
  inputs: InputValues<typeof schema>,
  source: { commit: string; version: string },
  registries: readonly RegistryLogin[],
): Promise<ImageSource> {
  const { context, env, log, mask } = host;
  const temp = env.RUNNER_TEMP || context.workspace;
  const options = { temporary: temp, log };
  if (inputs.image !== '') {
    return openImage(path.resolve(context.workspace, inputs.image), inputs.image, options);
  }
  const committed = await commitDate(context.workspace, source.commit);
  if (!committed) {
    log.notice('The workspace has no git history, so the image has no labels of its commit and is not reproducible.');
  }
  const facts = committed && {
    revision: source.commit,
    committed,
    version: source.version,
    ...(context.repository === '' ? {} : { source: `${context.serverUrl}/${context.repository}` }),
  };
  const { engine } = inputs;
  const built = await buildImage({
    inputs,
    workspace: context.workspace,
    ...(facts ? { facts } : {}),
    ...(engine === 'auto' ? {} : { engine }),
    registries,
    temp,
    env,
    log,
    mask,
  });
  try {
    const opened = await openImage(built.archive, 'the image that was built', options);
    return { ...opened, close: () => closeBoth(opened, built) };
  } catch (thrown) {
    await built.remove();
    throw thrown;
  }
}

async function closeBoth(opened: ImageSource, built: BuiltImage): Promise<void> {
  try {
    await opened.close();
  } finally {
    await built.remove();
  }
}
