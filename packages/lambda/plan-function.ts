import { type Configured, type FunctionState, isAlike } from '@ci-actions/aws/lambda/function-state';
import { InputError } from '@ci-actions/errors/errors';
import type { Step } from '@ci-actions/release/protocol';
import type { Named } from './function-name.ts';
import type { LambdaArtifact } from './lambda-artifact.ts';
import type { LambdaPublisherOptions } from './lambda-options.ts';
import type { FunctionWork } from './lambda-plan.ts';
import type { Seen } from './look-at-function.ts';

/** What a version must be like, beside its code, where it was given. */
export type Wanted = Pick<LambdaPublisherOptions, 'runtime' | 'handler' | 'architecture' | 'alias'>;

export interface FunctionPlan {
  work: FunctionWork;
  /** The version that has the code already. */
  version: string | undefined;
  steps: readonly Step[];
  unchanged: number;
}

/**
 * What of a function has to change. A version that has the code, what was given of the configuration, and the rest of it as
 * `$LATEST` has it is used again: then the alias moves and nothing else does, which is the way back too. With another one it
 * is not: whoever looks after the infrastructure changes `$LATEST`, and callers are to get that, and never what was before.
 *
 * @param direct whether a zip goes with the request, and not through a bucket
 * @throws InputError for code that this function cannot have: a zip for images, another processor
 */
export async function planFunction(
  artifact: LambdaArtifact,
  { name }: Named,
  wanted: Wanted,
  { latest, alias, current, versions }: Seen,
  direct: boolean,
): Promise<FunctionPlan> {
  checkFits(artifact, latest, name, wanted);
  const fits = (state: FunctionState) => isUsable(state, artifact, wanted, latest);
  const known = current && current.version !== '$LATEST' && fits(current) ? current : undefined;
  const version = (known ?? (await versions()).filter(fits).at(-1))?.version;
  const outdated =
    version === undefined
      ? (await versions()).filter((state) => isUsable(state, artifact, wanted, state)).at(-1)
      : undefined;

  // Callers of an alias get a version. Without one they get what is latest, so that has to be right.
  const update = version === undefined || wanted.alias === '';
  const settled = latest.updateStatus !== 'Failed';
  const other = wanted.architecture !== undefined && latest.architecture !== wanted.architecture;
  const code = update && (latest.digest !== artifact.digest || other || !settled);
  const configuration = update ? differing(latest, wanted) : undefined;
  const publish = version === undefined;
  const weighted = Object.keys(alias?.weights ?? {}).length > 0;
  const move = wanted.alias !== '' && (alias === undefined || alias.version !== version || weighted);

  const sent = direct && artifact.code.kind === 'zip' ? artifact.code.zip.size : 0;
  const steps: Step[] = [
    ...(code ? [codeStep(name, latest, sent, other ? wanted.architecture : undefined)] : []),
    ...(configuration ? [configurationStep(name, latest, configuration)] : []),
    ...(publish ? [versionStep(name, outdated)] : []),
    ...(move ? [aliasStep(`${name}:${wanted.alias}`, alias, version)] : []),
  ];
  const work: FunctionWork = {
    kind: 'function',
    latest,
    alias,
    code,
    architecture: other ? wanted.architecture : undefined,
    configuration,
    publish,
    move,
  };
  const unchanged = (publish ? 0 : 1) + (wanted.alias !== '' && !move ? 1 : 0);
  return { work, version, steps, unchanged };
}

/** @returns whether a function or a version has the code and what was given of the configuration */
export function hasCode(state: FunctionState, { digest }: Pick<LambdaArtifact, 'digest'>, wanted: Wanted): boolean {
  const { architecture } = wanted;
  return (
    state.digest === digest &&
    (architecture === undefined || state.architecture === architecture) &&
    differing(state, wanted) === undefined
  );
}

