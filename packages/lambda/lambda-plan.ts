import type { Configuration } from '@ci-actions/aws/lambda/client';
import type { Alias, FunctionState } from '@ci-actions/aws/lambda/function-state';
import type { LayerVersion } from '@ci-actions/aws/lambda/layers';
import type { Plan } from '@ci-actions/release/protocol';
import type { Comparison } from './compare-zips.ts';
import type { ZipObject } from './zip-object.ts';

/** Exactly what a publish would do to the bucket, and to the function or the layer. */
export interface LambdaPlan extends Plan {
  /** The zip in the bucket; undefined without a bucket, for an image, and where nobody needs it there. */
  object: ZipObject | undefined;
  /** Undefined where the zip is uploaded and no more. */
  work: FunctionWork | LayerWork | undefined;
  /** The version that holds the code: of the function or of the layer; undefined until there is one. */
  version: string | undefined;
  /** How the code differs from what is live; undefined where nothing is. */
  comparison: Comparison | undefined;
}

/** What is to be done to a function, and what was seen of it. */
export interface FunctionWork {
  kind: 'function';
  /** `$LATEST` */
  latest: FunctionState;
  /** As the look found it; undefined where there is none yet, or none was asked for. */
  alias: Alias | undefined;
  /** Whether `$LATEST` gets the code. */
  code: boolean;
  /** Where `$LATEST` is to run on another processor. */
  architecture: string | undefined;
  /** Of the configuration of `$LATEST`, what differs and was given; undefined where nothing does. */
  configuration: Configuration | undefined;
  /** Whether a version is published. */
  publish: boolean;
  /** Whether the alias has to be made or moved. */
  move: boolean;
}

/** What is to be done to a layer, and what was seen of it. */
export interface LayerWork {
  kind: 'layer';
  /** The newest version. */
  latest: LayerVersion | undefined;
  publish: boolean;
}

/** @returns whether AWS needs the zip: work that is undone, or none but the upload */
export function sendsCode(work: LambdaPlan['work']): boolean {
  if (work === undefined) return true;
  return work.kind === 'layer' ? work.publish : work.code;
}
