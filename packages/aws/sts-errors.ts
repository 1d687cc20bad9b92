import { InputError } from '@ci-actions/errors/errors';
import { isWeatherStatus } from '@ci-actions/http/transient';
import { claimsOf } from './id-token.ts';
import { partitionOf } from './region.ts';

/** What the SDK throws, as far as it is looked at. */
interface SdkError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

/** Answers of STS that pass, beside those that their status gives away. */
const weatherNames: ReadonlySet<string> = new Set([
  'IDPCommunicationError',
  'IDPCommunicationErrorException',
  'Throttling',
  'ThrottlingException',
  'TimeoutError',
]);
const weatherCodes = /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH)$/;

/** Whether asking STS once more may help. */
export function judgeSts(thrown: unknown): { retry: boolean; cause: string } {
  const error = thrown as SdkError;
  const status = error.$metadata?.httpStatusCode ?? 0;
  const retry = isWeatherStatus(status) || weatherNames.has(error.name) || weatherCodes.test(error.code ?? '');
  return { retry, cause: `${error.message || error.code || error.name}${status ? ` (HTTP ${status})` : ''}` };
}

/**
 * What STS refused, as a sentence that says what to change, and where.
 *
 * @param thrown what the SDK threw; what is no refusal of the token or the role is given back as it is
 * @param token the job's token: its claims are shown, never the token
 */
export function stsError(thrown: unknown, role: string, token: string, region: string): unknown {
  const error = thrown as SdkError;
  const sentence = sentences[error.name]?.(role, token, region, error.message);
  if (sentence === undefined) return thrown;
  const explained = new InputError(sentence);
  explained.cause = thrown;
  return explained;
}

type Sentence = (role: string, token: string, region: string, message: string) => string;

const denied: Sentence = (role, token) => {
  const { sub, aud } = claimsOf(token);
  return (
    `AWS does not let this job assume the role ${role}: its trust policy does not allow the job's OIDC token, or there is no such role. ` +
    `Allow sts:AssumeRoleWithWebIdentity for the subject ${sub ?? '(the token has none)'}${aud ? ` and the audience ${aud}` : ''} in the trust policy of the role.`
  );
};

const expired: Sentence = (role) =>
  `The role ${role} could not be assumed, because the job's OIDC token has expired. Run the job again.`;

const invalid: Sentence = (role, token, region, message) => {
  const { iss = 'https://token.actions.githubusercontent.com', aud } = claimsOf(token);
  const { audience } = partitionOf(region);
  return (
    `The role ${role} could not be assumed, because its AWS account does not accept the job's OIDC token (${message}). ` +
    `Add an IAM identity provider for ${iss} with the audience ${aud ?? audience} to the account.`
  );
};

const sentences: Record<string, Sentence> = {
  AccessDenied: denied,
  AccessDeniedException: denied,
  ExpiredTokenException: expired,
  ExpiredToken: expired,
  InvalidIdentityToken: invalid,
  InvalidIdentityTokenException: invalid,
  ValidationError: (role, _token, _region, message) =>
    `STS does not accept the request for the role ${role}: ${message}. Check the input role-to-assume.`,
  RegionDisabledException: (role, _token, region) =>
    `The role ${role} could not be assumed, because STS is not switched on for the region ${region} in its account. Switch it on, or use another aws-region.`,
};
