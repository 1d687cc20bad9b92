import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lintAction, lintWorkflow, renderFindings } from './lint.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lint-test-'));
  mkdirSync(path.join(folder, 'publish'));
  writeFileSync(
    path.join(folder, 'publish', 'action.yml'),
    'name: publish\ndescription: p\ninputs:\n  kind: { description: k, required: true }\n  environment: { description: e }\nruns: { using: node24, main: index.js }\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lint = async (content: string) => {
  const findings = await lintWorkflow(content, { actions: { 'org/ci-actions': folder } });
  return renderFindings('a.yml', findings);
};
const sha = 'de0fac2e4500dabe0009e67214ff5f5447ce83dd';
const good = `on: push
permissions: { contents: read }
jobs:
  publish:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    concurrency: publish
    steps:
      - uses: actions/checkout@${sha} # v6.0.2
        with: { persist-credentials: false }
      - run: echo "$REF"
        env: { REF: '\${{ github.ref }}' }
      - uses: org/ci-actions/publish@v1
        with: { kind: dags }
`;

test('a good file has no finding', async () => {
  expect(await lint(good)).toBe('');
});

describe('found', () => {
  test.each([
    ['a tag', `@${sha} # v6.0.2`, '@v6', /^a.yml:9:15: error: actions\/checkout@v6 is not pinned/],
    ['a commit without its version', ' # v6.0.2', '', /^a.yml:9:15: error: .* has no version beside it/],
    ['another comment', '# v6.0.2', '# latest', /has no version beside it/],
    ['an expression in a script', '"$REF"', '"${{ github.ref }}"', /^a.yml:11:14: error: An expression inside `run:`/],
    [
      'no permissions',
      'permissions: { contents: read }\n',
      '',
      /^a.yml:3:3: error: Job publish has the repository's default permissions/,
    ],
    ['no time limit', '    timeout-minutes: 5\n', '', /^a.yml:4:3: error: Job publish has no timeout-minutes/],
    [
      'no concurrency',
      '    concurrency: publish\n',
      '',
      /^a.yml:4:3: error: Job publish publishes without `concurrency:`/,
    ],
    [
      'a missing required input',
      '{ kind: dags }',
      '{ environment: x }',
      /13.*Missing required input `kind`|14.*[Mm]issing required input.*kind/,
    ],
    [
      'a misspelt input of ours',
      '{ kind: dags }',
      '{ kind: dags, enviroment: x }',
      /^a.yml:14:.*Invalid action input 'enviroment'/,
    ],
    [
      'a misspelt input of a third party',
      'persist-credentials',
      'persist-credential',
      /^a.yml:10:.*Invalid action input 'persist-credential'/,
    ],
    [
      'an action of ours that is not there',
      'publish@v1',
      'publsh@v1',
      /Unable to resolve action `org\/ci-actions\/publsh@v1`/,
    ],
    ['an unknown key', 'timeout-minutes', 'timeout-minute', /Unexpected value 'timeout-minute'/],
    ['broken YAML', 'on: push', 'on: [push', /^a.yml:\d+:\d+: error/],
  ])('%s', async (_title, from, to, message) => {
    expect(good).toContain(from);
    expect(await lint(good.replace(from, to))).toMatch(message);
  });
});

test('an action.yml is held against its schema', async () => {
  const of = async (content: string) => renderFindings('action.yml', await lintAction(content, { actions: {} }));
  const action = 'name: a\ndescription: a\nruns: { using: node24, main: index.js }\n';
  expect(await of(action)).toBe('');
  expect(await of(action.replace('node24', 'node99'))).toMatch(/node99/);
});
