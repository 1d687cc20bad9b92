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
