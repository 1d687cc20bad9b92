import type http from 'node:http';
import { scriptedServer } from '@ci-actions/http/testing';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeImage } from './archive/testing.ts';
import { copyImage } from './copy-image.ts';
import { type Login, type LoginProvider, NotAllowed } from './repository.ts';
import { type Fault, type TestRegistry, testRegistry, testRepository, waitingClock } from './testing.ts';

let registry: TestRegistry;
let clock: ReturnType<typeof waitingClock>;
const opened: { close(): unknown }[] = [];

beforeEach(async () => {
  registry = await testRegistry();
  opened.push(registry);
  clock = waitingClock();
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

function repository(login: LoginProvider) {
  const to = testRepository(registry, { login, retry: clock });
  opened.push(to);
  return to;
}

/** Gives one login after the other, and keeps who was refused. */
function logins(...passwords: string[]) {
  const refused: (string | undefined)[] = [];
  const all = passwords.map((password): Login => ({ username: 'AWS', password }));
  let next = 0;
  const provider: LoginProvider = async (options) => {
    refused.push(options?.refused?.password);
    return all[Math.min(next++, all.length - 1)];
  };
  return { provider, refused };
}

const basic = (password: string) => `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
const expired: Fault = {
  status: 401,
  code: 'DENIED',
  message: 'Your authorization token has expired. Reauthenticate and try again.',
  headers: {
    'www-authenticate': 'Basic realm="https://x.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
  },
};
const failure = (promise: Promise<unknown>) => promise.then(() => new Error('It worked.')).catch((error) => error);

describe('Basic', () => {
  test('is sent at once, with every request, and asked for once', async () => {
    const { provider, refused } = logins('x'.repeat(2_400));
    registry.guard = ({ headers }) => (headers.authorization === basic('x'.repeat(2_400)) ? undefined : expired);
    await copyImage(await makeImage({ layers: [10, 20, 30] }), repository(provider));
    expect(refused).toEqual([undefined]);
    expect(registry.headers.every(({ authorization }) => authorization !== undefined)).toBe(true);
  });

  test.each([
    ['401', expired],
    ['403 with the same words', { ...expired, status: 403 }],
  ])('that runs out between blobs (%s) is renewed once for all that are under way', async (_, fault) => {
    const { provider, refused } = logins('one', 'two');
    let good = basic('one');
    let puts = 0;
    registry.guard = ({ method, headers }) => {
      if (method === 'PUT' && ++puts === 3) good = basic('two');
      return headers.authorization === good ? undefined : fault;
    };
    const image = await makeImage({ layers: [10, 20, 30, 2_000_000, 3_000_000, 40, 50] });
    const copied = await copyImage(image, repository(provider), { concurrency: 6 });
    expect(copied.blobs.uploaded).toBe(8);
    expect(refused).toEqual([undefined, 'one']);
    expect(clock.time()).toBe(0);
  });

  test('that has run out is renewed also where the answer is a 403 to a HEAD, which has no words', async () => {
    const { provider, refused } = logins('one', 'two');
    registry.guard = ({ headers }) =>
      headers.authorization === basic('two') ? undefined : { ...expired, status: 403 };
    expect(await repository(provider).hasBlob(`sha256:${'0'.repeat(64)}`)).toBe(false);
    expect(refused).toEqual([undefined, 'one']);
  });

  test('that is refused, and the new one too: one sentence', async () => {
    const { provider, refused } = logins('one', 'two');
    registry.guard = () => expired;
    const error = await failure(repository(provider).putManifest('v1', (await makeImage()).root));
    expect(error).toBeInstanceOf(NotAllowed);
    expect(error.message).toBe(
      'Writing the manifest registry.test/team/app:v1 was refused: the registry registry.test does not take the login, nor a new one (HTTP 401). The registry says: Your authorization token has expired. Reauthenticate and try again.',
    );
    expect(refused).toEqual([undefined, 'one']);
    expect(registry.requests).toHaveLength(2);
  });

  test('that nobody has: one sentence', async () => {
    registry.guard = () => expired;
    const error = await failure(repository(async () => undefined).getManifest('v1'));
    expect(error).toBeInstanceOf(NotAllowed);
    expect(error.message).toMatch(/wants a login, and there is none \(HTTP 401\)\./);
  });

  test('what the provider throws is what is thrown, and it is asked again next time', async () => {
    let tries = 0;
    const to = repository(async () => {
      tries += 1;
      if (tries === 1) throw new Error('STS does not answer.');
      return { username: 'AWS', password: 'p' };
    });
    expect((await failure(to.getManifest('v1'))).message).toBe('STS does not answer.');
    expect(await to.getManifest('v1')).toBeUndefined();
  });
});

describe('Bearer', () => {
  /** A token server that takes one login, and a registry that wants its tokens. */
  async function tokenServer(options: { scope?: string; seconds?: number; password?: string } = {}) {
    const { scope, seconds, password } = options;
    const asked: { url: URL; authorization: string | undefined }[] = [];
    const valid = new Set<string>();
    const server = await scriptedServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      asked.push({ url, authorization: request.headers.authorization });
      if (password !== undefined && request.headers.authorization !== basic(password)) {
        response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED","message":"no such login"}]}');
        return;
      }
      const token = `t${asked.length}-${url.searchParams.getAll('scope').join('+')}`;
      valid.add(`Bearer ${token}`);
      response.end(JSON.stringify({ token, ...(seconds === undefined ? {} : { expires_in: seconds }) }));
    });
    opened.push(server);
    const challenge = (wanted: string): Fault => ({
      status: 401,
      code: 'UNAUTHORIZED',
      headers: {
        'www-authenticate': `Bearer realm="${new URL('/token/', server.origin).href}",service="public.ecr.aws",scope="${wanted}"`,
      },
    });
    registry.guard = (request: http.IncomingMessage) => {
      const push = request.method === 'PUT' || request.method === 'POST' || request.url?.includes('/blobs/');
      const wanted = scope ?? `repository:team/app:${push ? 'pull,push' : 'pull'}`;
      const { authorization = '' } = request.headers;
      return valid.has(authorization) && authorization.endsWith(`-${wanted}`) ? undefined : challenge(wanted);
    };
    return { asked, valid };
  }

  test('a token for each scope, by the login, kept', async () => {
    const { asked } = await tokenServer({ password: 'secret' });
    const { provider, refused } = logins('secret');
    await copyImage(await makeImage({ layers: [10, 20, 30] }), repository(provider), { concurrency: 1 });
    expect(asked.map(({ url }) => url.search)).toEqual([
      '?service=public.ecr.aws&scope=repository%3Ateam%2Fapp%3Apull',
      '?service=public.ecr.aws&scope=repository%3Ateam%2Fapp%3Apull%2Cpush',
    ]);
    expect(asked.every(({ authorization }) => authorization === basic('secret'))).toBe(true);
    expect(refused).toEqual([undefined]);
  });

  test('requests that are under way together share a token', async () => {
    const { asked } = await tokenServer({ scope: 'aws' });
    await copyImage(
      await makeImage({ layers: [10, 20, 30, 40, 50, 60] }),
      repository(async () => undefined),
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]?.authorization).toBeUndefined();
  });

  test('a new one when its time is over', async () => {
    const { asked } = await tokenServer({ scope: 'aws', seconds: 300 });
    const to = repository(async () => undefined);
    await to.getManifest('v1');
    await clock.sleep?.(280_000);
    await to.getManifest('v1');
    expect(asked).toHaveLength(1);
    await clock.sleep?.(15_000);
    await to.getManifest('v1');
    expect(asked).toHaveLength(2);
  });

  test('a new one when the registry does not take it any more', async () => {
    const { asked, valid } = await tokenServer({ scope: 'aws', seconds: 3_000 });
    const to = repository(async () => undefined);
    await to.getManifest('v1');
    valid.clear();
    expect(await to.getManifest('v1')).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  test('a login that the token server refuses is renewed once', async () => {
    await tokenServer({ password: 'two' });
    const { provider, refused } = logins('one', 'two');
    expect(await repository(provider).getManifest('v1')).toBeUndefined();
    expect(refused).toEqual([undefined, 'one']);
  });

  test('a login that the token server always refuses: one sentence', async () => {
    await tokenServer({ password: 'other' });
    const error = await failure(repository(logins('one', 'two').provider).getManifest('v1'));
    expect(error).toBeInstanceOf(NotAllowed);
    expect(error.message).toMatch(/^The token server 127\.0\.0\.1:\d+ refused the login \(HTTP 401\): no such login/);
  });

  test('a token server that is busy is asked again', async () => {
    const server = await scriptedServer(
      { status: 503 },
      { status: 429 },
      { status: 200, body: '{"access_token":"t"}' },
    );
    opened.push(server);
    registry.guard = ({ headers }) =>
      headers.authorization === 'Bearer t'
        ? undefined
        : { status: 401, headers: { 'www-authenticate': `Bearer realm="${server.origin.href}"` } };
    expect(await repository(async () => undefined).getManifest('v1')).toBeUndefined();
    expect(server.received[2]?.url).toBe('/?scope=repository%3Ateam%2Fapp%3Apull');
  });

  test.each(['http://tokens.test/', 'file:///etc/passwd', 'nonsense'])(
    'the realm %s does not get the login',
    async (realm) => {
      registry.guard = () => ({ status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}"` } });
      const error = await failure(repository(logins('one').provider).getManifest('v1'));
      expect(error).toBeInstanceOf(NotAllowed);
      expect(error.message).toMatch(/which is no https:\/\/ address: the login is not sent there\.$/);
    },
  );
});
