import { expect, test } from '@jest/globals';
import { explain, InputError } from './errors.ts';

const looped = new Error('a');
looped.cause = looped;

test.each([
  ['a sentence', new InputError('The input is empty.'), 'The input is empty.'],
  ['its causes', new Error('A.', { cause: new Error('B.', { cause: 'C.' }) }), 'A.\nCause: B.\nCause: C.'],
  [
    'a cause that the message quotes already',
    new Error('Failed: reset', { cause: new Error('reset') }),
    'Failed: reset',
  ],
  ['an error without a message', new TypeError(), 'TypeError'],
  ['a cause that is its own', looped, 'a'],
  ['what is no error', 42, '42'],
  ['nothing', undefined, 'Something failed without saying why.'],
])('%s', (_what, thrown, expected) => expect(explain(thrown)).toBe(expected));
