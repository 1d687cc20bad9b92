import { expect, test } from '@jest/globals';
import type { HeldImage } from './read-images.ts';
import { compareDigests, renderImages } from './render-images.ts';

const none: HeldImage = {
  environment: 'development',
  repository: 'app-development',
  ...{ digest: '', tags: [], version: '', commit: '', pushed: undefined, recorded: false },
};
const held = (environment: string, digit: string, more: Partial<HeldImage> = {}): HeldImage => ({
  environment,
  repository: `app-${environment}`,
  digest: `sha256:${digit.repeat(64)}`,
  tags: [`sha-${digit.repeat(12)}`, environment],
  version: 'v1.2.0',
  commit: digit.repeat(40),
  pushed: new Date('2026-11-20T17:04:05.678Z'),
  recorded: true,
  ...more,
});

test('each image has a row, and an empty repository says so', () => {
  expect(renderImages([none, held('staging', 'a'), held('production', 'b', { recorded: false })])).toBe(
    `Environment  Repository       Version  Digest               Commit        Tags                          Pushed (UTC)  Recorded
development  app-development  nothing
staging      app-staging      v1.2.0   sha256:aaaaaaaaaaaa  aaaaaaaaaaaa  sha-aaaaaaaaaaaa, staging     17:04:05      yes
production   app-production   v1.2.0   sha256:bbbbbbbbbbbb  bbbbbbbbbbbb  sha-bbbbbbbbbbbb, production  17:04:05      no`,
  );
});

test.each([
  ['the same', [held('staging', 'a'), held('production', 'a')], `hold the same digest: sha256:${'a'.repeat(64)}.`],
  [
    'others',
    [held('staging', 'a'), held('production', 'b')],
    'Staging and production hold different digests: sha256:aaa',
  ],
  [
    'what has the tag counts',
    [held('staging', 'b', { tags: ['x'] }), held('staging', 'a'), held('production', 'a')],
    'the same',
  ],
  ['one of them empty', [held('staging', 'a'), { ...none, environment: 'production' }], 'Production holds nothing.'],
  [
    'both empty',
    [
      { ...none, environment: 'staging' },
      { ...none, environment: 'production' },
    ],
    'Staging and production hold nothing.',
  ],
])('staging and production: %s', (_what, images, said) => {
  expect(compareDigests(images)).toContain(said);
});

test('without these two environments there is nothing to compare', () => {
  expect(compareDigests([none, held('staging', 'a')])).toBeUndefined();
});
