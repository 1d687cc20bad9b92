import { tmpdir } from 'node:os';
import path from 'node:path';
import { explain } from '@ci-actions/errors/errors';
import { commitDate } from '@ci-actions/git/commit-date';
import { type BuiltImage, buildImage } from '@ci-actions/image/build/build-image';
import type { Engine } from '@ci-actions/image/build/engine';
import type { RegistryLogin } from '@ci-actions/image/build/registry-logins';
import type { Host } from '@ci-actions/kit/host';
import type { PackedAhead } from '@ci-actions/oci/archive/pack-ahead';
import type { ImageSource } from '@ci-actions/oci/image-source';
import { engineEnvironment } from './begin-engine.ts';
import type { Inputs } from './inputs.ts';

/** An image that is being opened or built. */
export interface OpeningSource {
  /** Settles when the engine is at work, or all is done: now is the time for other work. @throws what opening throws before */
  begun: Promise<void>;
  /** Waits for other work, and not for longer than until the image cannot be had. */
  beside<T>(work: Promise<T>): Promise<T>;
  /** The image, when it is there. Closing it removes what was built. */
  open(): Promise<ImageSource>;
  /** Ends the build, if there is one, and removes what it made. */
  abandon(): Promise<void>;
}

/** Begins to open the image of the input `image`, or to build one: what else has to be done is done beside it. */
export function beginSource(
  host: Host,
  inputs: Inputs,
  source: { commit: string; version: string },
  found: Promise<Engine> | undefined,
  registries: () => Promise<readonly RegistryLogin[]>,
): OpeningSource {
  const abort = new AbortController();
  let begin = () => {};
  const begins = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const opening =
    found === undefined
      ? openArchive(host, path.resolve(host.context.workspace, inputs.image), inputs.image)
      : build(host, inputs, source, found, registries, { signal: abort.signal, onBegun: begin });
  opening.catch(() => {});
  const begun = Promise.race([begins, opening.then(() => {})]);
  begun.catch(() => {});
  return {
    begun,
    beside(work) {
      work.catch(() => {});
      return Promise.race([work, opening.then(() => work)]);
    },
    open: () => opening,
    async abandon() {
      abort.abort();
      const image = await opening.catch(() => undefined);
      // What could not be removed must not hide why.
      await image?.close().catch((thrown: unknown) => host.log.warning(explain(thrown)));
    },
  };
}

async function build(
  host: Host,
  inputs: Inputs,
  source: { commit: string; version: string },
  found: Promise<Engine>,
  registries: () => Promise<readonly RegistryLogin[]>,
  whileBuilding: { signal: AbortSignal; onBegun(): void },
): Promise<ImageSource> {
  const { context, env, log, mask } = host;
  const committed = await commitDate(context.workspace, source.commit);
  if (!committed) log.notice('The workspace has no git history, so the date of the image is not that of its commit.');
  const facts = {
    revision: source.commit,
    version: source.version,
    ...(committed ? { committed } : {}),
    ...(context.repository === '' ? {} : { source: `${context.serverUrl}/${context.repository}` }),
  };
  const built = await buildImage({
    inputs,
    workspace: context.workspace,
    facts,
    dryRun: inputs['dry-run'],
    found,
    registries,
    temp: temporary(host).temporary,
    env: engineEnvironment(env),
    log,
    mask,
    signal: whileBuilding.signal,
    onBegun() {
      // Now is the time for what is needed afterwards.
      archives().catch(() => {});
      whileBuilding.onBegun();
    },
  });
  if (!built.reproducible) {
    log.notice(`${built.engine} builds other bytes from the same commit each time: build once, into an archive.`);
  }
  try {
    const opened = await openArchive(host, built.archive, 'the image that was built', built.ahead);
    return { ...opened, close: () => closeBoth(opened, built) };
  } catch (thrown) {
    await built.remove();
    throw thrown;
  }
}

const archives = () => import('@ci-actions/oci/archive/open-image');

async function openArchive(host: Host, file: string, shown: string, ahead?: PackedAhead): Promise<ImageSource> {
  const { openImage } = await archives();
  return openImage(file, shown, { ...temporary(host), ...(ahead ? { ahead } : {}) });
}

const temporary = ({ env, log }: Host) => ({ temporary: env.RUNNER_TEMP || tmpdir(), log });

async function closeBoth(opened: ImageSource, built: BuiltImage): Promise<void> {
  try {
    await opened.close();
  } finally {
    await built.remove();
  }
}
