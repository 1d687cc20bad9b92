import { InputError } from '@ci-actions/errors/errors';
import { describe, expect, test } from '@jest/globals';
import { flag, type Input, list, oneOf, parsed, readInputs, requiredText, text } from './input-schema.ts';

const read = (input: Input<unknown>, given: string) => readInputs(() => given, { it: input }).it;

describe('what an input takes', () => {
  test.each([
    ['text', text(), 'as it is', 'as it is'],
    ['text left alone', text('a default'), '', 'a default'],
    ['an expression as default is the runner’s to evaluate', text('${{ github.token }}'), '', ''],
    ['true', flag(false), 'true', true],
    ['False, as YAML writes it too', flag(true), 'False', false],
    ['a flag left alone', flag(true), '', true],
    ['a word', oneOf(['a', 'b']), 'b', 'b'],
    ['a word left alone', oneOf(['a', 'b'], 'a'), '', 'a'],
    ['lines', list(), ' a \n\n# a comment\r\nb,c', ['a', 'b,c']],
    ['lines or commas', list('', 'line-or-comma'), 'a, b\nc', ['a', 'b', 'c']],
    ['an empty list', list(), '', []],
    ['what the domain reads', parsed('7', Number), '', 7],
  ])('%s', (_what, input, given, expected) => {
    expect(read(input as Input<unknown>, given)).toEqual(expected);
  });

  test.each([
    [
      'nothing where something must be',
      requiredText('the name of a bucket'),
      '',
      'The input `it` is empty; set it to the name of a bucket.',
    ],
    ['yes is no flag', flag(false), 'yes', 'The input `it` is "yes"; set it to true or false.'],
    ['another word', oneOf(['a', 'b'], 'a'), 'c', 'The input `it` is "c"; set it to one of: a, b.'],
    ['no word', oneOf(['a', 'b']), '', 'The input `it` is empty; set it to one of: a, b.'],
    [
      'a very long word is cut',
      oneOf(['a']),
      'x'.repeat(5000),
      `The input \`it\` is "${'x'.repeat(60)}…"; set it to one of: a.`,
    ],
  ])('%s', (_what, input, given, expected) => {
    expect(() => read(input as Input<unknown>, given)).toThrow(new InputError(expected));
  });
});
