import { describe, expect, test } from '@jest/globals';
import { baseOf, headOf, pullOf, type Run, type RunEvent } from './run-event.ts';

const sha = (letter: string) => letter.repeat(40);
const run = (over: Partial<Run> = {}): Run => ({
  repository: 'acme/app',
  eventName: 'push',
  sha: sha('a'),
  ref: 'refs/heads/main',
  runId: '90',
  runAttempt: '1',
  ...over,
});
const repository = { default_branch: 'main' };
const pull = {
  number: 7,
  head: { sha: sha('b'), ref: 'topic', repo: { full_name: 'acme/app' } },
  base: { ref: 'release', sha: sha('c'), repo: { full_name: 'acme/app' } },
};
const onPull = run({ eventName: 'pull_request', ref: 'refs/pull/7/merge' });
const tested = (over: object = {}) => ({
  repository,
  workflow_run: {
    id: 80,
    head_sha: sha('d'),
    head_branch: 'topic',
    head_repository: { full_name: 'eve/app' },
    pull_requests: [],
    ...over,
  },
});
const testedPull = { number: 8, head: { sha: sha('d'), ref: 'topic' }, base: { ref: 'main', sha: sha('e') } };

describe('the commit that was tested', () => {
  test.each<[string, RunEvent, string]>([
    ['a push', { after: sha('f') }, sha('a')],
    ['a pull request: its head, not the merge commit', { pull_request: pull }, sha('b')],
    ['a run that follows another', tested(), sha('d')],
    ['a payload that makes no sense', { pull_request: { head: { sha: '../x' } }, workflow_run: null }, sha('a')],
    ['nothing', {}, sha('a')],
  ])('of %s', (_name, event, expected) => {
    expect(headOf(event, run())).toBe(expected);
  });
});

describe('the pull request', () => {
  const byFork = { sha: sha('d'), branch: 'topic', owner: 'eve', repository: 'eve/app' };
  test.each<[string, RunEvent, Run, object | undefined]>([
    ['pull_request', { pull_request: pull }, onPull, { number: 7 }],
    ['pull_request_target', { pull_request: pull }, run({ eventName: 'pull_request_target' }), { number: 7 }],
    ['workflow_run that names it', tested({ pull_requests: [testedPull] }), run(), { number: 8 }],
    [
      'workflow_run whose pull request has moved on',
      tested({ pull_requests: [{ ...testedPull, head: { sha: sha('e') } }] }),
      run(),
      byFork,
    ],
    ['workflow_run that names two', tested({ pull_requests: [testedPull, testedPull] }), run(), byFork],
    ['workflow_run of a fork', tested(), run(), byFork],
    ['workflow_run of a fork that is gone', tested({ head_repository: null }), run(), undefined],
    [
      'push to a branch',
      {},
      run({ ref: 'refs/heads/feat/x' }),
      { sha: sha('a'), branch: 'feat/x', owner: 'acme', repository: 'acme/app' },
    ],
    ['push of a tag', {}, run({ ref: 'refs/tags/v1' }), undefined],
    ['a number that is none', { pull_request: { number: '7/../8' } }, onPull, undefined],
  ])('of %s', (_name, event, on, expected) => {
    expect(pullOf(event, on)).toEqual(expected);
  });
});

describe('the base', () => {
  const of = (branch: string, commit: string | undefined, isOwnBranch: boolean, ownRun = 90) => ({
    branch,
    sha: commit,
    ownRun,
    isOwnBranch,
  });
  test.each<[string, RunEvent, Run, object | undefined]>([
    ['a pull request', { repository, pull_request: pull }, onPull, of('release', sha('c'), false)],
    ['a push to the default branch', { repository, before: sha('f') }, run(), of('main', sha('f'), true)],
    ['the first push', { repository, before: sha('0') }, run(), of('main', undefined, true)],
    [
      'a push to another branch',
      { repository, before: sha('f') },
      run({ ref: 'refs/heads/x' }),
      of('main', undefined, false),
    ],
    ['a tag', { repository }, run({ ref: 'refs/tags/v1' }), of('main', undefined, false)],
    ['a schedule', { repository }, run({ eventName: 'schedule' }), of('main', undefined, true)],
    [
      'a merge queue',
      { repository, merge_group: { base_ref: 'refs/heads/main', base_sha: sha('f') } },
      run({ ref: 'refs/heads/gh-readonly-queue/main/pr-7' }),
      of('main', sha('f'), false),
    ],
    ['workflow_run of a fork', tested(), run(), of('main', undefined, false, 80)],
    ['workflow_run of a pull request', tested({ pull_requests: [testedPull] }), run(), of('main', sha('e'), false, 80)],
    [
      'workflow_run of a push: not the run that it follows',
      tested({ head_branch: 'main' }),
      run(),
      of('main', undefined, true, 80),
    ],
    ['nothing', {}, run(), undefined],
  ])('of %s', (_name, event, on, expected) => {
    expect(baseOf(event, on)).toEqual(expected);
  });
});
