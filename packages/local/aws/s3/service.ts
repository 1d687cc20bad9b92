import { AwsError } from '../error.ts';
import { demand } from '../policy.ts';
import type { Principals } from '../principals.ts';
import type { AwsAnswer, AwsRequest } from '../request.ts';
import { type Signed, verifySignature } from '../sigv4.ts';
import { elements, xmlDocument } from '../xml.ts';
import type { Bucket, Writer } from './bucket.ts';
import type { Buckets } from './buckets.ts';
import { completeMultipartUpload } from './complete.ts';
import { writeConditionHolds } from './conditions.ts';
import type { Context, Run } from './context.ts';
import { copyObject } from './copy.ts';
import { listObjects } from './list-objects.ts';
import { listObjectVersions } from './list-versions.ts';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './manage.ts';
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
} from './multipart.ts';
import { notImplemented, type Operation } from './operation.ts';
import { readPayload } from './payload.ts';
import { getObject } from './read.ts';
import { deleteObject, deleteObjects } from './remove.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging.ts';
import { putObject } from './write.ts';

const operations: Readonly<Record<string, Run>> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  DeleteObjectTagging: deleteObjectTagging,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  GetObject: getObject,
  GetObjectTagging: getObjectTagging,
  HeadBucket: headBucket,
  HeadObject: getObject,
  ListMultipartUploads: listMultipartUploads,
  ListObjects: listObjects,
  ListObjectsV2: listObjects,
  ListObjectVersions: listObjectVersions,
  ListParts: listParts,
  PutBucketVersioning: putBucketVersioning,
  PutObject: putObject,
  PutObjectTagging: putObjectTagging,
  UploadPart: uploadPart,
};

/** What was seen when a request's head arrived, before its body did. */
export interface Begun {
  writer: Writer | undefined;
  heldAtFirst: boolean;
  /** To be called when the request is over, whatever became of it. */
  end(): void;
}

/** S3: what stands between an HTTP request that was read and the answer to it. */
export class S3 {
  readonly buckets: Buckets;
  readonly #principals: Principals;

  constructor(buckets: Buckets, principals: Principals) {
    this.buckets = buckets;
    this.#principals = principals;
  }

  /** Notes what a conditional write begins with, so that its end can tell whether another request got in between. */
  begin(request: Omit<AwsRequest, 'body'>, operation: Operation): Begun {
    const { headers } = request;
    const bucket = operation.bucket === undefined ? undefined : this.buckets.find(operation.bucket);
    const conditional = headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
    if (!bucket || !operation.key || !conditional || request.method === 'GET' || request.method === 'HEAD') {
      return { writer: undefined, heldAtFirst: false, end() {} };
    }
    const writer: Writer = { key: operation.key, deleted: false };
    bucket.writers.add(writer);
    return {
      writer,
      heldAtFirst: writeConditionHolds(request, bucket, operation.key),
      end: () => bucket.writers.delete(writer),
    };
  }

  /**
   * Answers one request. Nothing in here waits, so each request is atomic.
   *
   * @param note told who signed the request, as soon as that is proven
   * @throws AwsError the refusal, to be sent as `refusal` renders it
   */
  answer(request: AwsRequest, operation: Operation, begun: Begun, note: (signed: Signed) => void): AwsAnswer {
    const signed = verifySignature(request, this.#principals, 's3');
    note(signed);
    const payload = readPayload(request, signed, operation.name !== 'CompleteMultipartUpload');
    const { bucket: name, key = '' } = operation;
    const { principal } = signed;
    if (name === undefined) {
      if (operation.name !== 'ListBuckets') throw notImplemented();
      demand(principal, 's3:ListAllMyBuckets', '*');
      return listBuckets(this.buckets);
    }
    if (operation.name === 'CreateBucket') {
      demand(principal, 's3:CreateBucket', `arn:aws:s3:::${name}`);
      return createBucket(this.buckets, name, { ...request, body: payload.body }, signed);
    }
    const bucket = this.buckets.get(name);
    checkRegion(bucket, signed, operation);
    const run = operations[operation.name];
    if (!run) throw notImplemented();
    const ask = (action: string, object = '', of = bucket) => {
      const resource = `arn:aws:s3:::${of.name}${object === '' ? '' : `/${object}`}`;
      demand({ arn: principal.arn, policies: [...principal.policies, of.policy] }, action, resource);
    };
    const context: Context = {
      request,
      signed,
      payload,
      buckets: this.buckets,
      bucket,
      key,
      writer: begun.writer,
      heldAtFirst: begun.heldAtFirst,
      demand: ask,
    };
    return run(context);
  }
}

/**
 * A bucket answers in its own region only. With the bucket in the path the request has reached the endpoint of the
 * region that it is signed for, which redirects; with the bucket in the host it has reached the bucket's region, where
 * that signature is malformed.
 */
function checkRegion(bucket: Bucket, signed: Signed, { name, virtualHost }: Operation): void {
  if (signed.region === bucket.region || name === 'GetBucketLocation') return;
  const headers = { 'x-amz-bucket-region': bucket.region };
  if (virtualHost) {
    throw new AwsError(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${signed.region}' is wrong; expecting '${bucket.region}'`,
      { Region: bucket.region },
      headers,
    );
  }
  throw new AwsError(
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    { Endpoint: `s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name },
    headers,
  );
}

/** A refusal as S3 writes it. */
export function refusal(error: AwsError, request: Omit<AwsRequest, 'body'>): AwsAnswer {
  const inner = elements({
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: request.rawPath,
    RequestId: request.id,
  });
  return { status: error.status, headers: { ...error.headers }, body: xmlDocument('Error', undefined, inner) };
}
