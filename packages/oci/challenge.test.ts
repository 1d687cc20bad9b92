import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseChallenges } from './challenge.ts';

test.each([
  [undefined, []],
  ['', []],
  ['Basic', [{ scheme: 'basic', parameters: {} }]],
  [
    'Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws"',
    [
      {
        scheme: 'bearer',
        parameters: { realm: 'https://public.ecr.aws/token/', service: 'public.ecr.aws', scope: 'aws' },
      },
    ],
  ],
  [
    'Basic realm="a, b", BEARER Realm = "https://x/\\"y" , scope="repository:a:pull,push repository:b:pull", error=invalid_token',
    [
      { scheme: 'basic', parameters: { realm: 'a, b' } },
      { scheme: 'bearer', parameters: { realm: 'https://x/"y', scope: 'repository:a:pull,push repository:b:pull' } },
    ],
  ],
  ['Bearer realm="never closed', [{ scheme: 'bearer', parameters: {} }]],
])('%p', (header, challenges) => {
  expect(parseChallenges(header)).toEqual(challenges);
});

test('any text is read, and comes to an end', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void parseChallenges(text)));
});
