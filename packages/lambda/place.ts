import { consoleUrl } from '@ci-actions/aws/console-url';
import { partitionOf } from '@ci-actions/aws/region';
import type { Target } from '@ci-actions/release/protocol';
import type { Destination } from './read-options.ts';

/**
 * Where a publish goes to, as a person reads it, with its page in AWS's console.
 *
 * @param folder of the zips in the bucket, with a slash at its end
 */
export function targetOf(destination: Destination, region: string, environment: string, folder: string): Target {
  if (destination.kind === 'bucket') {
    const { bucket } = destination.bucket;
    return { environment, place: `s3://${bucket}/${folder}`, url: consoleUrl(region, bucket, folder) };
  }
  const { named } = destination;
  const pages = `https://${region}.${partitionOf(region).console}/lambda/home?region=${region}#`;
  const where = named.account === undefined ? region : `${region}, account ${named.account}`;
  if (destination.kind === 'layer') {
    return { environment, place: `layer ${named.name} (${where})`, url: `${pages}/layers/${named.name}` };
  }
  const { alias } = destination;
  return {
    environment,
    place: `${named.name}${alias === '' ? '' : `:${alias}`} (${where})`,
    url: `${pages}/functions/${named.name}${alias === '' ? '' : `/aliases/${alias}`}`,
  };
}
