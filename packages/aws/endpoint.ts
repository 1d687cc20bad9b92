import { InputError } from '@ci-actions/errors/errors';
import { checkBucketName } from './bucket-name.ts';
import { encodeKey } from './key.ts';
import { partitionOf } from './region.ts';

/** Where a bucket, or an object in it, is. */
interface Address {
  origin: URL;
  /** Percent-encoded, without a query. */
  path: string;
}

/** @throws InputError where the name of the bucket breaks S3's rules, or the key is no valid Unicode */
export type Locate = (bucket: string, key?: string) => Address;

/**
 * Where S3 is: an endpoint that is given or that the environment names, with the bucket in the path; otherwise AWS,
 * with the bucket in the name of the host. A bucket with dots in its name goes into the path there too, because the
 * certificate of `*.s3.eu-central-1.amazonaws.com` holds for one label only.
 *
 * @param region a region, checked
 * @param endpoint an endpoint of the caller's own
 * @param env where AWS_ENDPOINT_URL_S3 and AWS_ENDPOINT_URL are looked up, as the AWS SDKs do
 *   (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)
 * @throws InputError where an endpoint is no http or https URL
 */
export function s3Endpoint(region: string, endpoint?: string, env: NodeJS.ProcessEnv = process.env): Locate {
  const custom = customEndpoint('S3', endpoint, env);
  if (custom) {
    const folder = custom.pathname.replace(/\/+$/, '');
    return (bucket, key) => ({ origin: custom, path: `${folder}/${checkBucketName(bucket)}${slash(key)}` });
  }
  const host = `s3.${region}.${partitionOf(region).hosts}`;
  const shared = new URL(`https://${host}`);
  return (bucket, key) => {
    checkBucketName(bucket);
    if (bucket.includes('.')) return { origin: shared, path: `/${bucket}${slash(key)}` };
    return { origin: new URL(`https://${bucket}.${host}`), path: slash(key) || '/' };
  };
}

const slash = (key: string | undefined) => (key === undefined ? '' : `/${encodeKey(key)}`);

/**
 * The endpoint that somebody chose for a service, if anybody did.
 *
 * @param service as in the name of the environment variable: `S3`, `STS`
 * @throws InputError where it is no http or https URL
 */
export function customEndpoint(
  service: string,
  endpoint?: string,
  env: NodeJS.ProcessEnv = process.env,
): URL | undefined {
  const given = [
    ['The endpoint', endpoint],
    [`AWS_ENDPOINT_URL_${service}`, env[`AWS_ENDPOINT_URL_${service}`]],
    ['AWS_ENDPOINT_URL', env.AWS_ENDPOINT_URL],
  ] as const;
  const [source, text] = given.find(([, value]) => value) ?? [];
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.username) return url;
  throw new InputError(
    `${source} is ${JSON.stringify(text)}, which is no address of a service. It looks like http://127.0.0.1:9000 or https://s3.example.com.`,
  );
}