/** @returns whether a version has the code, can be called, and is configured as was given, and beside that as the other is */
export function isUsable(
  state: FunctionState,
  artifact: Pick<LambdaArtifact, 'digest'>,
  { runtime, handler, architecture }: Pick<Wanted, 'runtime' | 'handler' | 'architecture'>,
  other: Configured,
): boolean {
  const wanted = {
    ...other,
    ...(runtime === undefined ? {} : { runtime }),
    ...(handler === undefined ? {} : { handler }),
    ...(architecture === undefined ? {} : { architecture }),
  };
  return state.state !== 'Failed' && state.digest === artifact.digest && isAlike(state, wanted);
}

/** What of the configuration was given and differs. */
export function differing(
  state: FunctionState,
  { runtime, handler }: Pick<Wanted, 'runtime' | 'handler'>,
): FunctionWork['configuration'] {
  const change = {
    ...(runtime !== undefined && runtime !== state.runtime ? { runtime } : {}),
    ...(handler !== undefined && handler !== state.handler ? { handler } : {}),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function checkFits({ code }: LambdaArtifact, latest: FunctionState, name: string, wanted: Wanted): void {
  const { packageType, architecture: runsOn } = latest;
  if (code.kind === 'zip' && packageType === 'Image') {
    throw new InputError(
      `The Lambda function ${name} is made for container images, and this is a zip; AWS changes that for no function. Give image-uri, or create a function for zips.`,
    );
  }
  if (code.kind === 'zip') return;
  if (packageType === 'Zip') {
    throw new InputError(
      `The Lambda function ${name} is made for zips, and image-uri is an image; AWS changes that for no function. Give source, or create a function for images.`,
    );
  }
  const given = ['runtime', 'handler'].filter((input) => wanted[input as 'runtime' | 'handler'] !== undefined);
  if (given.length > 0) {
    throw new InputError(
      `The Lambda function ${name} is a container image, which has its own runtime and handler; leave out ${given.join(' and ')}.`,
    );
  }
  const built = code.architecture ?? wanted.architecture;
  if (built !== undefined && built !== runsOn) {
    throw new InputError(
      `The image is for ${built}, and the Lambda function ${name} runs on ${runsOn}. Build the image for ${runsOn === 'arm64' ? 'linux/arm64' : 'linux/amd64'}, or change the function.`,
    );
  }
  if (wanted.architecture !== undefined && built !== wanted.architecture) {
    throw new InputError(`The image is for ${built}, and the input architecture is ${wanted.architecture}.`);
  }
}

function codeStep(name: string, latest: FunctionState, bytes: number, architecture: string | undefined): Step {
  const notes = [
    'the code',
    ...(architecture === undefined ? [] : [`runs on ${architecture}, was ${latest.architecture}`]),
    ...(latest.updateStatus === 'Failed' ? ['the update before has failed'] : []),
  ];
  return { change: 'update', what: name, bytes, note: notes.join('; ') };
}

function configurationStep(
  name: string,
  latest: FunctionState,
  change: NonNullable<FunctionWork['configuration']>,
): Step {
  const notes = (['runtime', 'handler'] as const).flatMap((field) =>
    change[field] === undefined ? [] : [`${field} ${change[field]}, was ${latest[field] ?? 'none'}`],
  );
  return { change: 'update', what: name, bytes: 0, note: notes.join('; ') };
}

/** @param outdated the version that has the code, and other settings than the function has now */
function versionStep(name: string, outdated: FunctionState | undefined): Step {
  const note = outdated && `the configuration of the function changed since version ${outdated.version}`;
  return { change: 'add', what: `a version of ${name}`, bytes: 0, ...(note === undefined ? {} : { note }) };
}

function aliasStep(what: string, alias: FunctionWork['alias'], version: string | undefined): Step {
  const to = version === undefined ? '' : `to version ${version}`;
  if (!alias) return { change: 'add', what, bytes: 0, ...(to === '' ? {} : { note: to }) };
  const others = Object.entries(alias.weights).map(([other, part]) => `${Math.round(part * 100)}% to version ${other}`);
  const was = [`was version ${alias.version}`, ...others].join(' and ');
  return { change: 'update', what, bytes: 0, note: [to, was].filter(Boolean).join(', ') };
}
