import { describe, expect, test } from '@jest/globals';
import type { WorkflowEvent } from './options.ts';
import { filterConflicts, whyNotTriggered } from './triggers.ts';
import { readWorkflow } from './workflow-file.ts';

const onOf = async (on: string) =>
  (await readWorkflow(`on: ${on}\njobs: { a: { runs-on: x, steps: [{ run: a }] } }\n`, 'a.yml')).fields.on;
const push = (ref: string): WorkflowEvent => ({ name: 'push', ref, sha: '', payload: {} });
const files = ['dags/a.py', 'README.md'];

describe('a push starts the workflow, or says why not', () => {
  test.each([
    ['push', 'refs/heads/any', undefined],
    ['[push, workflow_dispatch]', 'refs/tags/v1', undefined],
    ['workflow_dispatch', 'refs/heads/main', /runs on workflow_dispatch, not on push/],
    ['{ push: { branches: [main] } }', 'refs/heads/main', undefined],
    ['{ push: { branches: [main] } }', 'refs/heads/other', /other matches none of the branches main/],
    ['{ push: { branches: [main] } }', 'refs/tags/v1', /names branches only/],
    ['{ push: { tags: ["v*"] } }', 'refs/heads/main', /names tags only/],
    ['{ push: { tags: ["v*"], branches: [main] } }', 'refs/tags/v1', undefined],
    ['{ push: { tags-ignore: ["v*"] } }', 'refs/tags/v1', /among the ignored tags/],
    ['{ push: { branches: ["releases/**", "!releases/**-alpha"] } }', 'refs/heads/releases/1/x-alpha', /matches none/],
    ['{ push: { branches: ["releases/**", "!releases/**-alpha"] } }', 'refs/heads/releases/1/x', undefined],
    ['{ push: { branches: ["**", "!a", "a"] } }', 'refs/heads/a', undefined],
    ['{ push: { branches-ignore: ["*"] } }', 'refs/heads/a/b', undefined],
    ['{ push: { branches-ignore: ["**"] } }', 'refs/heads/a/b', /among the ignored branches/],
    ['{ push: { paths: ["dags/**"] } }', 'refs/heads/a', undefined],
    ['{ push: { paths: ["**.ts"] } }', 'refs/heads/a', /No changed file matches/],
    ['{ push: { paths: ["dags/**", "!**/a.py"] } }', 'refs/heads/a', /No changed file/],
    ['{ push: { paths-ignore: ["dags/**"] } }', 'refs/heads/a', undefined],
    ['{ push: { paths-ignore: ["**.py", "*.md"] } }', 'refs/heads/a', /Every changed file is among the ignored/],
    ['{ push: { branches: [a], paths: ["x/**"] } }', 'refs/heads/a', /No changed file/],
    ['{ push: { tags: ["v[0-9]+.[0-9]+"], paths: ["x/**"] } }', 'refs/tags/v10.2', undefined],
    ['{ push: { tags: ["v[0-9]+.[0-9]+"] } }', 'refs/tags/v1x2', /matches none/],
    ['{ push: { branches: ["mai?n"] } }', 'refs/heads/man', undefined],
  ])('%s with %s', async (on, ref, reason) => {
    const answer = whyNotTriggered(await onOf(on), push(ref), () => files);
    if (reason === undefined) expect(answer).toBeUndefined();
    else expect(answer).toMatch(reason);
  });
});

test('a pull request goes by its base branch and its usual types', async () => {
  const event = (action: string, base: string): WorkflowEvent => ({
    name: 'pull_request',
    ref: 'refs/pull/1/merge',
    sha: '',
    payload: { action, pull_request: { base: { ref: base } } },
  });
  const on = await onOf('{ pull_request: { branches: [main] } }');
  expect(whyNotTriggered(on, event('opened', 'main'), () => [])).toBeUndefined();
  expect(whyNotTriggered(on, event('closed', 'main'), () => [])).toMatch(/activity closed/);
  expect(whyNotTriggered(on, event('opened', 'other'), () => [])).toMatch(/other matches none/);
});

test('filters that contradict each other are sentences', async () => {
  expect(filterConflicts(await onOf('{ push: { branches: [a], branches-ignore: [b] } }'))[0]).toMatch(
    /has both branches and/,
  );
  expect(filterConflicts(await onOf('{ push: { branches: ["!a"] } }'))[0]).toMatch(/has negated patterns only/);
});
