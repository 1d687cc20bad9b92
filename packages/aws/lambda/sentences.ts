import { onOneLine } from '../key.ts';
import { partitionOf } from '../region.ts';
import { deniedCodes } from '../sdk/sdk-error.ts';
import { capital, credentialSentences, quoted, said } from '../sdk/sentences.ts';
import { type Operation, operations } from './operations.ts';

/** What a question is about. */
export interface Subject {
  kind: 'function' | 'layer';
  /** The name or the ARN, as it was given. */
  name: string;
  /** `the alias live`, `version 7`; undefined where it is about the whole. */
  part?: string | undefined;
  /** `s3://bucket/key` or an image, where the code is read from there. */
  code?: string | undefined;
}

/** All that a sentence about a refusal may need. */
export interface Refused {
  operation: Operation;
  about: Subject;
  region: string;
  /** Whose credentials: `the role arn:...`. */
  origin: string;
  code: string;
  status: number;
  /** What Lambda said; may be empty. */
  message: string;
}

/**
 * A refusal of Lambda as a sentence: what is wrong, where, and what to do.
 *
 * @returns on one line; for a code that is not in the table: what was being done, and what Lambda said
 */
export function explainRefusal(refused: Refused): string {
  const sentence = deniedCodes.has(refused.code)
    ? denied(refused)
    : (sentences[refused.code]?.(refused) ?? `${subject(refused)} failed: ${said(refused)}`);
  return onOneLine(sentence);
}

/** `the alias live of the Lambda function orders (region eu-central-1)` */
export function showPlace({ about: { kind, name, part }, region }: Pick<Refused, 'about' | 'region'>): string {
  return `${part === undefined ? '' : `${part} of `}the Lambda ${kind} ${name} (region ${region})`;
}

/** What was being done, as the beginning of a sentence. */
export function subject(refused: Pick<Refused, 'operation' | 'about' | 'region'>): string {
  return `${refused.operation.doing} ${showPlace(refused)}`;
}

function denied(refused: Refused): string {
  const { operation, about, region, origin, message } = refused;
  const { kind, name, code = '' } = about;
  if (/\bS3\b/.test(message) && code.startsWith('s3://')) {
    return `${subject(refused)} was denied, because ${origin} may not read ${code} through Lambda. Allow s3:GetObject and s3:GetObjectVersion on it, and kms:Decrypt where a KMS key encrypts it.${quoted(message)}`;
  }
  if (/\bECR\b/.test(message)) {
    return `${subject(refused)} was denied, because Lambda may not pull the image ${code}. Let the policy of its repository allow lambda.amazonaws.com to do ecr:BatchGetImage and ecr:GetDownloadUrlForLayer.${quoted(message)}`;
  }
  const resource = name.startsWith('arn:') ? name : `arn:${partitionOf(region).id}:lambda:${region}:*:${kind}:${name}`;
  return `${subject(refused)} was denied: ${origin} may not do ${operation.action} on ${resource}. Allow it in the policy of the role or user.${quoted(message)}`;
}

const tooLarge = (refused: Refused) =>
  refused.operation.action === operations.invoke.action
    ? `${subject(refused)} failed, because AWS takes at most 6 MB of event. Give a smaller one.${quoted(refused.message)}`
    : `${subject(refused)} failed, because AWS takes at most 50 MiB of zip in a request. Give the input bucket: then it is sent through S3.${quoted(refused.message)}`;

const signing = (refused: Refused) =>
  `${subject(refused)} failed, because its code signing configuration does not accept the code. Sign the zip with AWS Signer, or ask whoever looks after that configuration.${quoted(refused.message)}`;

/** What may be meant by a parameter that Lambda does not take, by its words. */
const advice: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/unzipped size|262144000/i, 'A function and its layers may have 250 MiB together; leave files out.'],
  [/PermanentRedirect|bucket is in this region|different region/i, "The bucket must be in the function's region."],
  [/NoSuchKey|NoSuchBucket|NoSuchVersion/, 'Was the object deleted meanwhile? Run the job again.'],
  [
    /media type|manifest/i,
    'Lambda takes an image of one platform and no index: build it without provenance (`provenance: false`), or give the digest of the image in it.',
  ],
  [
    /source image .*does not exist|image .*not exist/i,
    'Check the digest, and that the image is in ECR in this region.',
  ],
];

const invalid = (refused: Refused) => {
  const [, sentence] = advice.find(([pattern]) => pattern.test(refused.message)) ?? [];
  return `${subject(refused)} failed, because AWS does not take what was asked.${quoted(refused.message)}${sentence ? ` ${sentence}` : ''}`;
};

const sentences: Record<string, (refused: Refused) => string> = {
  ResourceNotFoundException: (refused) =>
    `${capital(showPlace(refused))} does not exist. Check its name, aws-region and the account of the credentials (${refused.origin}); a function is created once, by whoever looks after the infrastructure.${quoted(refused.message)}`,
  ResourceConflictException: (refused) =>
    refused.operation.action === operations.createAlias.action
      ? `${subject(refused)} failed, because it is there already.${quoted(refused.message)}`
      : `${capital(showPlace(refused))} is being updated by something else, and AWS takes one update at a time.${quoted(refused.message)}`,
  PreconditionFailedException: (refused) =>
    `${subject(refused)} failed, because something else has changed it meanwhile.${quoted(refused.message)}`,
  InvalidParameterValueException: invalid,
  ValidationException: invalid,
  CodeStorageExceededException: (refused) =>
    `${subject(refused)} failed, because the account's storage for code is used up (75 GB a region, unless AWS gave more). Delete versions that nobody needs.${quoted(refused.message)}`,
  RequestEntityTooLargeException: tooLarge,
  RequestTooLargeException: tooLarge,
  HTTP413: tooLarge,
  CodeVerificationFailedException: signing,
  InvalidCodeSignatureException: signing,
  OptInRequired: (refused) =>
    `${subject(refused)} failed, because the account has not switched on the service or the region ${refused.region}. Switch it on, or check aws-region.`,
  ...credentialSentences,
};
