import { GitHubError, NotPermitted } from '@ci-actions/github/errors';
import { describe, expect, test } from '@jest/globals';
import { orFallBack, whyReadOnly } from './fork.ts';
import type { RunEvent } from './run-event.ts';

const run = (eventName: string) => ({ eventName, repository: 'acme/app' });
const pull = (head: unknown, over: object = {}): RunEvent => ({
  repository: { private: false },
  pull_request: { head: { repo: head }, base: { repo: { full_name: 'acme/app' } } },
  ...over,
});

describe('a run that can write nothing', () => {
  const fork = pull({ full_name: 'eve/app', fork: true });
  test.each<[string, RunEvent, string, RegExp | undefined]>([
    ['the pull request of a fork', fork, 'pull_request', /^the pull request comes from a fork \(eve\/app\)/],
    ['the pull request of a fork that is gone', pull(null), 'pull_request', /gone by now/],
    ['a review of a fork’s pull request', fork, 'pull_request_review', /fork/],
    ['pull_request_target of a fork: it writes', fork, 'pull_request_target', undefined],
    ['its own branch', pull({ full_name: 'Acme/App' }), 'pull_request', undefined],
    [
      'its own branch, where the repository is a fork',
      pull({ full_name: 'acme/app', fork: true }),
      'pull_request',
      undefined,
    ],
    [
      'a fork of a private repository: its owner may let it write',
      pull({ full_name: 'eve/app' }, { repository: { private: true } }),
      'pull_request',
      undefined,
    ],
    [
      'Dependabot: the job may have asked for more',
      pull({ full_name: 'acme/app' }, { sender: { login: 'dependabot[bot]' } }),
      'pull_request',
      undefined,
    ],
    ['a push', {}, 'push', undefined],
    [
      'a run that follows another',
      { workflow_run: { head_repository: { full_name: 'eve/app' } } },
      'workflow_run',
      undefined,
    ],
  ])('%s', (_name, event, eventName, expected) => {
    const why = whyReadOnly(event, run(eventName));
    if (expected) expect(why).toMatch(expected);
    else expect(why).toBeUndefined();
  });
});

describe('what the report can do without', () => {
  async function tried(readOnly: string | undefined, work: () => Promise<string>) {
    const lines: string[] = [];
    const log = {
      info: (line: string) => void lines.push(line),
      warning: (line: string) => void lines.push(`! ${line}`),
    };
    return { result: await orFallBack(log, 'The check', readOnly, work), lines };
  }
  const failing = (error: Error) => () => Promise.reject(error);

  test('is done', async () => {
    expect(await tried(undefined, async () => 'done')).toEqual({ result: 'done', lines: [] });
  });

  test('is not even tried where the token can only read', async () => {
    const never = failing(new Error('tried'));
    expect(await tried('the run may only read', never)).toEqual({
      result: undefined,
      lines: ['The check is left out: the run may only read.'],
    });
  });

  test('is left out with a line where it is not permitted, and with a warning where GitHub fails', async () => {
    expect((await tried(undefined, failing(new NotPermitted('The token may not.', 403)))).lines).toEqual([
      'The check is left out. The token may not.',
    ]);
    expect((await tried(undefined, failing(new GitHubError('It did not succeed.', 502)))).lines).toEqual([
      '! The check is left out. It did not succeed.',
    ]);
  });

  test('does not hide our own mistakes', async () => {
    await expect(tried(undefined, failing(new TypeError('x is no function')))).rejects.toThrow('x is no function');
  });
});
