import { describe, expect, test } from '@jest/globals';
import { readArguments } from './arguments.ts';

const read = (...args: string[]) => readArguments(args, '/home/me');
const example = {
  repo: undefined,
  examples: ['dags', 'application'],
  event: 'push',
  inputs: {},
  workflow: undefined,
  variables: {},
  secrets: {},
  fault: undefined,
  log: false,
  out: '/home/me/try',
};

test.each([
  ['nothing: two examples', [], example],
  ['one example', ['--example', 'data-task'], { ...example, examples: ['data-task'] }],
  ['a repository, by a path from where the person is', ['--repo', '../dags'], { ...example, repo: '/home/dags' }],
  [
    'by hand',
    ['--repo', '/r', '--event', 'dispatch', '--environment', 'qa'],
    { ...example, repo: '/r', event: 'dispatch', inputs: { environment: 'qa' } },
  ],
  [
    'what the workflows ask for',
    [
      ...['--repo', '/r', '--workflow', 'a.yml', '--event', 'dispatch', '--input', 'a=1', '--input', 'b=x=y'],
      ...['--variable', 'V=', '--secret', 'K=a b'],
    ],
    {
      ...example,
      repo: '/r',
      workflow: 'a.yml',
      event: 'dispatch',
      inputs: { a: '1', b: 'x=y' },
      variables: { V: '' },
      secrets: { K: 'a b' },
    },
  ],
  [
    'a fault and every line',
    ['--fault', 'kill', '--log', '--out', 'x'],
    { ...example, fault: 'kill', log: true, out: '/home/me/x' },
  ],
])('%s', (_what, args, expected) => {
  expect(read(...args)).toEqual(expected);
});

test.each(['--help', '-h'])('%s', (option) => {
  expect(read(option)).toBe('help');
});

describe('refusals', () => {
  test.each([
    ['an unknown option', ['--rep', 'x'], /Unknown option '--rep'[\s\S]*usage: npm run try/],
    ['a word too many', ['dags'], /Unexpected argument 'dags'/],
    ['an unknown fault', ['--fault', '500'], '--fault is 500; it takes 429, 503, kill.'],
    ['an unknown event', ['--repo', 'x', '--event', 'schedule'], '--event is schedule; it takes push, dispatch.'],
    [
      'an unknown example',
      ['--example', 'x'],
      '--example is x; it takes dags, application, data-task, lambda, library.',
    ],
    ['an example and a repository', ['--repo', 'x', '--example', 'dags'], '--repo and --example exclude each other'],
    ['an event of the example', ['--event', 'push'], '--event goes with --repo'],
    ['a secret of the example', ['--secret', 'a=b'], '--secret goes with --repo'],
    ['no value', ['--repo', 'x', '--secret', 'hunter2'], /^Write --secret as NAME=VALUE\.$/],
    ['an input of a push', ['--repo', 'x', '--input', 'a=b'], /^--input goes with --event dispatch/],
    ['an environment of a push', ['--repo', 'x', '--environment', 'qa'], /goes with --event dispatch/],
  ])('%s', (_what, args, expected) => {
    expect(() => read(...args)).toThrow(expected);
  });
});
