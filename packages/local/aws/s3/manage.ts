import { AwsError } from '../error.ts';
import type { AwsAnswer, AwsRequest } from '../request.ts';
import type { Signed } from '../sigv4.ts';
import { element, elements, parseXml, textOf } from '../xml.ts';
import type { Buckets } from './buckets.ts';
import { document, type Run } from './context.ts';

export const headBucket: Run = ({ bucket, demand }) => {
  demand('s3:ListBucket');
  return {
    status: 200,
    headers: { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' },
  };
};

export const getBucketLocation: Run = ({ bucket, demand }) => {
  demand('s3:GetBucketLocation');
  // The oldest region has no name here.
  return document('LocationConstraint', bucket.region === 'us-east-1' ? '' : bucket.region);
};

export const getBucketVersioning: Run = ({ bucket, demand }) => {
  demand('s3:GetBucketVersioning');
  return document('VersioningConfiguration', element('Status', bucket.versioning));
};

export const putBucketVersioning: Run = ({ bucket, payload, demand }) => {
  demand('s3:PutBucketVersioning');
  const status = textOf(parseXml(payload.body, 'VersioningConfiguration'), 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') {
    throw new AwsError(
      400,
      'IllegalVersioningConfigurationException',
      'The Versioning element must be specified with a Status of Enabled or Suspended.',
    );
  }
  bucket.setVersioning(status);
  return { status: 200 };
};

export const deleteBucket: Run = ({ bucket, buckets, demand }) => {
  demand('s3:DeleteBucket');
  buckets.delete(bucket);
  return { status: 204 };
};

/** CreateBucket, which has no bucket to start from. The region is the one that the request is signed for. */
export function createBucket(buckets: Buckets, name: string, request: AwsRequest, signed: Signed): AwsAnswer {
  const constraint =
    request.body.length > 0
      ? textOf(parseXml(request.body, 'CreateBucketConfiguration'), 'LocationConstraint')
      : undefined;
  const region = constraint ?? 'us-east-1';
  if (region !== signed.region) {
    throw new AwsError(
      400,
      'IllegalLocationConstraintException',
      `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (!buckets.find(name)) buckets.create({ name, region }, request.time);
  // Re-creating one's own bucket is harmless in the oldest region and an error in every other.
  else if (region !== 'us-east-1') {
    throw new AwsError(
      409,
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName: name },
    );
  }
  return { status: 200, headers: { location: `/${name}` } };
}

/** ListBuckets: every bucket of the account, on one page. */
export function listBuckets(buckets: Buckets): AwsAnswer {
  const all = buckets.all().map(({ name, created, region }) =>
    element('Bucket', {
      xml: elements({ Name: name, CreationDate: created.toISOString(), BucketRegion: region }),
    }),
  );
  return document('ListAllMyBucketsResult', element('Buckets', { xml: all.join('') }));
}
