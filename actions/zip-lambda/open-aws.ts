import { credentialsFor } from '@ci-actions/aws/credentials';
import { createLambda, type LambdaClient } from '@ci-actions/aws/lambda/client';
import { regionFrom } from '@ci-actions/aws/region';
import { createS3, type S3 } from '@ci-actions/aws/s3';
import type { Host } from '@ci-actions/kit/host';
import type { Inputs } from './read-inputs.ts';

/** What of AWS a call needs. */
export interface Aws {
  region: string;
  /** Undefined without a function. */
  lambda: LambdaClient | undefined;
  /** Undefined without a bucket. */
  s3: S3 | undefined;
  close(): void;
}

/** @throws InputError where no region is told */
export function openAws(host: Host, inputs: Inputs): Aws {
  const { context, log, mask } = host;
  const env = { ...host.env };
  const region = regionFrom(inputs['aws-region'], env);
  const sessionName = `publish-lambda-${context.runId}`;
  const roleToAssume = inputs['role-to-assume'];
  const credentials = credentialsFor({ region, roleToAssume, idToken: host.idToken, sessionName, log, mask, env });
  const lambda = inputs.function === '' ? undefined : createLambda({ region, credentials, log, env });
  const s3 = inputs.bucket === '' ? undefined : createS3({ region, credentials, log, env });
  return {
    region,
    lambda,
    s3,
    close() {
      lambda?.close();
      s3?.close();
    },
  };
}
