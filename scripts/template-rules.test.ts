import { expect, test } from '@jest/globals';
import { templateProblems } from './template-rules.ts';

const good = `on: { push: { branches: ['**'] } }
permissions: {}
jobs:
  publish:
    environment: \${{ matrix.environment }}
    concurrency:
      group: publish-dags-\${{ matrix.environment }}
      cancel-in-progress: false # to its end
    permissions:
      contents: read # to check out
      id-token: write # to take the role
    steps:
      - uses: actions/checkout@v6
        with:
          persist-credentials: false
      - run: make
  test:
    permissions: {} # none
    steps: []
`;

test('a good template has no problem', () => expect(templateProblems(good)).toEqual([]));

test.each<[string, string, string, string]>([
  [
    'permissions at the top',
    'permissions: {}\njobs',
    'permissions: { contents: read }\njobs',
    '2: The permissions of the whole are not',
  ],
  ['none at the top', 'permissions: {}\njobs', 'jobs', '1: The permissions of the whole are not'],
  ['all of them', 'permissions: {}\njobs', 'permissions: read-all\njobs', '2: The permissions of the whole are not'],
  ['none of a job', '    permissions: {} # none\n', '', '17: The job test does not say which permissions it needs.'],
  ['all of them for a job', '{} # none', 'write-all', '17: The job test does not say which'],
  [
    'no reason',
    'contents: read # to check out',
    'contents: read',
    '10: The permission contents of publish has no reason',
  ],
  ['an empty reason', 'write # to take the role', 'write #', '11: The permission id-token of publish has no reason'],
  ['pull_request_target', '{ push: {', '{ pull_request_target: {}, push: {', '1: `pull_request_target` gives'],
  ['it alone', "{ push: { branches: ['**'] } }", 'pull_request_target', '1: `pull_request_target` gives'],
  ['it in a list', "{ push: { branches: ['**'] } }", '[push, pull_request_target]', '1: `pull_request_target` gives'],
  ['a token that stays', 'persist-credentials: false', 'fetch-depth: 1', '13: A checkout of publish leaves its token'],
  ['no group', /concurrency:\n.*\n.*\n/.source, '', '4: The job publish publishes to an environment without'],
  [
    'one group for all',
    'dags-${{ matrix.environment }}',
    'dags',
    '4: The job publish publishes to ${{ matrix.environment }}, and',
  ],
  ['a group per branch', 'publish-dags-', 'publish-${{ github.ref }}-', '4: The job publish lets two branches publish'],
  ['cancelled', 'cancel-in-progress: false', 'cancel-in-progress: true', '4: The job publish may be cancelled'],
  ['no workflow', good, 'text', '1: There is no workflow.'],
])('%s', (_what, from, to, said) => {
  const changed = from.startsWith('concurrency:')
    ? good.replace(new RegExp(` *${from}`), to)
    : good.replace(from, () => to);
  expect(changed).not.toBe(good);
  expect(templateProblems(changed)).toEqual([expect.stringContaining(said)]);
});
