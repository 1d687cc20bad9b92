import type { LambdaClient } from '@ci-actions/aws/lambda/client';
import { InputError } from '@ci-actions/errors/errors';
import { type Named, readAliasName, readName } from './function-name.ts';
import type { LambdaPublisherOptions } from './lambda-options.ts';
import { readSmokeEvent } from './smoke.ts';
import type { Bucket } from './zip-object.ts';

/** Where code is published to. */
export type Destination =
  | { kind: 'function'; lambda: LambdaClient; named: Named; alias: string; smokeEvent: string | undefined }
  | { kind: 'layer'; lambda: LambdaClient; named: Named }
  | { kind: 'bucket'; bucket: Bucket };

/**
 * What the options come to.
 *
 * @returns `bucket`: undefined where there is none, and for images, which are in ECR
 * @throws InputError for options that do not go together
 */
export function readOptions(options: LambdaPublisherOptions): { destination: Destination; bucket: Bucket | undefined } {
  const { lambda, s3, region, layer, bucket: name, prefix, code } = options;
  const bucket = s3 && name !== '' && code.kind === 'zip' ? { s3, bucket: name, prefix } : undefined;
  const alias = readAliasName(options.alias);
  const smokeEvent = options.smokeEvent === undefined ? undefined : readSmokeEvent(options.smokeEvent);
  if (options.function !== '' && layer !== '') {
    throw new InputError('A step publishes a function or a layer, and not both; use two steps.');
  }
  if (alias !== '' && (layer !== '' || options.function === '')) {
    throw new InputError('The input alias needs a function; layers and zips have no aliases.');
  }
  if (smokeEvent !== undefined && alias === '') {
    throw new InputError(
      'The input smoke-event needs the input alias: without an alias callers get the new code before it was tried.',
    );
  }
  if (code.kind === 'image' && options.function === '') {
    throw new InputError('The input image-uri needs the input function: an image is published to a function only.');
  }
  const kind = layer !== '' ? 'layer' : 'function';
  const given = layer || options.function;
  if (given === '') {
    if (!bucket) throw new InputError('There is nowhere to publish to. Give the input function, or bucket, or both.');
    return { destination: { kind: 'bucket', bucket }, bucket };
  }
  if (!lambda) throw new Error(`The ${kind} ${given} cannot be published without a client of Lambda.`);
  const named = readName(given, kind, region);
  const destination: Destination =
    kind === 'layer' ? { kind, lambda, named } : { kind, lambda, named, alias, smokeEvent };
  return { destination, bucket };
}
