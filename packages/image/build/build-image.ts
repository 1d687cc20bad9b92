import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { stream } from '@ci-actions/exec/stream';
import { stripColours } from '@ci-actions/format/strip-colours';
import { bytes, duration } from '@ci-actions/format/units';
import type { Log } from '@ci-actions/log/log';
import type { PackedAhead } from '@ci-actions/oci/archive/pack-ahead';
import { buildCommand, type Command, saveCommand } from './build-arguments.ts';
import { findContext } from './build-context.ts';
import { BuildFailed, lastLinesKept } from './build-failed.ts';
import { attests, type BuildSettings, type Places } from './build-settings.ts';
import { type Engine, type EngineName, said } from './engine.ts';
import { type OpenSocket, openSocket, packer, saveBySocket } from './engine-socket.ts';
import { findEngine } from './find-engine.ts';
import { privateFolder } from './private-folder.ts';
import { firstLine } from './probe.ts';
import { type BuildInputs, readSettings } from './read-settings.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { type RegistryLogin, registryLogins } from './registry-logins.ts';
import { readSecrets, secretFiles } from './secrets.ts';
import type { SourceFacts } from './source-labels.ts';
import { wantsLogin } from './wants-login.ts';

export interface BuildOptions {
  inputs: BuildInputs;
  /** The folder that was checked out, absolute. */
  workspace: string;
  /** Of the commit; without them the image has no labels of ours, and is not reproducible. */
  facts?: SourceFacts;
  /** The only engine that is wanted; the best that works by default. */
  engine?: EngineName;
  /** What `findEngine` is about to find, where it was begun before: it waits for a program, and other work can go on. */
  found?: Promise<Engine>;
  /** Gives the logins for base images and for the cache; asked only where the build may need one. */
  registries?(): Promise<readonly RegistryLogin[]>;
  /** Where the private folder is made: RUNNER_TEMP. */
  temp: string;
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
  /** Hides a secret in the log from now on. */
  mask(secret: string): void;
  /** Writes no cache. */
  dryRun?: boolean;
  /** Ends the build. */
  signal?: AbortSignal;
  /** Told when the engine has begun: from then on this process has little to do. */
  onBegun?(): void;
}

/** An image that was built. */
export interface BuiltImage {
  /** An OCI archive, or one of `docker save`; for `openImage`. */
  archive: string;
  /** As people write it: `docker buildx`. */
  engine: string;
  /** All of it, in milliseconds. */
  durationMs: number;
  /** The engine alone. */
  buildMs: number;
  /** Making an archive of what the engine keeps; 0 where it wrote one itself. */
  saveMs: number;
  /** Layers of the archive that are packed already; for `openImage` too. */
  ahead?: PackedAhead;
  /** Whether another build of the same source is the same image as far as the engine is concerned. */
  reproducible: boolean;
  /** Removes the archive. It is removed when this process ends too. */
  remove(): Promise<void>;
}

/**
 * Builds an image with the engine that this machine has, into an archive.
 *
 * @throws BuildFailed with what the engine printed last
 */
export async function buildImage(options: BuildOptions): Promise<BuiltImage> {
  const { inputs, workspace, facts, registries = async () => [], temp, log, mask } = options;
  const started = performance.now();
  const env = { ...options.env };
  const read = readSettings(inputs, facts, env);
  const secrets = readSecrets(inputs['build-secrets'] ?? []);
  const folder = await privateFolder(temp);
  try {
    // At once: the one waits for the disk, the other for two programs.
    const [[places, wants], engine] = await Promise.all([
      findContext(workspace, inputs.context || '.', inputs.file ?? '').then(async (found) => {
        const named = [...read.buildArgs, ...read.cache.map((place) => ('ref' in place ? place.ref : ''))];
        return [found, await wantsLogin(workspace, found, named)] as const;
      }),
      options.found ?? findEngine({ env, ...(options.engine === undefined ? {} : { engine: options.engine }) }),
    ]);
    const files = await secretFiles(secrets, { folder: folder.path, workspace, env, mask });
    const wanted: BuildSettings = { ...read, ...places, secrets: files, writeCache: true };
    refuseUnsupported(engine, wanted);
    const settings = { ...wanted, cache: usableCache(wanted, env, log), writeCache: options.dryRun !== true };
    remark(settings, env, log);
    const logins = wants ? await registries() : [];
    const login = await registryLogins(engine.name, logins, { folder: folder.path, env });
    const run = (command: Command, onLine: (line: string) => void) =>
      stream(command.program, command.args, {
        cwd: workspace,
        env: { ...env, ...login, ...command.env },
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onLine: (line) => onLine(stripColours(line)),
      });

    const made = {
      folder: folder.path,
      archive: path.join(folder.path, 'image.tar'),
      idFile: path.join(folder.path, 'image-id'),
    };
    let socket: Promise<OpenSocket | undefined> | undefined;
    const buildMs = await log.group(`Build the image with ${said(engine)}`, () => {
      const building = build(engine, settings, buildCommand(engine, settings, made), run, log);
      // Whoever needs it hears of it.
      packer().catch(() => {});
      if (engine.name === 'docker' || (engine.name === 'buildx' && !engine.exports))
        socket = openSocket(env, options.signal);
      options.onBegun?.();
      return building;
    });
    const { saveMs, ahead } = await save(engine, made, run, await socket, options.signal);
    const size = await sizeOf(made.archive, engine);
    log.info(`Built the image with ${said(engine)} in ${duration(buildMs + saveMs)}: an archive of ${bytes(size)}.`);
    return {
      archive: made.archive,
      engine: said(engine),
      durationMs: performance.now() - started,
      buildMs,
      saveMs,
      ...(ahead ? { ahead } : {}),
      reproducible: canRepeat(engine, settings),
      remove: () => folder.remove(),
    };
  } catch (thrown) {
    await folder.remove();
    throw thrown;
  }
}

