import { type Script, scriptedServer } from '@ci-actions/http/testing';
import { usesProxies } from '@ci-actions/http/unused-proxy';
import { afterEach, expect, test } from '@jest/globals';
import { stsCall } from './sts.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const asked = { role: 'arn:aws:iam::123456789012:role/publish', sessionName: 'test', token: 'a.b.c' };
const hour = 3_600_000;

/** STS as it answers an hour's session, by a clock that is so far off this machine's. */
function granted(skewMs: number): Script {
  const now = Math.floor((Date.now() + skewMs) / 1000) * 1000;
  const expiration = new Date(now + hour).toISOString();
  return {
    status: 200,
    headers: { 'content-type': 'text/xml', date: new Date(now).toUTCString() },
    body: `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
  };
}

test.each([0, -hour, 2 * hour])('how long they hold does not depend on the clock: %i ms off', async (skewMs) => {
  const server = await scriptedServer(granted(skewMs));
  open.push(server);
  const { expiration, ...keys } = await stsCall('us-east-1', { AWS_ENDPOINT_URL_STS: server.origin.href })(asked);
  expect(keys).toEqual({ accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'session' });
  expect(Math.abs(Number(expiration) - Date.now() - hour)).toBeLessThan(60_000);
});

test('an answer without credentials is an error', async () => {
  const server = await scriptedServer({ status: 200, body: '<AssumeRoleWithWebIdentityResponse/>' });
  open.push(server);
  await expect(stsCall('us-east-1', { AWS_ENDPOINT_URL: server.origin.href })(asked)).rejects.toThrow(
    'STS answered without credentials.',
  );
});

if (usesProxies()) {
  test('is asked through the proxy of the environment', async () => {
    const proxy = await scriptedServer(granted(0));
    open.push(proxy);
    const env = { HTTP_PROXY: proxy.origin.href, AWS_ENDPOINT_URL: 'http://sts.invalid' };
    expect(await stsCall('us-east-1', env)(asked)).toMatchObject({ accessKeyId: 'ASIA' });
    expect(proxy.received).toMatchObject([{ method: 'POST', url: 'http://sts.invalid/' }]);
  });
} else {
  process.stderr.write(
    `The proxy of STS is not tested: Node ${process.versions.node} does not know proxies, 24.5 does.\n`,
  );
}
