import { InputError } from '@ci-actions/errors/errors';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Bump } from '../commits/commit.ts';
import { nextVersion, type VersionWish } from './next-version.ts';
import { byVersion } from './tag-names.ts';

const next = (wish: Partial<VersionWish>) =>
  nextVersion({
    previous: undefined,
    existing: wish.previous === undefined ? [] : [wish.previous],
    bump: 'minor',
    preRelease: '',
    initialVersion: '0.1.0',
    majorOnZero: false,
    ...wish,
  });

describe('by the bump', () => {
  test.each<[string, Bump, string | undefined]>([
    ['1.2.3', 'patch', '1.2.4'],
    ['1.2.3', 'minor', '1.3.0'],
    ['1.2.3', 'major', '2.0.0'],
    ['1.2.3', 'none', undefined],
    ['1.2.3+build.7', 'patch', '1.2.4'],
    ['9.9.9', 'minor', '9.10.0'],
    ['0.3.2', 'patch', '0.3.3'],
    ['0.3.2', 'minor', '0.4.0'],
    ['0.3.2', 'major', '0.4.0'],
    ['0.0.3', 'major', '0.1.0'],
  ])('%s and %s: %s', (previous, bump, version) => {
    expect(next({ previous, bump })).toBe(version);
  });

  test('a breaking change leads from 0.x to 1.0.0 where that is asked for', () => {
    expect(next({ previous: '0.3.2', bump: 'major', majorOnZero: true })).toBe('1.0.0');
    expect(next({ previous: '0.3.2', bump: 'minor', majorOnZero: true })).toBe('0.4.0');
  });
});

describe('the first version', () => {
  test.each<[string, Partial<VersionWish>, string | undefined]>([
    ['is the initial one', {}, '0.1.0'],
    ['is that whatever the bump', { bump: 'major' }, '0.1.0'],
    ['is another one where that is asked for', { initialVersion: '1.0.0', bump: 'patch' }, '1.0.0'],
    ['waits for something to release', { bump: 'none' }, undefined],
    ['may be a pre-release', { initialVersion: '1.0.0', preRelease: 'rc' }, '1.0.0-rc.1'],
    ['ends its pre-releases', { existing: ['0.1.0-rc.1', '0.1.0-rc.2'] }, '0.1.0'],
    ['is what higher pre-releases lead to', { existing: ['1.0.0-rc.1'] }, '1.0.0'],
    ['goes on with higher pre-releases', { existing: ['1.0.0-rc.1'], preRelease: 'rc' }, '1.0.0-rc.2'],
    ['counts no tag that is no version', { existing: ['v0.1.0', '0.1', 'x'] }, '0.1.0'],
    ['may be asked for', { releaseAs: '3.0.0', bump: 'none' }, '3.0.0'],
  ])('%s', (_what, wish, version) => {
    expect(next(wish)).toBe(version);
  });

  test('is refused where a line that is not this one has it', () => {
    expect(() => next({ existing: ['0.1.0'] })).toThrow(
      'The first version would be 0.1.0, and there is a tag of it that this commit does not descend from; set the input `initial-version`',
    );
  });
});

describe('a pre-release', () => {
  const previous = '1.2.3';
  test.each<[string, Partial<VersionWish>, string | undefined]>([
    ['of a patch', { existing: [previous], bump: 'patch' }, '1.2.4-rc.1'],
    ['of a minor', { existing: [previous] }, '1.3.0-rc.1'],
    ['of a major', { existing: [previous], bump: 'major' }, '2.0.0-rc.1'],
    ['of nothing', { existing: [previous], bump: 'none' }, undefined],
    ['is one higher than the highest', { existing: ['1.3.0-rc.9', '1.3.0-rc.10', '1.3.0-rc.2'] }, '1.3.0-rc.11'],
    ['does not count another label', { existing: ['1.3.0-beta.4', '1.3.0-rc.x.9'] }, '1.3.0-rc.1'],
    ['counts other spellings of its number', { existing: ['1.3.0-rc4', '1.3.0-rc'] }, '1.3.0-rc.5'],
    ['does not count another core', { existing: ['1.2.4-rc.7'] }, '1.3.0-rc.1'],
    ['goes on with a higher core', { existing: ['2.0.0-rc.1'], bump: 'patch' }, '2.0.0-rc.2'],
    ['goes on with a higher core of another label', { existing: ['2.0.0-beta.3'], bump: 'patch' }, '2.0.0-rc.1'],
    ['does not take a tag without a number for a series', { existing: ['2.0.0-test'], bump: 'patch' }, '1.2.4-rc.1'],
    ['does not go on with what was released', { existing: ['2.0.0-rc.1', '2.0.0'], bump: 'patch' }, '1.2.4-rc.1'],
    ['keeps clear of a patch of another line', { existing: ['1.2.4', '1.2.4-rc.3'], bump: 'patch' }, '1.2.5-rc.1'],
    ['of what is asked for', { existing: ['4.0.0-rc.1'], releaseAs: '3.0.0' }, '3.0.0-rc.1'],
    ['with a label of two parts', { existing: ['1.3.0-rc.x.9'], preRelease: 'rc.x' }, '1.3.0-rc.x.10'],
  ])('%s', (_what, wish, version) => {
    expect(next({ previous, preRelease: 'rc', ...wish })).toBe(version);
  });

  test('ends with its stable version', () => {
    expect(next({ previous, existing: ['1.3.0-rc.1', '1.3.0-rc.2'] })).toBe('1.3.0');
  });

  test.each(['rc..1', 'r c', 'r_c', 'rc+1', '01', 'é', '\n', '.', 'a'.repeat(300)])('refuses the label %j', (label) => {
    const act = () => next({ previous, preRelease: label });
    expect(act).toThrow(InputError);
    expect(act).toThrow('The input `pre-release` is ');
  });
});

