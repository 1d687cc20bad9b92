import { showObject } from './key.ts';
import { partitionOf } from './region.ts';
import { type Operation, resourceOf } from './s3-operation.ts';

/** All that a sentence about a refusal may need. */
export interface Refused {
  operation: Operation;
  bucket: string;
  key: string | undefined;
  /** Whether the request had an `If-Match` or an `If-None-Match`. */
  conditional: boolean;
  code: string;
  status: number;
  /** What S3 said; may be empty. */
  message: string;
  /** The region that was asked, and the one that the bucket is in where S3 told it. */
  region: string;
  bucketRegion: string | undefined;
  /** Whose credentials: `the role arn:...`. */
  origin: string;
  /** S3's clock minus this machine's, in milliseconds, where S3 told the time. */
  skewMs: number | undefined;
}

/**
 * A refusal of S3 as a sentence: what is wrong, where, and what to do.
 *
 * @returns for a code that is not in the table: what was being done, and what S3 said
 */
export function explainRefusal(refused: Refused): string {
  const elsewhere = refused.bucketRegion !== undefined && refused.bucketRegion !== refused.region;
  // HEAD answers a wrong region by a bare status; the header tells.
  if (elsewhere && refused.status < 404) return wrongRegion(refused);
  return sentences[refused.code]?.(refused) ?? `${subject(refused)} failed: ${said(refused)}`;
}

const subject = ({ operation, bucket, key }: Refused) => `${operation.doing} ${showObject(bucket, key)}`;

const said = ({ code, status, message }: Refused) =>
  `S3 answered ${code} (HTTP ${status})${message ? `: ${ended(message)}` : '.'}`;

/** What S3 says is a sentence, though not always with its full stop. */
const ended = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`);

const wrongRegion = ({ bucket, region, bucketRegion }: Refused) =>
  bucketRegion && bucketRegion !== region
    ? `The S3 bucket ${bucket} is in the region ${bucketRegion}, not in ${region}. Set aws-region to ${bucketRegion}.`
    : `The S3 bucket ${bucket} is not in the region ${region}. Set aws-region to the region of the bucket.`;

const expired = (refused: Refused) =>
  `The AWS credentials (${refused.origin}) have expired or were withdrawn, and there are no newer ones (${refused.code}). ` +
  'Give the input role-to-assume, which renews them, or run aws-actions/configure-aws-credentials again before this step, with a longer role-duration-seconds.';

const changed = (refused: Refused) =>
  `${subject(refused)} failed, because the bytes that reached S3 are not those that were sent (${refused.code}). Something between this machine and S3, such as a proxy, changes them.`;

const raced = (refused: Refused) =>
  `${showObject(refused.bucket, refused.key)} was written by somebody else in the meantime (${refused.code}).`;

const sentences: Record<string, (refused: Refused) => string> = {
  NoSuchBucket: ({ bucket, region }) =>
    `The S3 bucket ${bucket} does not exist (region ${region}). Check the name of the bucket.`,
  PermanentRedirect: wrongRegion,
  TemporaryRedirect: wrongRegion,
  AuthorizationHeaderMalformed: wrongRegion,
  IllegalLocationConstraintException: wrongRegion,
  AccessDenied: (refused) => {
    const { operation, bucket, key, region, origin, message } = refused;
    const arn = `arn:${partitionOf(region).id}:s3:::${resourceOf(operation, bucket, key)}`;
    const list =
      operation.action === 's3:GetObject'
        ? ` Allow s3:ListBucket on the bucket too: without it S3 answers so for an object that does not exist.`
        : '';
    const words = message && !/^access denied\.?$/i.test(message) ? ` S3 says: ${ended(message)}` : '';
    return (
      `${subject(refused)} was denied: ${origin} may not do ${operation.action} on ${arn}. ` +
      `Allow it in the policy of the role or user, and see that no policy of the bucket or of its KMS key forbids it.${list}${words}`
    );
  },
  ExpiredToken: expired,
  InvalidToken: expired,
  TokenRefreshRequired: expired,
  RequestTimeTooSkewed: ({ skewMs }) => {
    const minutes = skewMs === undefined ? undefined : Math.round(Math.abs(skewMs) / 6_000) / 10;
    const by =
      minutes === undefined
        ? 'is wrong'
        : `is ${minutes} minutes ${(skewMs ?? 0) > 0 ? 'behind' : 'ahead of'} that of S3`;
    return `The clock of this machine ${by}, and S3 takes no request that is more than 15 minutes off. Set the clock.`;
  },
  InvalidAccessKeyId: ({ origin }) =>
    `AWS does not know the access key (${origin}): it was deleted, or it belongs to another partition. Give other credentials.`,
  SignatureDoesNotMatch: ({ origin }) =>
    `S3 does not accept the signature: the secret access key does not belong to the access key (${origin}), or a proxy changes requests on their way. Check AWS_SECRET_ACCESS_KEY for a missing character or a blank.`,
  XAmzContentSHA256Mismatch: changed,
  BadDigest: changed,
  EntityTooLarge: (refused) =>
    `${subject(refused)} failed, because S3 takes at most 5 GiB in one piece (${refused.code}).`,
  PreconditionFailed: raced,
  ConditionalRequestConflict: raced,
  NoSuchKey: (refused) => `${showObject(refused.bucket, refused.key)} does not exist any more.`,
};
