import { describe, expect, test } from '@jest/globals';
import { createMask } from './mask.ts';

const mask = (...secrets: string[]) => {
  const one = createMask();
  for (const secret of secrets) one.add(secret);
  return one.hide;
};

describe('hidden', () => {
  test.each([
    ['itself', 'a secret!', 'say a secret! now', 'say *** now'],
    ['each line', 'first line\nsecond line', 'second line, first line', '***, ***'],
    ['without its quotes', '"quoted"', 'x quoted y', 'x *** y'],
    ['in a URI', 'a b&c', 'q=a%20b%26c', 'q=***'],
    ['in XML', 'a<b&"c', '<x>a&lt;b&amp;&quot;c</x>', '<x>***</x>'],
    ['in JSON', 'a"b\\c', '{"x":"a\\"b\\\\c"}', '{"x":"***"}'],
    ['in an expression', "it's", "'it''s'", "'***'"],
    ['in a shell argument', "it's", "'it'\\''s'", "'***'"],
    ['in base64', 'password1', Buffer.from('password1').toString('base64'), '***'],
    [
      'in a JWT-like base64 without padding',
      'password12',
      Buffer.from('password12').toString('base64url'),
      /^\*{3}.{0,2}$/,
    ],
    ['in base64 behind one byte', 'password1', Buffer.from('upassword1').toString('base64'), /^.{4}\*{3}.{0,3}$/],
    ['in base64 behind user and colon', 'password1', Buffer.from('ab:password1').toString('base64'), /^.{4}\*{3}$/],
  ])('%s', (_title, secret, text, shown) => {
    if (typeof shown === 'string') expect(mask(secret)(text)).toBe(shown);
    else expect(mask(secret)(text)).toMatch(shown);
  });

  test('overlapping and neighbouring secrets become one', () => {
    expect(mask('abc', 'cde', 'xyz')('-abcde-abcxyz-')).toBe('-***-***-');
  });
});

test.each([[''], ['  '], ['\n']])('%j hides nothing', (secret) => {
  expect(mask(secret)('a b  c')).toBe('a b  c');
});
