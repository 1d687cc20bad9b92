import type { LambdaClient } from '@ci-actions/aws/lambda/client';
import type { S3 } from '@ci-actions/aws/s3';
import type { Log } from '@ci-actions/log/log';
import type { Code } from './lambda-artifact.ts';
import type { Architecture } from './platform.ts';

export interface LambdaPublisherOptions {
  /** Undefined where the zip is uploaded to the bucket and no more. */
  lambda: LambdaClient | undefined;
  /** Undefined where there is no bucket. */
  s3: Pick<S3, 'get' | 'head' | 'put'> | undefined;
  region: string;
  /** The name or ARN of a function; empty for none. */
  function: string;
  /** The name or ARN of a layer, which is published instead of a function; empty for none. */
  layer: string;
  /** What callers of the function name; empty for none, and then callers get `$LATEST`. */
  alias: string;
  /** Empty for none: then the zip goes with the request, which takes up to 50 MiB. */
  bucket: string;
  /** Empty, or ending with `/`. */
  prefix: string;
  environment: string;
  /** What a person calls it, and the folder of its zips in the bucket. */
  name: string;
  /** The full commit id. */
  commit: string;
  /** The tag that is published, otherwise the short commit. */
  version: string;
  /** JSON that a new version is invoked with before the alias moves to it; undefined for none. */
  smokeEvent: string | undefined;
  /** Set where given and different; undefined leaves the function's. */
  runtime?: string | undefined;
  handler?: string | undefined;
  architecture?: Architecture | undefined;
  code: Code;
  /** AWS is asked whether it would take the code already when the plan is made. */
  dryRun: boolean;
  log: Log;
}
