import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { devVersion } from './dev-version.ts';
import { nextPythonPreRelease, pythonKey, pythonVersion } from './python-version.ts';

const commit = 'ABC1234def5678900000000000000000000000ff';

test.each([
  ['1.2.0', 3, '1.2.1.dev3+gabc1234'],
  ['1.2.0', 0, '1.2.0'],
  ['1.2.9+build.1', 1, '1.2.10.dev1+gabc1234'],
  ['1.2.0-rc.1', 3, '1.2.0rc2.dev3+gabc1234'],
  ['1.2.0-rc.1', 0, '1.2.0rc1'],
  ['1.2.0-beta.9', 1, '1.2.0b10.dev1+gabc1234'],
  ['1.2.0-alpha', 1, '1.2.0a1.dev1+gabc1234'],
  ['1.2.0-hotfix-logs', 3, '1.2.0.dev3+gabc1234'],
  ['1.2.0-hotfix-logs', 0, '1.2.0.dev0+gabc1234'],
  [undefined, 7, '0.1.0.dev7+gabc1234'],
  [undefined, 0, '0.1.0.dev0+gabc1234'],
])('%s and %i commits: %s', (previous, commits, version) => {
  expect(devVersion({ previous, initialVersion: '0.1.0', commits, commit })).toBe(version);
});

test('what is no version is refused', () => {
  const of = (previous: string | undefined, initialVersion: string) =>
    devVersion({ previous, initialVersion, commits: 1, commit });
  expect(() => of('v1', '0.1.0')).toThrow('The last version is "v1", and that is no version');
  expect(() => of(undefined, '1')).toThrow('The input `initial-version` is "1", and that is no version');
});

test.each([
  ['1.2.0', '1.2.0'],
  ['1.2.0-rc.1', '1.2.0rc1'],
  ['1.2.0-rc1', '1.2.0rc1'],
  ['1.2.0-RC.1', '1.2.0rc1'],
  ['1.2.0-rc', '1.2.0rc0'],
  ['1.2.0-alpha.2', '1.2.0a2'],
  ['1.2.0-b.3', '1.2.0b3'],
  ['1.2.0-preview.4', '1.2.0rc4'],
  ['1.2.0-dev.5', '1.2.0.dev5'],
  ['1.2.0+build.7', '1.2.0+build.7'],
  ['1.2.0-rc.1+x-y', '1.2.0rc1+x.y'],
  ['1.2.0-1', undefined],
  ['1.2.0-post.1', undefined],
  ['1.2.0-rc.1.2', undefined],
  ['1.2.0-hotfix', undefined],
])('%s is for Python: %s', (version, spelling) => {
  expect(pythonVersion(version)).toBe(spelling);
});

test.each([
  ['1.0', '1.0.0'],
  ['1', '1.0.0'],
  ['v1.0.0', '1.0.0'],
  ['1.0.0-rc.1', '1.0rc1'],
  ['1.0.0.RC_01', '1.0rc1'],
  ['1.0c1', '1.0rc1'],
  ['1.0-1', '1.0.post1'],
  ['1.0rev', '1.0.post0'],
  ['1.0_dev-3', '1.0.dev3'],
  ['1.0+ubuntu_01', '1.0+ubuntu.1'],
  ['0!1.0', '1.0'],
])('%s and %s are one version', (one, other) => {
  expect(pythonKey(one)).toBe(pythonKey(other));
  expect(pythonKey(one)).toBeDefined();
});

test.each(['', '1.0.x', 'latest', '1..0', '1.0+', '1.0rc1rc2', '-1.0', '1.0 0'])(
  '%j is no version for Python',
  (text) => {
    expect(pythonKey(text)).toBeUndefined();
  },
);

test('versions that differ stay apart', () => {
  const keys = [
    '1.0',
    '1.0.1',
    '10',
    '1.0rc1',
    '1.0rc2',
    '1.0a1',
    '1.0.dev1',
    '1.0.post1',
    '1!1.0',
    '1.0+a',
    '1.0rc10',
  ];
  expect(new Set(keys.map(pythonKey)).size).toBe(keys.length);
});

test('numbers of any length keep every digit', () => {
  expect(nextPythonPreRelease('1.2.0-rc.9007199254740993')).toBe('1.2.0rc9007199254740994');
  expect(pythonKey(`1.${'9'.repeat(50)}`)).toBe(`1.${'9'.repeat(50)}`);
});

/** Python's own library, which comes with pip: it spells versions, and sorts them. */
const packaging = `
import sys
try:
    from packaging.version import Version
except ImportError:
    from pip._vendor.packaging.version import Version
for version in sorted(map(Version, sys.stdin.read().split())):
    print(version)
`;
let told: ((versions: readonly string[]) => string[]) | undefined = (versions) =>
  execFileSync('python3', ['-c', packaging], { input: versions.join('\n'), stdio: 'pipe' })
    .toString()
    .trim()
    .split('\n');
try {
  told?.(['1.0']);
} catch {
  told = undefined;
}

(told ? test : test.skip)("Python's own library agrees (skipped where python3 has neither packaging nor pip)", () => {
  const rising = ['1.2.0-dev.5', '1.2.0-alpha', '1.2.0-b.3', '1.2.0-rc.1', '1.2.0-preview.4', '1.2.0', '1.2.0+x-y'];
  expect(told?.(rising.toReversed())).toEqual(rising.map(pythonVersion));
  const built = ['0.1.0.dev7+gabc1234', '1.2.0rc1', '1.2.0rc2.dev3+gabc1234', '1.2.0', '1.2.1.dev3+gabc1234', '1.2.1'];
  expect(told?.(built.toReversed())).toEqual(built);
});
