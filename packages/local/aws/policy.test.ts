import { expect, test } from '@jest/globals';
import { allows, type Policy } from './policy.ts';
import { fits } from './wildcard.ts';

const patterns: [pattern: string, text: string, fitting: boolean][] = [
  ['a', 'a', true],
  ['a', 'A', false],
  ['a', 'ab', false],
  ['*', '', true],
  ['a*c', 'abbc', true],
  ['a*c', 'abcd', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['repo:org/*:environment:staging', 'repo:org/a/b:environment:staging', true],
  ['repo:org/*:environment:staging', 'repo:org/a:environment:staging2', false],
  ['a.c', 'abc', false],
  ['(a|b)[c]+$', '(a|b)[c]+$', true],
  ['*', 'two\nlines', true],
  ['?', '\u{1f600}', true],
];
for (const [pattern, text, fitting] of patterns) {
  test(`${JSON.stringify(text)} ${fitting ? 'fits' : 'does not fit'} ${JSON.stringify(pattern)}`, () => {
    expect(fits(pattern, text)).toBe(fitting);
  });
}

const policy: Policy = [
  { actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::b'] },
  { actions: ['s3:Get*', 's3:putobject'], resources: ['arn:aws:s3:::b/dags/*'] },
];
const cases: [policy: Policy | undefined, action: string, resource: string, allowed: boolean][] = [
  [undefined, 's3:PutObject', 'arn:aws:s3:::b/x', true],
  [[], 's3:PutObject', 'arn:aws:s3:::b/x', false],
  [policy, 's3:ListBucket', 'arn:aws:s3:::b', true],
  [policy, 's3:ListBucket', 'arn:aws:s3:::bb', false],
  [policy, 's3:GetObject', 'arn:aws:s3:::b/dags/x', true],
  [policy, 's3:PutObject', 'arn:aws:s3:::b/dags/x', true],
  [policy, 's3:PutObject', 'arn:aws:s3:::b/x', false],
  [policy, 's3:DeleteObject', 'arn:aws:s3:::b/dags/x', false],
];
for (const [given, action, resource, allowed] of cases) {
  test(`${given ? given.length : 'no'} statements ${allowed ? 'allow' : 'deny'} ${action} on ${resource}`, () => {
    expect(allows(given, action, resource)).toBe(allowed);
  });
}
