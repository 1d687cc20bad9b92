import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asTag, makeTags, type TagSource } from './tags.ts';

const commit = `${'0123456789abcdef'.repeat(2)}01234567`;
const sha = 'sha-0123456789ab';
const branch = (name: string): TagSource => ({ commit, ref: { type: 'branch', name }, environment: 'staging' });
const tag = (name: string): TagSource => ({ commit, ref: { type: 'tag', name }, environment: 'production' });

describe('the tags of an image', () => {
  test.each([
    ['a branch: the commit and the environment', branch('main'), [], [sha], 'staging'],
    ['a git tag: the version too', tag('v1.2.3'), [], [sha, 'v1.2.3'], 'production'],
    [
      'parts of a version',
      tag('v1.2.3'),
      ['{version}', '{major}.{minor}', '{major}', 'latest'],
      [sha, 'v1.2.3', '1.2.3', '1.2', '1', 'latest'],
      'production',
    ],
    ['a branch as a tag', branch('feature/Größe #7'), ['{branch}'], [sha, 'feature-Gr-e-7'], 'staging'],
    ['each once', branch('main'), ['{branch}', 'main', '{branch}'], [sha, 'main'], 'staging'],
    ['the environment only last', branch('staging'), ['{branch}', '{environment}'], [sha], 'staging'],
    ['a version with a build', tag('1.0.0+7'), ['{version}'], [sha, '1.0.0-7'], 'production'],
    ['around a value', branch('main'), ['app-{commit}-x'], [sha, 'app-0123456789ab-x'], 'staging'],
    ['an environment of many words', { ...branch('x'), environment: 'EU / blue' }, [], [sha], 'EU-blue'],
  ] as const)('%s', (_, source, patterns, names, environment) => {
    expect(makeTags(patterns, '{environment}', source)).toEqual({ names, environment, leftOut: [] });
  });

  test('none for the environment', () => {
    expect(makeTags([], 'none', branch('main')).environment).toBeUndefined();
    expect(makeTags([], 'none', { ...branch('main'), environment: '' }).names).toEqual([sha]);
  });

  test.each([
    [branch('main'), '{major}', 'The tag {major} is left out: the run is of no git tag.'],
    [branch('main'), '{version}', 'The tag {version} is left out: the run is of no git tag.'],
    [tag('v1.0.0'), '{branch}', 'The tag {branch} is left out: the run is of no branch.'],
    [
      tag('v1.0.0-rc.1'),
      '{major}.{minor}',
      'The tag {major}.{minor} is left out: "v1.0.0-rc.1" is a pre-release, which has no {major} of its own.',
    ],
    [tag('nightly'), '{patch}', 'The tag {patch} is left out: the git tag "nightly" is no semantic version.'],
  ])('left out: %j %s', (source, pattern, sentence) => {
    expect(makeTags([pattern], '{environment}', source).leftOut).toEqual([sentence]);
  });

  test.each([
    ['-x', 'which makes "-x", a tag that no registry accepts'],
    ['a b', 'which makes "a b", a tag that no registry accepts'],
    ['v1:latest', 'a tag that no registry accepts'],
    ['x'.repeat(129), 'a tag that no registry accepts'],
    ['{branch}/x', 'which makes "main/x", a tag that no registry accepts'],
    ['{Branch}', '{Branch} is not known; there are {version}, {major}'],
  ])('refused: %s', (pattern, part) => {
    expect(() => makeTags([pattern], 'none', branch('main'))).toThrow(part);
    expect(() => makeTags([], pattern, branch('main'))).toThrow('The input environment-tag');
  });

  test('an environment tag without an environment', () => {
    expect(() => makeTags([], '{environment}', { ...branch('main'), environment: '' })).toThrow(
      'this run has no {environment}: no environment is given.',
    );
  });
});

test('any name of a branch makes a valid tag', () => {
  const property = fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
    expect(asTag(name)).toMatch(/^\w[\w.-]{0,127}$/);
  });
  fc.assert(property, { seed: 4, numRuns: 500 });
});
