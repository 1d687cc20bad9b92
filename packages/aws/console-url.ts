import { partitionOf } from './region.ts';

/**
 * The page of the AWS console that shows what is under a prefix of a bucket, in the partition of the region.
 *
 * @param prefix empty for the whole bucket
 */
export function consoleUrl(region: string, bucket: string, prefix: string): string {
  const page = `https://${partitionOf(region).console}/s3/buckets/${encodeURIComponent(bucket)}?region=${encodeURIComponent(region)}`;
  return prefix === '' ? page : `${page}&prefix=${encodeURIComponent(prefix)}`;
}

/** The page of the AWS console that shows a repository of a private registry. */
export function repositoryUrl(region: string, account: string, name: string): string {
  const place = `https://${region}.${partitionOf(region).console}/ecr/repositories/private`;
  const path = name.split('/').map(encodeURIComponent).join('/');
  return `${place}/${account}/${path}?region=${encodeURIComponent(region)}`;
}
