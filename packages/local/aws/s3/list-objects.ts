import { AwsError } from '../error.ts';
import { element, elements } from '../xml.ts';
import { document, type Run } from './context.ts';
import { groups, listed, owner, page, readWanted } from './list-page.ts';

/** ListObjectsV2 and its elder, which differ in how the next page is asked for. */
export const listObjects: Run = ({ request, bucket, demand }) => {
  demand('s3:ListBucket');
  const { query } = request;
  const second = query.has('list-type');
  if (second && query.get('list-type') !== '2') {
    throw new AwsError(400, 'InvalidArgument', 'Invalid List Type specified in Request', {
      ArgumentName: 'list-type',
      ArgumentValue: query.get('list-type') ?? '',
    });
  }
  const wanted = readWanted(query);
  const { show } = wanted;
  const token = query.get('continuation-token');
  const start = query.get(second ? 'start-after' : 'marker');
  const after = second && token !== undefined ? readToken(token) : (start ?? '');
  const found = page(bucket.keys(), wanted, after, (key) => bucket.current(key) !== undefined);
  const withOwner = !second || query.get('fetch-owner') === 'true';
  const contents = found.entries.map((entry) => {
    const version = 'key' in entry ? bucket.current(entry.key) : undefined;
    if (!version || !('key' in entry)) return '';
    const about = { Key: show(entry.key), ...listed(version), Owner: withOwner ? owner : undefined };
    return element('Contents', { xml: elements({ ...about, StorageClass: 'STANDARD' }) });
  });
  const next = found.last;
  const head = elements({
    Name: bucket.name,
    Prefix: show(wanted.prefix),
    Delimiter: wanted.delimiter ? show(wanted.delimiter) : undefined,
    MaxKeys: wanted.max,
    EncodingType: wanted.encoding,
    IsTruncated: next !== undefined,
    ...(second
      ? {
          KeyCount: found.entries.length,
          ContinuationToken: token,
          StartAfter: start === undefined ? undefined : show(start),
          NextContinuationToken: next === undefined ? undefined : writeToken(next),
        }
      : { Marker: show(start ?? ''), NextMarker: next !== undefined && wanted.delimiter ? show(next) : undefined }),
  });
  return document('ListBucketResult', head + contents.join('') + groups(found, show), {
    'x-amz-bucket-region': bucket.region,
  });
};

// The token begins with a letter that no reader of other tokens would take for a key.
const writeToken = (last: string) => `1${Buffer.from(last).toString('base64url')}`;

function readToken(token: string): string {
  const text = Buffer.from(token.slice(1), 'base64url').toString();
  if (text !== '' && writeToken(text) === token) return text;
  throw new AwsError(400, 'InvalidArgument', 'The continuation token provided is incorrect', {
    ArgumentName: 'continuation-token',
  });
}
