import { expect, test } from '@jest/globals';
import { claimsOf } from './id-token.ts';

const token = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

test.each([
  [
    token({ sub: 'repo:org/name:environment:staging', aud: 'sts.amazonaws.com', iss: 'https://issuer', jti: 'x' }),
    { sub: 'repo:org/name:environment:staging', aud: 'sts.amazonaws.com', iss: 'https://issuer' },
  ],
  [token({ sub: 7, aud: ['a'] }), {}],
  [token(null), {}],
  ['', {}],
  ['no token', {}],
  ['a.!!.c', {}],
])('%p: %p', (text, claims) => {
  expect(JSON.parse(JSON.stringify(claimsOf(text)))).toEqual(claims);
});
