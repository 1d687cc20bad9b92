/** What a refusal of any service says that is about the credentials or the clock. */
interface Refused {
  code: string;
  status: number;
  /** What AWS said; may be empty. */
  message: string;
  /** Whose credentials were used. */
  origin: string;
  region: string;
}

/** Text as a sentence begins. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** An answer for which there is no sentence of ours. */
export const said = ({ code, status, message }: Pick<Refused, 'code' | 'status' | 'message'>) =>
  `AWS answered ${code} (HTTP ${status})${message ? `: ${ended(message)}` : '.'}`;

/** What AWS says is a sentence, though not always with its full stop. */
const ended = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`);

/** What AWS said, to follow a sentence of ours; nothing where it said nothing. */
export const quoted = (message: string) => (message ? ` AWS says: ${ended(message)}` : '');

const expired = ({ origin, code }: Refused) =>
  `The AWS credentials (${origin}) have expired or were withdrawn, and there are no newer ones (${code}). ` +
  'Give the input role-to-assume, which renews them, or run aws-actions/configure-aws-credentials again before this step, with a longer role-duration-seconds.';

const unknownKey = ({ origin, region }: Refused) =>
  `AWS does not know the access key (${origin}) in the region ${region}: it was deleted, it belongs to another partition, or the region is not switched on for its account. Give other credentials, or check aws-region.`;

const signature = (refused: Refused) =>
  /expired|not yet current/i.test(refused.message)
    ? `The clock of this machine is wrong, and AWS takes no request that is more than a few minutes off. Set the clock.${quoted(refused.message)}`
    : `AWS does not accept the signature: the secret access key does not belong to the access key (${refused.origin}), or a proxy changes requests on their way. Check AWS_SECRET_ACCESS_KEY for a missing character or a blank.`;

/** Sentences for refusals that have nothing to do with what was asked, by their codes. */
export const credentialSentences: Readonly<Record<string, (refused: Refused) => string>> = {
  ExpiredToken: expired,
  ExpiredTokenException: expired,
  TokenRefreshRequired: expired,
  UnrecognizedClientException: unknownKey,
  InvalidClientTokenId: unknownKey,
  InvalidAccessKeyId: unknownKey,
  InvalidSignatureException: signature,
  SignatureDoesNotMatch: signature,
  RequestExpired: signature,
  RequestTimeTooSkewed: signature,
};
