import { readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { homedir } from 'node:os';
import path from 'node:path';
import type { PackedAhead } from '@ci-actions/oci/archive/pack-ahead';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The socket of the engine that `docker` talks to.
 *
 * @returns undefined where `docker` alone knows how to reach it: by ssh, TLS, a context, or with headers of its own
 * @see https://docs.docker.com/reference/cli/docker/#environment-variables
 */
export async function engineSocket(env: Env): Promise<string | undefined> {
  if (process.platform === 'win32' || env.DOCKER_CONTEXT || env.DOCKER_TLS_VERIFY || env.DOCKER_TLS) return undefined;
  const config = env.DOCKER_CONFIG || path.join(env.HOME ?? homedir(), '.docker');
  const settings = await readFile(path.join(config, 'config.json'), 'utf8').catch(() => '');
  // More is not wanted of it than that it says nothing of either.
  if (/"HttpHeaders"|"currentContext"\s*:\s*"(?!default")/i.test(settings)) return undefined;
  const [, socket] = /^unix:\/\/(\/.+)$/.exec(env.DOCKER_HOST || 'unix:///var/run/docker.sock') ?? [];
  return socket;
}

/** What `saveBySocket` needs; to be loaded while there is time for it. */
export const packer = () => import('@ci-actions/oci/archive/pack-ahead');

/** An engine that answers at its socket. */
export interface OpenSocket {
  socket: string;
  /** Of its API. */
  version: string;
}

/** Asks the engine which version it speaks; to be done while there is time for it. @returns undefined where it does not say */
export async function openSocket(env: Env, signal: AbortSignal | undefined): Promise<OpenSocket | undefined> {
  const socket = await engineSocket(env);
  if (socket === undefined) return undefined;
  try {
    const { headers } = (await get(socket, '/_ping', signal)).resume();
    const version = headers['api-version'];
    return typeof version === 'string' ? { socket, version } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Does what `docker image save` does, without the start of that program, which takes longer than a small image. Layers are
 * packed while they arrive.
 *
 * @param id of the image
 * @param places the file that is written, and a private folder for the packed layers
 * @returns undefined where that was not possible, for whatever reason: `docker` then says why
 * @throws the reason of the signal
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageGet
 */
export async function saveBySocket(
  { socket, version }: OpenSocket,
  id: string,
  { archive, folder }: { archive: string; folder: string },
  signal: AbortSignal | undefined,
): Promise<PackedAhead | undefined> {
  try {
    const { packAhead } = await packer();
    const reply = await get(socket, `/v${version}/images/${encodeURIComponent(id)}/get`, signal);
    return await packAhead(reply, archive, folder);
  } catch {
    signal?.throwIfAborted();
    await rm(archive, { force: true });
    return undefined;
  }
}

/** Node's `http` is loaded here: before the build it would only keep the build waiting. @throws Error where it is no success */
async function get(socketPath: string, address: string, signal: AbortSignal | undefined): Promise<IncomingMessage> {
  const { default: http } = await import('node:http');
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = http.get({ socketPath, path: address, agent: false, ...(signal ? { signal } : {}) }, resolve);
    request.on('error', reject);
  });
  if (reply.statusCode === 200) return reply;
  reply.destroy();
  throw new Error(`The engine answered HTTP ${reply.statusCode}.`);
}
