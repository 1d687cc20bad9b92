import { AwsError } from '../error.ts';
import type { RequestRecord } from '../options.ts';
import type { Principals } from '../principals.ts';
import { type AwsAnswer, type AwsRequest, header } from '../request.ts';
import { type Signed, verifySignature } from '../sigv4.ts';
import type { Ground, Operation } from './call.ts';
import { refused } from './errors.ts';
import { getAuthorizationToken, getPublicAuthorizationToken } from './operations/authorization.ts';
import { createRepository } from './operations/create-repository.ts';
import { batchDeleteImage, batchGetImage, describeImages, listImages } from './operations/images.ts';
import { batchCheckLayerAvailability, getDownloadUrlForLayer } from './operations/layers.ts';
import { createPublicRepository, describeRegistries } from './operations/public.ts';
import { putImage } from './operations/put-image.ts';
import { describeImageSigningStatus, listImageReferrers } from './operations/referrers.ts';
import {
  deleteRepository,
  describePublicRepositories,
  describeRepositories,
  listTagsForResource,
} from './operations/repositories.ts';
import { describeImageScanFindings, startImageScan } from './operations/scans.ts';
import {
  getAccountSetting,
  getLifecyclePolicy,
  getRepositoryPolicy,
  putAccountSetting,
  putImageScanningConfiguration,
  putImageTagMutability,
  putLifecyclePolicy,
  setRepositoryPolicy,
} from './operations/settings.ts';
import type { Service } from './registry.ts';

const operations: Readonly<Record<Service, Readonly<Record<string, Operation>>>> = {
  ecr: {
    BatchCheckLayerAvailability: batchCheckLayerAvailability,
    BatchDeleteImage: batchDeleteImage,
    BatchGetImage: batchGetImage,
    CreateRepository: createRepository,
    DeleteRepository: deleteRepository,
    DescribeImageScanFindings: describeImageScanFindings,
    DescribeImageSigningStatus: describeImageSigningStatus,
    DescribeImages: describeImages,
    DescribeRepositories: describeRepositories,
    GetAccountSetting: getAccountSetting,
    GetAuthorizationToken: getAuthorizationToken,
    GetDownloadUrlForLayer: getDownloadUrlForLayer,
    GetLifecyclePolicy: getLifecyclePolicy,
    GetRepositoryPolicy: getRepositoryPolicy,
    ListImageReferrers: listImageReferrers,
    ListImages: listImages,
    ListTagsForResource: listTagsForResource,
    PutAccountSetting: putAccountSetting,
    PutImage: putImage,
    PutImageScanningConfiguration: putImageScanningConfiguration,
    PutImageTagMutability: putImageTagMutability,
    PutLifecyclePolicy: putLifecyclePolicy,
    SetRepositoryPolicy: setRepositoryPolicy,
    StartImageScan: startImageScan,
  },
  'ecr-public': {
    CreateRepository: createPublicRepository,
    DescribeRegistries: describeRegistries,
    DescribeRepositories: describePublicRepositories,
    GetAuthorizationToken: getPublicAuthorizationToken,
  },
};

/** What X-Amz-Target names: which service, and its operation. */
export interface Target {
  service: Service;
  operation: string;
}

/** @returns undefined for what goes to another service */
export function targetOf({ method, rawPath, headers }: Omit<AwsRequest, 'body'>): Target | undefined {
  const target = header(headers, 'x-amz-target');
  if (method !== 'POST' || rawPath !== '/' || target === undefined) return undefined;
  const [prefix = '', operation = ''] = target.split('.');
  const service = prefix === 'SpencerFrontendService' ? 'ecr-public' : 'ecr';
  const known = service === 'ecr-public' || prefix === 'AmazonEC2ContainerRegistry_V20150921';
  return { service, operation: known && operation ? operation : target };
}

/** The control plane of ECR and of ECR Public. */
export class Ecr {
  readonly #ground: Ground;
  readonly #principals: Principals;

  constructor(ground: Ground, principals: Principals) {
    this.#ground = ground;
    this.#principals = principals;
  }

  /**
   * Answers one request. Nothing in here waits, so each request is atomic.
   *
   * @param record told whose request it is and which repository it is about
   * @throws AwsError the refusal, to be sent as `refusal` renders it
   */
  answer(request: AwsRequest, { service, operation }: Target, record: RequestRecord): AwsAnswer {
    const run = Object.hasOwn(operations[service], operation) ? operations[service][operation] : undefined;
    if (!run) throw refused('UnknownOperationException', `The operation ${operation} is not one of this ${service}.`);
    const { principal, region } = signatureOf(request, this.#principals, service);
    record.role = principal.arn;
    const input = parse(request);
    const { registryId, repositoryName, imageTag, imageDigest } = input;
    if (typeof repositoryName === 'string') record.repository = repositoryName;
    const reference = imageTag ?? imageDigest;
    if (typeof reference === 'string') record.reference = reference;
    // Anything but a text is refused by the operation's own check.
    const account = typeof registryId === 'string' ? registryId : principal.account;
    const registry = this.#ground.registries.find(service, account, region);
    const result = run({ ...this.#ground, operation, principal, registry, time: request.time }, input);
    return { status: 200, headers: headersOf(request), body: JSON.stringify(result) };
  }
}

function parse({ headers, body }: AwsRequest): Record<string, unknown> {
  if (header(headers, 'content-type')?.split(';')[0] !== 'application/x-amz-json-1.1') {
    throw refused('SerializationException', 'The content type must be application/x-amz-json-1.1');
  }
  try {
    const parsed = JSON.parse(body.toString() || '{}');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // What is no JSON is refused like what is no object.
  }
  throw refused('SerializationException', 'The body must be a JSON object');
}

/** The JSON services refuse the same things as S3 under names of their own. */
function signatureOf(request: AwsRequest, principals: Principals, service: Service): Signed {
  const renamed: Record<string, [code: string, message: string]> = {
    InvalidAccessKeyId: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
    InvalidToken: ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
    ExpiredToken: ['ExpiredTokenException', 'The security token included in the request is expired'],
    RequestTimeTooSkewed: ['InvalidSignatureException', 'Signature expired or not yet current.'],
    SignatureDoesNotMatch: [
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    ],
    AuthorizationHeaderMalformed: [
      'IncompleteSignatureException',
      'The Authorization header or its scope is malformed.',
    ],
    AccessDenied: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  };
  try {
    const signed = verifySignature(request, principals, service);
    if (service === 'ecr' || signed.region === 'us-east-1') return signed;
  } catch (error) {
    const other = error instanceof AwsError ? renamed[error.code] : undefined;
    throw other ? refused(...other) : error;
  }
  throw refused('InvalidSignatureException', 'Credential should be scoped to a valid region, which is us-east-1.');
}

const headersOf = ({ id }: Omit<AwsRequest, 'body'>) => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amzn-requestid': id,
});

/** A refusal as the JSON services write it. */
export function refusal(error: AwsError, request: Omit<AwsRequest, 'body'>): AwsAnswer {
  const body = JSON.stringify({ __type: error.code, message: error.message });
  return { status: error.status, headers: { ...error.headers, ...headersOf(request) }, body };
}
