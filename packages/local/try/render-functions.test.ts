import { expect, test } from '@jest/globals';
import type { HeldFunction } from './read-functions.ts';
import { compareCode, renderFunctions } from './render-functions.ts';

const none = (name: string, environment: string): HeldFunction => ({
  environment,
  name: `${name}-${environment}`,
  ...{ alias: '', version: '', digest: '', release: '', commit: '', published: undefined, recorded: false },
});
const held = (name: string, environment: string, digit: string, more: Partial<HeldFunction> = {}): HeldFunction => ({
  environment,
  name: `${name}-${environment}`,
  alias: 'live',
  version: '3',
  digest: `sha256:${digit.repeat(64)}`,
  release: 'v1.2.0',
  commit: digit.repeat(40),
  published: new Date('2026-11-20T17:04:05.678Z'),
  recorded: true,
  ...more,
});

test('each alias has a row, and a function without a version says so', () => {
  expect(
    renderFunctions([
      none('orders', 'development'),
      held('orders', 'staging', 'a'),
      held('orders', 'production', 'b', { recorded: false }),
    ]),
  ).toBe(
    `Environment  Function            Alias  Version  Digest               Release  Commit        Published (UTC)  Recorded
development  orders-development         nothing
staging      orders-staging      live   3        sha256:aaaaaaaaaaaa  v1.2.0   aaaaaaaaaaaa  17:04:05         yes
production   orders-production   live   3        sha256:bbbbbbbbbbbb  v1.2.0   bbbbbbbbbbbb  17:04:05         no`,
  );
});

const hex = (digit: string) => `sha256:${digit.repeat(64)}`;
test.each([
  [
    'the same, whatever their versions',
    [
      held('orders', 'staging', 'a'),
      held('receipts', 'staging', 'b'),
      held('orders', 'production', 'a', { version: '7' }),
      held('receipts', 'production', 'b'),
    ],
    `Staging and production run the same code: orders ${hex('a')} and receipts ${hex('b')}.`,
  ],
  [
    'one of them another',
    [
      held('orders', 'staging', 'a'),
      held('receipts', 'staging', 'b'),
      held('orders', 'production', 'a'),
      held('receipts', 'production', 'c'),
    ],
    'Staging and production differ in receipts.',
  ],
  ['one of them empty', [held('orders', 'staging', 'a'), none('orders', 'production')], 'Production holds nothing.'],
  [
    'one function of one of them empty',
    [
      held('orders', 'staging', 'a'),
      held('receipts', 'staging', 'b'),
      held('orders', 'production', 'a'),
      none('receipts', 'production'),
    ],
    'Staging and production differ in receipts.',
  ],
  ['both empty', [none('orders', 'staging'), none('orders', 'production')], 'Staging and production hold nothing.'],
])('staging and production: %s', (_what, functions, said) => {
  expect(compareCode(functions)).toBe(said);
});

test('without these two environments there is nothing to compare', () => {
  expect(compareCode([none('orders', 'development'), held('orders', 'staging', 'a')])).toBeUndefined();
});
