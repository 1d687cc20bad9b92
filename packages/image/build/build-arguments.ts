import { attests, type BuildSettings, type Places } from './build-settings.ts';
import { buildahCache, buildKitCache } from './cache.ts';
import { csvField } from './csv.ts';
import type { Engine } from './engine.ts';

/** A program, its arguments, and the variables that it gets besides those of this process; undefined takes one away. */
export interface Command {
  program: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}

/**
 * The command that builds. Every value comes behind a `=`, and the context after `--` with a `./`, so that none of them
 * can be taken for an option. `refuseUnsupported` says before what an engine cannot do.
 *
 * @returns a command that leaves an archive, or the id of an image for `saveCommand`
 */
export function buildCommand(engine: Engine, settings: BuildSettings, places: Places): Command {
  const { sourceDateEpoch: epoch, buildArgs } = settings;
  const own = epoch === undefined || names(buildArgs, 'SOURCE_DATE_EPOCH') ? [] : [`SOURCE_DATE_EPOCH=${epoch}`];
  const common = [
    ...option('file', settings.file && here(settings.file)),
    ...option('target', settings.target),
    ...[...buildArgs, ...own].map((line) => `--build-arg=${line}`),
    ...Object.entries(settings.labels).map(([name, value]) => `--label=${name}=${value}`),
    ...option('platform', settings.platforms.join(',')),
    ...(settings.network === 'default' ? [] : [`--network=${settings.network}`]),
    ...(settings.noCache ? ['--no-cache'] : []),
  ];
  const secrets = settings.secrets.map(({ id, file }) => `--secret=id=${id},${csvField(`src=${file}`)}`);
  const context = ['--', here(settings.context)];
  const idFile = `--iidfile=${places.idFile}`;
  // BuildKit takes the date from the environment for the image's own date and history.
  const dated = epoch === undefined ? {} : { SOURCE_DATE_EPOCH: String(epoch) };
  switch (engine.name) {
    case 'buildx':
      return {
        program: 'docker',
        args: [
          'buildx',
          'build',
          '--progress=plain',
          ...common,
          ...(settings.pull ? ['--pull'] : []),
          ...secrets,
          ...buildKitCache(settings.cache, settings.writeCache),
          `--provenance=${settings.provenance}`,
          `--sbom=${settings.sbom}`,
          ...(engine.exports ? [`--output=${ociOutput(settings, places)}`] : ['--output=type=docker', idFile]),
          ...context,
        ],
        env: dated,
      };
    case 'docker':
      return {
        program: 'docker',
        args: [
          'build',
          ...(engine.buildKit ? ['--progress=plain'] : []),
          ...common,
          ...(settings.pull ? ['--pull'] : []),
          ...secrets,
          idFile,
          ...context,
        ],
        env: { ...dated, DOCKER_BUILDKIT: engine.buildKit ? '1' : '0' },
      };
    default:
      return {
        program: engine.name,
        args: [
          // Releases of buildah before 1.23 know no other name.
          engine.name === 'buildah' ? 'bud' : 'build',
          '--layers',
          ...common,
          ...(settings.pull ? ['--pull=always'] : []),
          ...secrets,
          ...buildahCache(settings.cache, settings.writeCache),
          ...Object.entries(settings.annotations).map(([name, value]) => `--annotation=${name}=${value}`),
          // All releases know it, and the newer ones do not take it together with the variable of the same meaning.
          ...option('timestamp', epoch?.toString()),
          idFile,
          ...context,
        ],
        env: { SOURCE_DATE_EPOCH: undefined },
      };
  }
}

/**
 * The command that makes an archive of an image that the engine keeps.
 *
 * @param id what the engine wrote to `idFile`
 * @returns undefined for an engine that wrote the archive when it built
 */
export function saveCommand(engine: Engine, id: string, { archive }: Places): Command | undefined {
  switch (engine.name) {
    case 'buildx':
      return engine.exports
        ? undefined
        : { program: 'docker', args: ['image', 'save', `--output=${archive}`, '--', id], env: {} };
    case 'docker':
      return { program: 'docker', args: ['image', 'save', `--output=${archive}`, '--', id], env: {} };
    case 'podman':
      return {
        program: 'podman',
        args: ['image', 'save', '--format=oci-archive', `--output=${archive}`, '--', id],
        env: {},
      };
    case 'buildah':
      return {
        program: 'buildah',
        args: ['push', '--', id, `oci-archive:${archive}`],
        // A push looks for a login even where it needs none, and 1.28 fails without the file that these name.
        env: { DOCKER_CONFIG: undefined, REGISTRY_AUTH_FILE: undefined },
      };
  }
}

/**
 * The archive as BuildKit writes it. With a date, the files of the layers get it too: without, they have the time at which
 * they were made, and no two builds are alike.
 *
 * @see https://github.com/moby/buildkit/blob/master/docs/build-repro.md
 */
function ociOutput(settings: BuildSettings, { archive }: Places): string {
  const levels =
    settings.platforms.length > 1 || attests(settings) ? ['annotation-index', 'annotation'] : ['annotation'];
  return [
    'type=oci',
    `dest=${archive}`,
    ...(settings.sourceDateEpoch === undefined ? [] : ['rewrite-timestamp=true']),
    ...levels.flatMap((level) =>
      Object.entries(settings.annotations).map(([name, value]) => `${level}.${name}=${value}`),
    ),
  ]
    .map(csvField)
    .join(',');
}

/** @returns whether one of the lines sets the build argument */
function names(lines: readonly string[], name: string): boolean {
  return lines.some((line) => line === name || line.startsWith(`${name}=`));
}

function option(name: string, value: string | undefined): string[] {
  return value ? [`--${name}=${value}`] : [];
}

/** A path of the workspace, which the engine runs in, that nothing takes for an option or an address. */
function here(relative: string): string {
  return relative === '.' ? '.' : `./${relative}`;
}
