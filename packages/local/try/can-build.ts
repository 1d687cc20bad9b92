import { explain } from '@ci-actions/errors/errors';
import { stream } from '@ci-actions/exec/stream';
import { findEngine } from '@ci-actions/image/build/find-engine';
import { probe } from '@ci-actions/image/build/probe';
import { baseImagesOf } from './base-images.ts';

/** The longest that a base image may take to come, in milliseconds: without a network nothing says so. */
const pullMs = 120_000;

export interface CanBuildOptions {
  /** The environment that the step will have, so that it finds the same engine. */
  env: Readonly<Record<string, string | undefined>>;
  /** Told of a base image that has to come first, which takes its time. */
  say(line: string): void;
  /** Gives up. */
  signal: AbortSignal;
}

/**
 * Whether an image can be built here: a container engine works, and has its base images or gets them.
 *
 * @param dockerfile its text
 * @returns why not, in a sentence; undefined where it can
 */
export async function whyNotBuilt(
  dockerfile: string,
  { env, say, signal }: CanBuildOptions,
): Promise<string | undefined> {
  let program: string;
  try {
    const { name } = await findEngine({ env });
    program = name === 'buildx' ? 'docker' : name;
  } catch (thrown) {
    // What follows is advice for a workflow.
    return `${explain(thrown).split('. Set ')[0]}.`;
  }
  for (const image of baseImagesOf(dockerfile)) {
    const inspect = program === 'buildah' ? ['inspect', '--type', 'image'] : ['image', 'inspect'];
    if ((await probe(program, [...inspect, image], env)).code === 0) continue;
    say(`${program} gets the base image ${image} …`);
    const why = await pull(program, image, { env, signal });
    if (why !== undefined) return `${program} cannot get the base image ${image}: ${why}.`;
  }
  return undefined;
}

async function pull(
  program: string,
  image: string,
  { env, signal: given }: Pick<CanBuildOptions, 'env' | 'signal'>,
): Promise<string | undefined> {
  const lines: string[] = [];
  try {
    const signal = AbortSignal.any([given, AbortSignal.timeout(pullMs)]);
    const code = await stream(program, ['pull', '--quiet', image], { env, signal, onLine: (line) => lines.push(line) });
    return code === 0 ? undefined : (lines.at(-1)?.replace(/\.$/, '') ?? `it ended with ${code}`);
  } catch (thrown) {
    return thrown instanceof Error && thrown.name === 'TimeoutError'
      ? `it did not come within ${pullMs / 1000} s`
      : explain(thrown).replace(/\.$/, '');
  }
}
