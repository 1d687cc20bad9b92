import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { customEndpoint, s3Endpoint } from './endpoint.ts';

const local = 'http://127.0.0.1:9000';

test.each([
  { region: 'eu-central-1', bucket: 'dags', url: 'https://dags.s3.eu-central-1.amazonaws.com/a%20b.py' },
  { region: 'us-east-1', bucket: 'dags', url: 'https://dags.s3.us-east-1.amazonaws.com/a%20b.py' },
  { region: 'cn-north-1', bucket: 'dags', url: 'https://dags.s3.cn-north-1.amazonaws.com.cn/a%20b.py' },
  { region: 'eu-west-1', bucket: 'my.dags', url: 'https://s3.eu-west-1.amazonaws.com/my.dags/a%20b.py' },
  { bucket: 'dags', env: { AWS_ENDPOINT_URL: local }, url: `${local}/dags/a%20b.py` },
  { bucket: 'dags', env: { AWS_ENDPOINT_URL: 'http://x', AWS_ENDPOINT_URL_S3: local }, url: `${local}/dags/a%20b.py` },
  { bucket: 'dags', env: { AWS_ENDPOINT_URL_S3: 'http://x' }, endpoint: local, url: `${local}/dags/a%20b.py` },
  {
    bucket: 'dags',
    env: { AWS_ENDPOINT_URL: 'https://s3.example.com/gate/' },
    url: 'https://s3.example.com/gate/dags/a%20b.py',
  },
  {
    bucket: 'dags',
    env: { AWS_ENDPOINT_URL_STS: 'http://x' },
    url: 'https://dags.s3.us-east-1.amazonaws.com/a%20b.py',
  },
])('$region $bucket $env $endpoint: $url', ({ region = 'us-east-1', bucket, env = {}, endpoint, url }) => {
  const { origin, path } = s3Endpoint(region, endpoint, env)(bucket, 'a b.py');
  expect(origin.origin + path).toBe(url);
});

test.each([
  [{}, 'https://dags.s3.us-east-1.amazonaws.com/'],
  [{ AWS_ENDPOINT_URL: local }, `${local}/dags`],
])('the bucket itself with %p: %s', (env, url) => {
  const { origin, path } = s3Endpoint('us-east-1', undefined, env)('dags');
  expect(origin.origin + path).toBe(url);
});

test('dots and double slashes in a key stay', () => {
  expect(s3Endpoint('us-east-1', local)('dags', 'a//../b').path).toBe('/dags/a//../b');
});

test.each(['127.0.0.1:9000', 'ftp://x', 'not an address', 'http://user:secret@x', 'http://x?y'])(
  '%p is no endpoint',
  (endpoint) => {
    expect(() => customEndpoint('STS', undefined, { AWS_ENDPOINT_URL: endpoint })).toThrow(InputError);
    expect(() => customEndpoint('STS', undefined, { AWS_ENDPOINT_URL: endpoint })).toThrow(/^AWS_ENDPOINT_URL is/);
  },
);

test('a bucket whose name could change the host is refused', () => {
  expect(() => s3Endpoint('us-east-1', undefined, {})('evil.example/x', 'k')).toThrow(InputError);
});