describe('Release-As', () => {
  const previous = '1.2.3';
  test.each<[string, Partial<VersionWish>, string]>([
    ['counts more than the bump', { releaseAs: '3.0.0', bump: 'patch' }, '3.0.0'],
    ['needs no bump', { releaseAs: '1.2.4', bump: 'none' }, '1.2.4'],
    ['may be a pre-release', { releaseAs: '2.0.0-rc.1' }, '2.0.0-rc.1'],
    ['stands for its core after its pre-release', { releaseAs: '2.0.0-rc.1', existing: ['2.0.0-rc.1'] }, '2.0.0'],
    [
      'goes on with its pre-releases',
      { releaseAs: '2.0.0-rc.1', existing: ['2.0.0-rc.1'], preRelease: 'rc' },
      '2.0.0-rc.2',
    ],
  ])('%s', (_what, wish, version) => {
    expect(next({ previous, ...wish })).toBe(version);
  });

  test.each<[string, Partial<VersionWish>, string]>([
    ['v2.0.0', {}, 'A commit asks for "v2.0.0" by its footer Release-As, which is no version'],
    ['2.0', {}, 'which is no version'],
    ['2.0.0+build', {}, 'which is no version'],
    ['2.0.0\n::error::x', {}, 'A commit asks for "2.0.0\\n::error::x" by'],
    ['1.2.3', {}, 'which is not higher than the last version, 1.2.3'],
    ['1.2.3-rc.1', {}, 'which is not higher than the last version'],
    ['0.9.0', {}, 'which is not higher than the last version'],
    ['2.0.0', { existing: ['2.0.0+build'] }, 'there is a tag of 2.0.0 that this commit does not descend from'],
    ['2.0.0-rc.2', { existing: ['2.0.0'] }, 'there is a tag of 2.0.0'],
  ])('%j is refused', (releaseAs, wish, message) => {
    const act = () => next({ previous, releaseAs, ...wish });
    expect(act).toThrow(InputError);
    expect(act).toThrow(message);
  });
});

describe('a version that another line has', () => {
  test('is the next free patch', () => {
    expect(next({ previous: '1.2.0', existing: ['1.2.1'], bump: 'patch' })).toBe('1.2.2');
    expect(next({ previous: '1.2.0', existing: ['1.2.1+build', '1.2.2', '1.2.4'], bump: 'patch' })).toBe('1.2.3');
  });

  test.each<[Bump, string]>([
    ['minor', '1.3.0'],
    ['major', '2.0.0'],
  ])('is refused for a %s', (bump, core) => {
    const act = () => next({ previous: '1.2.0', existing: ['1.2.0', '1.3.0', '2.0.0'], bump });
    expect(act).toThrow(InputError);
    expect(act).toThrow(
      `The next ${bump} version after 1.2.0 is ${core}, and there is a tag of it that this commit does not descend from`,
    );
  });
});

test.each<[Partial<VersionWish>, string]>([
  [{ initialVersion: 'v0.1.0' }, 'The input `initial-version` is "v0.1.0", and that is no stable version'],
  [{ initialVersion: '1.0.0-rc.1' }, 'The input `initial-version` is "1.0.0-rc.1"'],
  [{ initialVersion: '' }, 'The input `initial-version` is ""'],
  [{ previous: '1.0.0-rc.1' }, 'The last version is "1.0.0-rc.1"'],
])('%j is refused', (wish, message) => {
  expect(() => next(wish)).toThrow(message);
});

test('the next version is higher than the last, never one that exists, and 100 in a row stay so', () => {
  const bump = fc.constantFrom<Bump>('patch', 'minor', 'major');
  const step = fc.record({ bump, preRelease: fc.constantFrom('', 'rc', 'beta') });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.boolean(), (steps, majorOnZero) => {
      let previous: string | undefined;
      const existing: string[] = [];
      for (const one of steps) {
        const version = next({ previous, existing, majorOnZero, ...one }) as string;
        expect(existing).not.toContain(version);
        if (previous !== undefined) expect(byVersion(previous, version)).toBe(1);
        existing.push(version);
        if (one.preRelease === '') previous = version;
      }
    }),
    { seed: 6, numRuns: 50 },
  );
});
