import { InputError } from '@ci-actions/errors/errors';
import { silent } from '@ci-actions/log/log';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type CredentialOptions, credentialsFor } from './credentials.ts';
import { sessionNameFrom } from './web-identity.ts';

const role = 'arn:aws:iam::123456789012:role/publish';
const token = `e30.${Buffer.from(JSON.stringify({ sub: 'repo:org/name:ref:refs/heads/main', aud: 'sts.amazonaws.com' })).toString('base64url')}.c2lnbmF0dXJl`;

function setup(options: Partial<CredentialOptions>) {
  const masked: string[] = [];
  const provider = credentialsFor({
    region: 'eu-central-1',
    sessionName: 'ci-actions',
    log: silent,
    mask: (secret) => masked.push(secret),
    env: {},
    ...options,
  });
  return { provider, masked };
}

const refused = (name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

describe('from the environment', () => {
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  };

  test('the variables, masked before first use, and always the same object', async () => {
    const { provider, masked } = setup({ env });
    const credentials = await provider();
    expect(credentials).toEqual({
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
    expect(await provider({ refused: credentials })).toBe(credentials);
    expect(masked).toEqual(['secret', 'token']);
    expect(provider.origin).toBe('the access key AKIA...MPLE of the environment');
  });

  test('without a session', async () => {
    const { AWS_SESSION_TOKEN: _, ...keys } = env;
    const { provider, masked } = setup({ env: keys, roleToAssume: ' ' });
    expect(await provider()).toEqual({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' });
    expect(masked).toEqual(['secret']);
  });
});

describe('a role', () => {
  test('by the OIDC token for the audience of STS, everything masked', async () => {
    const asked: unknown[] = [];
    const { provider, masked } = setup({
      roleToAssume: role,
      sessionName: 'org/name 12',
      idToken: async (audience) => {
        asked.push(audience);
        return token;
      },
      assumeRole: async (request) => {
        asked.push(request);
        return { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'session' };
      },
    });
    expect(asked).toEqual([]);
    await provider();
    await provider();
    expect(asked).toEqual(['sts.amazonaws.com', { role, sessionName: 'org-name-12', token }]);
    expect(masked).toEqual([token, 'secret', 'session']);
    expect(provider.origin).toBe(`the role ${role}`);
  });

  test.each(['publish', 'arn:aws:iam::1:role/x', 'arn:aws:iam::123456789012:user/x', `${role}\nx`])(
    '%p is no ARN of a role',
    (roleToAssume) => {
      expect(() => setup({ roleToAssume })).toThrow(InputError);
      expect(() => setup({ roleToAssume })).toThrow(/role-to-assume is .* It looks like arn:aws:iam::/);
    },
  );

  test.each<{ name: string; idToken?: () => Promise<string> }>([
    { name: 'there is no way to get one' },
    { name: 'it is empty', idToken: async () => '' },
    {
      name: 'the runner refuses',
      idToken: async () => {
        throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
      },
    },
  ])('no token, because $name: says which permission to add', async ({ idToken }) => {
    const { provider } = setup({ roleToAssume: role, idToken });
    const error = await provider().catch((e) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('Add `permissions: id-token: write` to the job.');
    expect(error.message).toContain(role);
  });

  test.each([
    {
      fault: refused('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity'),
      sentence:
        'Allow sts:AssumeRoleWithWebIdentity for the subject repo:org/name:ref:refs/heads/main and the audience sts.amazonaws.com in the trust policy of the role.',
    },
    {
      fault: refused('InvalidIdentityToken', 'No OpenIDConnect provider found in your account'),
      sentence:
        'Add an IAM identity provider for https://token.actions.githubusercontent.com with the audience sts.amazonaws.com to the account.',
    },
    {
      fault: refused('ExpiredTokenException', 'Token expired'),
      sentence: 'OIDC token has expired. Run the job again.',
    },
    { fault: refused('ValidationError', '1 validation error'), sentence: 'Check the input role-to-assume.' },
    { fault: refused('RegionDisabledException', 'x'), sentence: 'STS is not switched on for the region eu-central-1' },
  ])('$fault.name: $sentence', async ({ fault, sentence }) => {
    let calls = 0;
    const assumeRole = async () => {
      calls += 1;
      throw fault;
    };
    const { provider } = setup({ roleToAssume: role, idToken: async () => token, assumeRole });
    const error = await provider().catch((e) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(sentence);
    expect(error.message).toContain(role);
    expect(error.message).not.toContain(token);
    expect(error.message).not.toContain('c2lnbmF0dXJl');
    expect(calls).toBe(1);
  });

  test.each([
    Object.assign(new Error('busy'), { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } }),
    refused('IDPCommunicationError', 'no answer of the provider'),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  ])('weather at STS is tried again: $message', async (fault) => {
    let calls = 0;
    const assumeRole = async () => {
      calls += 1;
      if (calls === 1) throw fault;
      return { accessKeyId: 'ASIA', secretAccessKey: 'secret', sessionToken: 'session' };
    };
    const { provider } = setup({ roleToAssume: role, idToken: async () => token, assumeRole });
    expect((await provider()).accessKeyId).toBe('ASIA');
    expect(calls).toBe(2);
  });
});

test.each([
  ['ci-actions', 'ci-actions'],
  ['org/name run #7', 'org-name-run-7'],
  ['a'.repeat(90), 'a'.repeat(64)],
  ['', '--'],
  ['ü', '--'],
])('the name of the session %p becomes %p', (text, name) => {
  expect(sessionNameFrom(text)).toBe(name);
});

describe('no credentials at all', () => {
  const nowhere = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_CONFIG_FILE: '/nonexistent/config',
  };
  const others = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
  const containers = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  const before = { ...process.env };
  afterEach(() => {
    for (const name of [...Object.keys(nowhere), ...others, ...containers]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  test('the sentence names both ways', async () => {
    for (const name of [...others, ...containers]) delete process.env[name];
    Object.assign(process.env, nowhere);
    const { provider, masked } = setup({});
    const error = await provider().catch((e) => e);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain('role-to-assume, with `permissions: id-token: write`');
    expect(error.message).toContain('aws-actions/configure-aws-credentials in a step before this one');
    expect(masked).toEqual([]);
  });
});
