import { statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { listed } from '@ci-actions/format/units';
import type { InputValues } from '@ci-actions/kit/input-schema';
import type { inputs as schema } from './inputs.ts';

export type Inputs = InputValues<typeof schema>;

/** One function of a call: what is packed, and where it goes. */
export interface Wanted {
  /** What a person calls it: the last folder of its source, or the file without its extension. */
  name: string;
  /** Relative to the workspace; empty for an image. */
  source: string;
  /** Relative to the workspace; empty where nobody wants the zip in a place of its own. */
  output: string;
  /** The function or the layer; empty where there is none. */
  target: string;
}

/** What must be told before anything is done. @throws InputError */
export function checkInputs(inputs: Inputs): void {
  const { layer, bucket, environment, alias } = inputs;
  const smoke = inputs['smoke-event'];
  const image = inputs['image-uri'];
  const clash = (a: string, b: string, why: string) => {
    throw new InputError(`The inputs \`${a}\` and \`${b}\` are both set; ${why}, so leave out one of them.`);
  };
  if (inputs.function === '') {
    for (const [name, given] of Object.entries({ alias, layer, 'image-uri': image, 'smoke-event': smoke })) {
      if (given === '' || given === false) continue;
      throw new InputError(
        `The input \`${name}\` is set and \`function\` is not; set it to the name of the ${layer ? 'layer' : 'function'}.`,
      );
    }
  }
  if (layer && alias !== '') clash('layer', 'alias', 'a layer has no aliases');
  if (layer && smoke !== '') clash('layer', 'smoke-event', 'a layer cannot be invoked');
  if (layer && inputs.handler !== '') clash('layer', 'handler', 'a layer has no handler');
  if (layer && image !== '') clash('layer', 'image-uri', 'a layer is always a zip');
  if (image !== '' && inputs.output !== '') clash('image-uri', 'output', 'nothing is zipped for an image');
  if (image !== '' && bucket !== '') clash('image-uri', 'bucket', 'an image stays in its repository');
  if (image !== '' && inputs.source.join() !== '.') clash('image-uri', 'source', 'an image has its source in it');
  for (const patterns of ['include', 'exclude'] as const) {
    if (image !== '' && inputs[patterns].length > 0) clash('image-uri', patterns, 'nothing is zipped for an image');
  }
  if (!isPublished(inputs)) {
    // A variable of the environment that is empty must not turn a publish into nothing.
    const given =
      inputs['role-to-assume'] !== ''
        ? 'role-to-assume'
        : environment !== '' && inputs.output === ''
          ? 'environment'
          : '';
    if (given !== '') {
      throw new InputError(
        `The input \`${given}\` is set, and neither \`function\` nor \`bucket\` says where to publish to; set one of them, or leave out \`${given}\` to zip only.`,
      );
    }
    if (inputs['dry-run']) clash('dry-run', 'output', 'nothing is published without a `function` or a `bucket`');
  }
  if (isPublished(inputs) && environment === '') {
    throw new InputError(
      'The input `environment` is empty; set it to the name of the environment that is published to, such as staging, or leave out `function` and `bucket` to zip only.',
    );
  }
}

/** Whether AWS is asked at all: with a source and an output alone it just zips. */
export const isPublished = (inputs: Inputs) => inputs.function !== '' || inputs.bucket !== '';

/**
 * The functions of a call, in the order in which their sources are listed.
 *
 * @param workspace the checkout
 * @param repository the name of a source that is the whole workspace
 * @throws InputError where several functions would go to one place, or have one name
 */
export function wantedOf(inputs: Inputs, workspace: string, repository: string): readonly Wanted[] {
  const { output, environment } = inputs;
  const fill = (pattern: string, name: string) =>
    pattern.replaceAll('{name}', name).replaceAll('{environment}', environment);
  if (inputs['image-uri'] !== '') {
    if (inputs.function.includes('{name}')) {
      throw new InputError(
        'The input `function` has {name}, and an image has no source to be named by; write the name.',
      );
    }
    const target = fill(inputs.function, '');
    return [{ name: target, source: '', output: '', target }];
  }
  const sources = inputs.source;
  if (sources.length > 1) {
    for (const [name, pattern] of Object.entries({ output, function: inputs.function })) {
      if (pattern === '' || pattern.includes('{name}')) continue;
      throw new InputError(
        `The input \`source\` names ${sources.length} functions, and \`${name}\` is ${JSON.stringify(pattern)} for all of them; put {name} into it.`,
      );
    }
  }
  const wanted = sources.map((source) => {
    const name = nameOf(source, workspace, repository);
    return { name, source, output: fill(output, name), target: fill(inputs.function, name) };
  });
  const twice = wanted.filter(({ name }, index) => wanted.findIndex((other) => other.name === name) !== index);
  if (twice.length > 0) {
    const names = listed([...new Set(twice.map(({ name }) => name))]);
    throw new InputError(`The input \`source\` has two functions of one name: ${names}; rename a folder.`);
  }
  return wanted;
}

function nameOf(source: string, workspace: string, repository: string): string {
  const last = path.posix.basename(path.posix.normalize(source.replaceAll('\\', '/')));
  if (last === '.' || last === '..' || last === '') return repository.split('/').at(-1) || 'function';
  const file = statSync(path.resolve(workspace, source), { throwIfNoEntry: false })?.isFile();
  return file ? last.replace(/(?<=.)\.[^.]+$/, '') : last;
}
