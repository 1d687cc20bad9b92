import { expect, test } from '@jest/globals';
import { byVersion, floatingNames, isStable, versionOf } from './tag-names.ts';

test.each([
  ['v1.2.3', 'v', '1.2.3'],
  ['v0.0.0', 'v', '0.0.0'],
  ['1.2.3', '', '1.2.3'],
  ['v1.2.3-rc.1', 'v', '1.2.3-rc.1'],
  ['v1.98.0-hotfix-logs', 'v', '1.98.0-hotfix-logs'],
  ['v1.2.3+build.5', 'v', '1.2.3+build.5'],
  ['orders-v1.2.3', 'orders-v', '1.2.3'],
  ['@shop/money@1.2.3', '@shop/money@', '1.2.3'],
  ['a.b(c)*[d]/v1.2.3', 'a.b(c)*[d]/v', '1.2.3'],
  ['1.1.2.3', '1.', '1.2.3'],
  [`v1.2.${Number.MAX_SAFE_INTEGER}`, 'v', `1.2.${Number.MAX_SAFE_INTEGER}`],
])('%s with the prefix "%s" is %s', (tag, prefix, version) => {
  expect(versionOf(tag, prefix)).toBe(version);
});

test.each([
  ['v1.test-1', 'v'],
  ['v.1.2', 'v'],
  ['v.1.68.0', 'v'],
  ['v2.test-08', 'v'],
  ['vv1.2.3', 'v'],
  ['v1.2.3', ''],
  ['=1.2.3', ''],
  ['v', 'v'],
  ['', ''],
  ['v1', 'v'],
  ['v1.2', 'v'],
  ['v1.2.3.4', 'v'],
  ['v01.2.3', 'v'],
  ['v1.02.3', 'v'],
  ['v1.2.03', 'v'],
  ['v1.2.3-rc.01', 'v'],
  ['v1.2.3-', 'v'],
  ['v1.2.3-a..b', 'v'],
  ['v1.2.3_4', 'v'],
  ['v-1.2.3', 'v'],
  [' v1.2.3', 'v'],
  ['v1.2.3 ', 'v'],
  ['v 1.2.3', 'v'],
  ['V1.2.3', 'v'],
  ['orders-v1.2.3', 'v'],
  ['v1.2.3', 'orders-v'],
  ['axb1.2.3', 'a.b'],
  ['v１.2.3', 'v'],
  ['v1.2.9007199254740993', 'v'],
  [`v1.2.${'9'.repeat(100_000)}`, 'v'],
  [`v1.2.3-${'a'.repeat(300)}`, 'v'],
])('a tag that is no version is ignored: %.30s with the prefix "%s"', (tag, prefix) => {
  expect(versionOf(tag, prefix)).toBeUndefined();
});

test('the highest comes first, by numbers and not by letters', () => {
  const sorted = ['10.0.0', '9.10.0', '9.9.0', '1.0.0', '1.0.0-rc.10', '1.0.0-rc.9', '1.0.0-beta', '0.99.0'];
  expect(sorted.toReversed().sort(byVersion)).toEqual(sorted);
});

test('build metadata counts for nothing', () => {
  expect(byVersion('1.2.3+a', '1.2.3+b')).toBe(0);
  expect(byVersion('1.2.3+z', '1.2.4')).toBe(1);
});

test.each([
  ['1.2.3', true],
  ['1.2.3+build', true],
  ['1.2.3-rc.1', false],
  ['v1.2.3', false],
  ['1.2', false],
])('%s is stable: %s', (version, stable) => {
  expect(isStable(version)).toBe(stable);
});

test.each([
  ['1.2.3', 'v', ['v1', 'v1.2']],
  ['10.20.30', 'orders-v', ['orders-v10', 'orders-v10.20']],
  ['1.2.3+build', '', ['1', '1.2']],
  ['0.2.3', 'v', ['v0.2']],
  ['1.2.3-rc.1', 'v', []],
  ['0.2.0-rc.1', 'v', []],
  ['v1', 'v', []],
])('%s moves, with the prefix %s: %j', (version, prefix, names) => {
  expect(floatingNames(version, prefix)).toEqual(names);
});
