import { describe, expect, test } from '@jest/globals';
import { cutDetails, failureTexts, firstLine, lineIn, makeCase, SuiteRefs } from './make-case.ts';

const said = { suite: { path: [], declaredMs: 0 }, name: 'a', state: 'failed' } as const;

describe('a case', () => {
  test.each([
    [{ name: ' ' }, { name: 'a case without a name' }],
    [{ name: 'x'.repeat(5_000) }, { name: 'x'.repeat(1_000) }],
    [{ message: 'x'.repeat(50_000) }, { message: 'x'.repeat(8_000) }],
    [{ details: 'x'.repeat(64_001) }, { details: `${'x'.repeat(64_000)}\n… (the rest is left out)` }],
    [{ line: 0 }, { line: undefined }],
    [{ line: 1.5 }, { line: undefined }],
    [{ attempts: 0 }, { attempts: 1 }],
    [{ attempts: 2.5 }, { attempts: 2 }],
    [{ durationMs: -1 }, { durationMs: 0 }],
    [{ durationMs: Number.NaN }, { durationMs: 0 }],
    [{ state: 'passed', message: 'm', details: 'd' } as const, { message: '', details: '' }],
    [{ state: 'skipped', message: 'm', details: 'd' } as const, { message: 'm', details: '' }],
    [{ state: 'passed', flaky: true, message: 'm', details: 'd' } as const, { message: 'm', details: 'd' }],
  ])('with %j', (fields, expected) => {
    expect(makeCase({ ...said, ...fields })).toMatchObject(expected);
  });
});

test.each([
  ['', '', '', ''],
  ['no', '', 'no', 'no'],
  ['', 'Error: no\n at x', 'Error: no', 'Error: no\n at x'],
  ['no', 'Error: no\n at x', 'no', 'Error: no\n at x'],
  ['no', ' at x', 'no', 'no\nat x'],
  ['\n\n \u001b[31mno\u001b[39m \nreally', '', 'no', 'no \nreally'],
])('%j and the stack %j', (message, stack, expected, details) => {
  expect(failureTexts(message, stack)).toEqual({ message: expected, details });
});

test.each([
  ['a\nb', 'a'],
  ['\r\n\t a \r\nb', 'a'],
  [' \n ', ''],
  ['\u001b[31m\n\u001b[0mb', 'b'],
])('the first line of %j is %j', (text, expected) => {
  expect(firstLine(text)).toBe(expected);
});

test('texts are cut only beyond the limit', () => {
  expect(cutDetails('x'.repeat(64_000))).toHaveLength(64_000);
});

test.each([
  ['at f (/w/a.ts:12:3)', '/w/a.ts', 12],
  ['at f (file:///w/a.ts:12:3)', '/w/a.ts', 12],
  ['at f (/w/b.ts:1:2)\nat g (/w/a.ts:34)', '/w/a.ts', 34],
  ['at f (/w/a.ts:x)', '/w/a.ts', undefined],
  ['at f (/w/a.ts)', '/w/a.ts', undefined],
  [':7', '', undefined],
  [`/w/a.ts:${'9'.repeat(400)}`, '/w/a.ts', undefined],
])('in %j the line of %s is %s', (stack, file, expected) => {
  expect(lineIn(stack, file)).toBe(expected);
});

test('suites with the same names are one, unless they are told apart', () => {
  const suites = new SuiteRefs();
  const one = suites.of(['a', '', ' b ']);
  expect(one.path).toEqual(['a', 'b']);
  expect(suites.of(['a', 'b'])).toBe(one);
  expect(suites.of(['a b'])).not.toBe(one);
  expect(suites.of(['a', 'b'], 'file')).not.toBe(one);
});