type Run = (command: Command, onLine: (line: string) => void) => Promise<number>;

async function build(engine: Engine, settings: BuildSettings, command: Command, run: Run, log: Log): Promise<number> {
  const last: string[] = [];
  const started = performance.now();
  const code = await run(command, (line) => {
    log.info(line);
    if (line.trim() === '') return;
    last.push(line.slice(0, 2_000));
    if (last.length > lastLinesKept) last.shift();
  });
  if (code === 0) return performance.now() - started;
  const foreign = settings.platforms.length > 0 && last.some((line) => line.includes('exec format error'));
  const hint = foreign
    ? ' The machine cannot run programs of that platform: run docker/setup-qemu-action before this step.'
    : '';
  throw new BuildFailed(
    `${said(engine)} could not build the image from ${settings.file ?? settings.context} (exit code ${code}).${hint}`,
    last,
  );
}

async function save(
  engine: Engine,
  made: Places & { folder: string },
  run: Run,
  socket: OpenSocket | undefined,
  signal: AbortSignal | undefined,
): Promise<{ saveMs: number; ahead?: PackedAhead }> {
  const started = performance.now();
  const id = async () => (await readFile(made.idFile, 'utf8').catch(() => '')).trim();
  if (engine.name === 'buildx' && engine.exports) return { saveMs: 0 };
  const image = await id();
  if (!/^(?:sha256:)?[0-9a-f]{64}$/.test(image)) {
    throw new Error(
      `${said(engine)} ended well but did not say which image it built; it may be too old for this step.`,
    );
  }
  const command = saveCommand(engine, image, made);
  const ahead = command?.program === 'docker' && socket && (await saveBySocket(socket, image, made, signal));
  if (ahead) return { saveMs: performance.now() - started, ahead };
  const lines: string[] = [];
  const code = command === undefined ? 0 : await run(command, (line) => lines.push(line));
  if (code !== 0) {
    throw new Error(
      `${said(engine)} built the image but could not write its archive (exit code ${code}): ${firstLine(lines.reverse())}.`,
    );
  }
  return { saveMs: performance.now() - started };
}

async function sizeOf(archive: string, engine: Engine): Promise<number> {
  const found = await stat(archive).catch(() => undefined);
  if (found?.isFile() && found.size > 0) return found.size;
  throw new Error(`${said(engine)} ended well but wrote no archive of the image; it may be too old for this step.`);
}

/** Without a token the cache is left out: it changes no result. */
function usableCache(
  { cache }: Pick<BuildSettings, 'cache'>,
  env: BuildOptions['env'],
  log: Log,
): BuildSettings['cache'] {
  if (!cache.some(({ type }) => type === 'gha') || env.ACTIONS_RUNTIME_TOKEN) return cache;
  log.notice('This run has no ACTIONS_RUNTIME_TOKEN, so the cache of GitHub was left out.');
  return cache.filter(({ type }) => type !== 'gha');
}

function remark(settings: BuildSettings, env: BuildOptions['env'], log: Log): void {
  if (attests(settings) && settings.platforms.length < 2) {
    log.notice(
      'With an SBOM or provenance the image is an index of two manifests, which AWS Lambda does not take; leave `sbom` and `provenance` out for a Lambda function.',
    );
  }
  for (const name of settings.buildArgs) {
    if (name.includes('=') || env[name] !== undefined) continue;
    log.notice(
      `The build argument ${name} has no value, because there is no such variable; the Dockerfile's own is used.`,
    );
  }
}

/**
 * What was measured: two builds of one commit are the same bytes. Podman and buildah take layers from their cache that have
 * the date of an earlier commit. An attestation says when it was made.
 */
function canRepeat(engine: Engine, settings: BuildSettings): boolean {
  if (settings.sourceDateEpoch === undefined || attests(settings)) return false;
  return engine.name === 'buildx' ? engine.exports : engine.name !== 'docker' && settings.noCache;
}
