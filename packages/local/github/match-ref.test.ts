import { expect, test } from '@jest/globals';
import { matchesRef } from './match-ref.ts';

test.each<[string, string, boolean]>([
  ['refs/tags/v*', 'refs/tags/v1.0.0', true],
  ['refs/tags/v*', 'refs/tags/v1/x', false],
  ['refs/tags/**', 'refs/tags/v1/x', true],
  ['refs/tags/v?.0', 'refs/tags/v1.0', true],
  ['refs/tags/v1.0', 'refs/tags/v1x0', false],
  ['refs/heads/*', 'refs/tags/v1', false],
])('%s and %s: %s', (pattern, ref, expected) => {
  expect(matchesRef(pattern, ref)).toBe(expected);
});
