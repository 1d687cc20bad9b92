import type { StandIn } from './stand-in.ts';

/** aws-actions/configure-aws-credentials, as far as it sets a region and given keys; roles are our own actions' job. */
export const configureAwsCredentials: StandIn = {
  does: 'sets the region and the given keys',
  inputs: {
    'aws-region': null,
    'aws-access-key-id': null,
    'aws-secret-access-key': null,
    'aws-session-token': null,
    'mask-aws-account-id': 'false',
    'output-credentials': 'false',
  },
  refused: [
    ...['role-to-assume', 'web-identity-token-file', 'role-duration-seconds', 'role-session-name', 'role-external-id'],
    ...['role-skip-session-tagging', 'role-chaining', 'audience', 'inline-session-policy', 'managed-session-policies'],
    ...[
      'disable-retry',
      'retry-max-attempts',
      'special-characters-workaround',
      'use-existing-credentials',
      'allowed-account-ids',
    ],
    ...[
      'http-proxy',
      'unset-current-credentials',
      'force-skip-oidc',
      'action-timeout-s',
      'output-env-credentials',
      'no-proxy',
    ],
  ],
  async run({ inputs, setEnv, mask }) {
    const region = inputs['aws-region'] ?? '';
    if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) throw new Error(`Region is not valid: ${region}`);
    setEnv('AWS_REGION', region);
    setEnv('AWS_DEFAULT_REGION', region);
    for (const [input, variable] of [
      ['aws-access-key-id', 'AWS_ACCESS_KEY_ID'],
      ['aws-secret-access-key', 'AWS_SECRET_ACCESS_KEY'],
      ['aws-session-token', 'AWS_SESSION_TOKEN'],
    ] as const) {
      const value = inputs[input];
      if (!value) continue;
      mask(value);
      setEnv(variable, value);
    }
    return {};
  },
};
