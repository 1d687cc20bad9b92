import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { isRepositoryPath, isTag, parseReference } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['v1.2.3', true],
  ['_a', true],
  ['A-b.c_D', true],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['', false],
  ['.a', false],
  ['-a', false],
  ['a/b', false],
  ['a:b', false],
  ['a\n', false],
  ['ä', false],
])('the tag %j: %s', (text, expected) => {
  expect(isTag(text)).toBe(expected);
});

test.each([
  ['app', true],
  ['team/app', true],
  ['a.b_c__d-e---f/0', true],
  ['a'.repeat(255), true],
  ['a'.repeat(256), false],
  ['', false],
  ['App', false],
  ['a..b', false],
  ['a___b', false],
  ['a._b', false],
  ['/a', false],
  ['a/', false],
  ['a//b', false],
  ['../a', false],
  ['a-', false],
  ['a:b', false],
  [`${'a-'.repeat(127)}!`, false],
])('the path %j: %s', (text, expected) => {
  expect(isRepositoryPath(text)).toBe(expected);
});

test.each([
  ['app', { path: 'app' }],
  ['team/app:v1', { path: 'team/app', tag: 'v1' }],
  ['localhost/app', { host: 'localhost', path: 'app' }],
  ['localhost:5000/team/app', { host: 'localhost:5000', path: 'team/app' }],
  ['[::1]:5000/app', { host: '[::1]:5000', path: 'app' }],
  [
    `123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:v1@${digest}`,
    { host: '123456789012.dkr.ecr.eu-central-1.amazonaws.com', path: 'app', tag: 'v1', digest },
  ],
  [`public.ecr.aws/alias/app@${digest}`, { host: 'public.ecr.aws', path: 'alias/app', digest }],
])('%s', (text, reference) => {
  expect(parseReference(text)).toEqual(reference);
});

test.each([
  ['', /the path of a repository has small letters/],
  ['https://x.y/app', /is no host|the path/],
  ['x.y/', /the path of a repository/],
  ['x.y/App', /the path of a repository/],
  ['x.y/app:', /the tag "" must have 1 to 128/],
  ['x.y/app:a/b', /the tag "a\/b" must have/],
  ['x.y/app@sha256:12', /after the @ there must be sha256: and 64 hex digits/],
  [`app@${digest}@${digest}`, /more than one @/],
  ['x:y:z/app', /is no host/],
  ['user:pw.x/app\n::error::', /"user:pw\.x" is no host/],
])('%j is bad input', (text, sentence) => {
  expect(() => parseReference(text)).toThrow(InputError);
  expect(() => parseReference(text)).toThrow(sentence);
  expect(() => parseReference(text)).not.toThrow(/\n/);
});
