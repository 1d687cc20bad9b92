import { InputError } from '@ci-actions/errors/errors';
import { type Engine, type EngineName, said } from './engine.ts';
import { type Answer, firstLine, probe } from './probe.ts';

export interface FindEngineOptions {
  /** The only one that is wanted; the best that works by default. */
  engine?: EngineName;
  /** The environment, whose PATH finds the programs. */
  env: Readonly<Record<string, string | undefined>>;
}

/** An engine, or why it does not work. */
type Found = { engine: Engine } | { why: string };

/**
 * Finds the program that builds the image: `docker buildx`, else `docker`, else `podman`, else `buildah`. One short call
 * where buildx works (70 ms), two (40 ms) where docker works without it.
 *
 * @throws InputError that says what was tried, and why each does not work
 */
export async function findEngine({ engine: wanted, env }: FindEngineOptions): Promise<Engine> {
  const tried: string[] = [];
  // Docker's two come one after the other: the first nearly always works, and a second program beside it makes it slower.
  for (const names of [['buildx'], ['docker'], ['podman', 'buildah']] as const) {
    const asked = names.filter((name) => wanted === undefined || name === wanted);
    const found = await Promise.all(asked.map((name) => ask[name](env)));
    for (const [index, result] of found.entries()) {
      if ('engine' in result) return result.engine;
      tried.push(`${said({ name: asked[index] ?? 'buildx' })} (${result.why || 'it says nothing'})`);
    }
  }
  const none =
    wanted === undefined
      ? 'No program that builds images works here'
      : `The engine ${said({ name: wanted })} does not work here`;
  const remedy =
    wanted === undefined ? 'Set up one of them' : 'Set it up, or leave `engine` empty to take the one that works';
  throw new InputError(
    `${none}; tried: ${tried.join(', ')}. ${remedy}, or set \`image\` to an archive that was built earlier, which needs no engine.`,
  );
}

const ask: Record<EngineName, (env: FindEngineOptions['env']) => Promise<Found>> = {
  buildx: async (env) => readBuildx(await probe('docker', ['buildx', 'inspect'], env)),
  docker: async (env) => readDocker(await probe('docker', ['version', '--format', '{{json .}}'], env)),
  podman: (env) => installed('podman', env),
  buildah: (env) => installed('buildah', env),
};

/** Podman and buildah have no daemon: what is installed works, and says itself what it lacks. */
async function installed(name: 'podman' | 'buildah', env: FindEngineOptions['env']): Promise<Found> {
  const { code, why } = await probe(name, ['--version'], env);
  return code === 0 ? { engine: { name } } : { why };
}

/** What runs BuildKit for buildx; another word comes from another program that calls itself docker. */
const drivers = ['docker', 'docker-container', 'kubernetes', 'remote', 'cloud'];

/** Reads what `docker buildx inspect` says of the builder in use: https://docs.docker.com/reference/cli/docker/buildx/inspect/ */
export function readBuildx({ code, stdout, why }: Answer): Found {
  const driver = /^Driver:[ \t]*(\S+)/m.exec(stdout)?.[1];
  const error = /^Error:[ \t]*(.+)/m.exec(stdout)?.[1];
  if (code !== 0)
    return { why: /unknown (command|flag)|is not a docker command/.test(why) ? 'the plugin is not installed' : why };
  if (driver === undefined) return { why: firstLine([error ?? why]) };
  if (!drivers.includes(driver)) return { why: `its driver ${driver} is not known` };
  // BuildKit in the daemon names its worker's containerd only where that keeps the images too.
  const containerd = /^\s*org\.mobyproject\.buildkit\.worker\.containerd\./m.test(stdout);
  return { engine: { name: 'buildx', driver, exports: driver !== 'docker' || containerd } };
}

/** Reads what `docker version` says of the client and the daemon as JSON, in the form that clients before 23 know too. */
export function readDocker({ code, stdout, why }: Answer): Found {
  let version: { Client?: { Version?: string }; Server?: object | null } | undefined;
  try {
    version = JSON.parse(stdout);
  } catch {}
  if (code !== 0) return { why };
  if (version === undefined) return { why: `it gave no version: ${firstLine([stdout])}` };
  // Podman calls itself docker where `podman-docker` is installed, and has no server.
  if (!version.Server) return { why: 'it has no daemon' };
  return { engine: { name: 'docker', buildKit: Number.parseInt(version.Client?.Version ?? '', 10) < 23 } };
}
