import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { harmless } from './escape.ts';

/** What the runner takes as a command: `::…` after leading blanks, or `##[` anywhere in a line. */
const isCommand = (line: string) => /^\s*::/.test(line) || line.includes('##[');
/** Where the runner's log reader ends a line. */
const lines = (output: string) => output.split(/\r\n|\r|\n/);

describe('no text becomes a workflow command', () => {
  test.each([
    ['a plain command', '::error::x'],
    ['after blanks', '  \t::error::x'],
    ['after a lone carriage return', 'safe\r::add-mask::x'],
    ['after a line separator', 'safe\u2028::add-mask::x'],
    ['on a later line', 'safe\n::stop-commands::x'],
    ['the old form, anywhere', 'a ##[error]x'],
    ['the old form, twice', '####[error] ##[warning]'],
    ['three colons', ':::error::x'],
    ['after a byte order mark', '\ufeff::error::x'],
    ['after an unseen control character', '\u0000::error::x'],
  ])('%s', (_what, hostile) => {
    expect(lines(hostile).some(isCommand) || /::|##\[/.test(hostile)).toBe(true);
    expect(lines(harmless(hostile)).filter(isCommand)).toEqual([]);
  });

  test('any text at all', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(':', '#', '[', ' ', '\n', '\r', '\t', 'a', '\u2028', '\ufeff', '\u0085'),
    });
    fc.assert(fc.property(nasty, (hostile) => lines(harmless(hostile)).every((line) => !isCommand(line))));
  });

  test('what is harmless stays as it is', () => {
    for (const line of ['', 'a :: b', 'std::vector', '# [x]', '\ta\tb', 'ünï 日本']) expect(harmless(line)).toBe(line);
  });
});
