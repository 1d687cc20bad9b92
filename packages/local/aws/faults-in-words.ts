import type { Fault } from '../faults/faults.ts';
import { AwsError } from './error.ts';
import type { RequestRecord } from './options.ts';
import { expiredToken } from './principals.ts';

/** @throws AwsError the refusal that a service would send for a fault that somebody asked for; none for the other kinds */
export function refuseAsAsked(fault: Fault | undefined, service: RequestRecord['service']): void {
  const isJson = service === 'ecr' || service === 'ecr-public';
  if (fault?.kind === 'expired-token') {
    const message = 'The security token included in the request is expired';
    if (isJson) throw new AwsError(400, 'ExpiredTokenException', message);
    if (service === 'lambda') throw new AwsError(403, 'ExpiredTokenException', message);
    throw service === 's3' ? expiredToken() : new AwsError(403, 'ExpiredToken', message);
  }
  if (fault?.kind !== 'status') return;
  const { status } = fault;
  if (service === 'lambda') refuseAsLambda(status);
  // The JSON services throttle with a 400.
  if (status === 429 && isJson) throw new AwsError(400, 'ThrottlingException', 'Rate exceeded');
  if (status === 500 && isJson) {
    throw new AwsError(500, 'ServerException', 'These errors are usually caused by a server-side issue.');
  }
  if (status === 503 && service === 's3') throw new AwsError(status, 'SlowDown', 'Please reduce your request rate.');
  if (status === 503) {
    const code = isJson ? 'ServiceUnavailableException' : 'ServiceUnavailable';
    throw new AwsError(status, code, 'The request has failed due to a temporary failure of the server.');
  }
  if (status === 429) throw new AwsError(status, 'TooManyRequestsException', 'Rate exceeded');
  if (status >= 500) throw new AwsError(status, 'InternalError', 'We encountered an internal error. Please try again.');
  throw new AwsError(status, 'RequestFailed', `The request was refused on purpose with the status ${status}.`);
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html#API_UpdateFunctionCode_Errors */
function refuseAsLambda(status: number): void {
  const words: Readonly<Record<number, readonly [code: string, message: string]>> = {
    409: [
      'ResourceConflictException',
      'The operation cannot be performed at this time. An update is in progress for resource: (a fault that was asked for)',
    ],
    429: ['TooManyRequestsException', 'Rate exceeded'],
    500: ['ServiceException', 'An error occurred and the request cannot be processed.'],
    503: ['ServiceUnavailableException', 'Service is unavailable. Please try again.'],
  };
  const found = words[status];
  if (found) throw new AwsError(status, ...found);
}
