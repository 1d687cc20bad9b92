import type { Credentials } from '@aws-sdk/client-sts';
import { assumeRole } from './assume-role.ts';
import type { StandIn } from './stand-in.ts';

/** aws-actions/configure-aws-credentials, as far as it sets a region, and given keys or those of a role taken by OIDC. */
export const configureAwsCredentials: StandIn = {
  does: 'sets the region, and the given keys or those of the role, which it takes with an identity of the job',
  inputs: {
    'aws-region': null,
    'aws-access-key-id': null,
    'aws-secret-access-key': null,
    'aws-session-token': null,
    'role-to-assume': null,
    'role-session-name': 'GitHubActions',
    'role-duration-seconds': '3600',
    audience: 'sts.amazonaws.com',
    'mask-aws-account-id': 'false',
    'output-credentials': 'false',
  },
  refused: [
    ...['web-identity-token-file', 'role-external-id', 'role-skip-session-tagging', 'role-chaining'],
    ...['inline-session-policy', 'managed-session-policies', 'disable-retry', 'retry-max-attempts'],
    ...['special-characters-workaround', 'use-existing-credentials', 'allowed-account-ids', 'http-proxy', 'no-proxy'],
    ...['unset-current-credentials', 'force-skip-oidc', 'action-timeout-s', 'output-env-credentials'],
  ],
  async run({ inputs, env, setEnv, mask, log }) {
    const region = inputs['aws-region'] ?? '';
    if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) throw new Error(`Region is not valid: ${region}`);
    const role = inputs['role-to-assume'] ?? '';
    if (role !== '' && inputs['aws-access-key-id']) {
      throw new Error(
        'The stand-in takes a role with the identity of the job only. Leave out `aws-access-key-id`, or `role-to-assume`.',
      );
    }
    const taken =
      role === ''
        ? undefined
        : await assumeRole({
            role,
            region,
            session: inputs['role-session-name'] ?? '',
            seconds: Number(inputs['role-duration-seconds']),
            audience: inputs.audience ?? '',
            env,
          });
    const keys: Partial<Credentials> = taken?.keys ?? {
      AccessKeyId: inputs['aws-access-key-id'],
      SecretAccessKey: inputs['aws-secret-access-key'],
      SessionToken: inputs['aws-session-token'],
    };
    setEnv('AWS_REGION', region);
    setEnv('AWS_DEFAULT_REGION', region);
    const outputs: Record<string, string> = {};
    for (const [key, name] of [
      ['AccessKeyId', 'aws-access-key-id'],
      ['SecretAccessKey', 'aws-secret-access-key'],
      ['SessionToken', 'aws-session-token'],
    ] as const) {
      const value = keys[key];
      if (!value) continue;
      mask(value);
      setEnv(name.toUpperCase().replaceAll('-', '_'), value);
      if (inputs['output-credentials'] === 'true') outputs[name] = value;
    }
    if (taken === undefined) return outputs;
    const account = /^arn:aws[^:]*:\w+::(\d+):/.exec(taken.arn)?.[1] ?? '';
    if (inputs['mask-aws-account-id'] === 'true') mask(account);
    log(`Authenticated as ${taken.arn}`);
    return { ...outputs, 'aws-account-id': account, 'authenticated-arn': taken.arn };
  },
};
