import { silent } from '@ci-actions/log/log';
import { describe, expect, test } from '@jest/globals';
import { chooseEnvironments, type RunEvent } from './choose-environments.ts';

const push: RunEvent = { name: 'push', ref: 'refs/heads/main', defaultBranch: 'main', deleted: false };
const dispatch: RunEvent = { ...push, name: 'workflow_dispatch', ref: 'refs/heads/some/branch' };
const there = ['development', 'production', 'staging', 'qa'];
const defaults = { onMerge: ['staging', 'production'], chosen: '' };
const choose = (
  event: RunEvent,
  wishes: { onMerge: string[]; chosen: string },
  existing: string[] | undefined = there,
) => chooseEnvironments(event, wishes, async () => existing, silent);

describe('which environments a run publishes to', () => {
  test.each([
    ['a merge: staging, then production', push, defaults, ['staging', 'production']],
    ['a merge, other names in their order', push, { ...defaults, onMerge: ['qa', 'staging'] }, ['qa', 'staging']],
    ['a name given twice counts once', push, { ...defaults, onMerge: ['qa', 'qa'] }, ['qa']],
    [
      'a name in two letter cases counts once, as GitHub has it',
      push,
      { ...defaults, onMerge: ['Staging', 'production', 'staging', 'STAGING'] },
      ['staging', 'production'],
    ],
    ['all: every environment there is', push, { ...defaults, onMerge: ['all'] }, there],
    ['another branch', { ...push, ref: 'refs/heads/feature' }, defaults, []],
    ['a tag named as the branch', { ...push, ref: 'refs/tags/main' }, defaults, []],
    ['the default branch deleted', { ...push, deleted: true }, defaults, []],
    ['a pull request', { ...push, name: 'pull_request', ref: 'refs/pull/7/merge' }, defaults, []],
    ['a schedule on the default branch', { ...push, name: 'schedule' }, defaults, []],
    [
      'an event that does not say its branches',
      { ...push, ref: 'refs/heads/', defaultBranch: '' },
      { ...defaults, onMerge: [] },
      [],
    ],
    ['by hand: the chosen one, on any branch', dispatch, { ...defaults, chosen: 'development' }, ['development']],
    [
      'by hand, on main too: the chosen one only',
      { ...dispatch, ref: 'refs/heads/main' },
      { ...defaults, chosen: 'qa' },
      ['qa'],
    ],
    ['by hand, in other letter case: as GitHub has it', dispatch, { ...defaults, chosen: 'QA' }, ['qa']],
  ])('%s', async (_what, event, wishes, expected) => {
    expect(await choose(event, wishes)).toEqual(expected);
  });
});

describe('refusals', () => {
  test.each([
    ['by hand without a choice', dispatch, defaults, /No environment was chosen/],
    [
      'a name that is not there',
      push,
      { ...defaults, onMerge: ['stagin'] },
      /"stagin" does not exist .* it has development, production, staging and qa\. Correct/,
    ],
    ['a chosen name that is not there', dispatch, { ...defaults, chosen: 'dev' }, /"dev" does not exist/],
    ['all and a name', push, { ...defaults, onMerge: ['all', 'qa'] }, /either `all` or the names/],
  ])('%s', async (_what, event, wishes, expected) => {
    await expect(choose(event, wishes)).rejects.toThrow(expected);
  });

  test('a repository without environments says so', async () => {
    await expect(choose(push, defaults, [])).rejects.toThrow(/it has none/);
  });

  test('all in a repository without environments is no silent nothing', async () => {
    await expect(choose(push, { ...defaults, onMerge: ['all'] }, [])).rejects.toThrow(
      'The input `on-merge` is `all`, but this repository has no environments: create them in its settings, or list the names.',
    );
  });
});

describe('without permission to read the environments', () => {
  const lines: string[] = [];
  const log = { ...silent, notice: (line: string) => lines.push(line) };

  test('names go unchecked, and it says so', async () => {
    expect(await chooseEnvironments(push, defaults, async () => undefined, log)).toEqual(['staging', 'production']);
    expect(lines).toEqual([
      'The names staging and production were not checked: the token may not read the environments (`actions: read`).',
    ]);
  });

  test('a name in two letter cases counts once, as it is given first', async () => {
    const wishes = { ...defaults, onMerge: ['Staging', 'staging', 'qa'] };
    expect(await chooseEnvironments(push, wishes, async () => undefined, silent)).toEqual(['Staging', 'qa']);
  });

  test('all cannot work', async () => {
    await expect(
      chooseEnvironments(push, { ...defaults, onMerge: ['all'] }, async () => undefined, log),
    ).rejects.toThrow(/actions: read/);
  });
});
