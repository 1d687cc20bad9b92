import { InputError } from '@ci-actions/errors/errors';
import { describe, expect, test } from '@jest/globals';
import { isValid, parseAllowList } from './allow-list.ts';

const parse = (text: string) => parseAllowList(text, '.ecr-allow');

test('one entry a line, with comments and empty lines for people', () => {
  const text = [
    '# What we accept for now',
    '',
    'CVE-2026-1234 until 2026-12-31 not reachable: # is no comment here',
    '  GHSA-abcd-1234-efgh\tuntil\t2028-02-29',
    'UNSUPPORTED_IMAGE until 2027-01-01 a static binary, made from scratch',
  ].join('\r\n');
  expect(parse(text)).toEqual([
    { id: 'CVE-2026-1234', until: '2026-12-31', reason: 'not reachable: # is no comment here', line: 3 },
    { id: 'GHSA-abcd-1234-efgh', until: '2028-02-29', reason: '', line: 4 },
    { id: 'UNSUPPORTED_IMAGE', until: '2027-01-01', reason: 'a static binary, made from scratch', line: 5 },
  ]);
  expect(parse('')).toEqual([]);
});

describe('a malformed line is named', () => {
  test.each<[text: string, sentence: string]>([
    [
      'CVE-2026-1',
      'Line 1 of the allow-list .ecr-allow is "CVE-2026-1", which is no entry. It looks like: CVE-2026-1234 until',
    ],
    ['\nCVE-2026-1 2026-12-31', 'Line 2 of the allow-list .ecr-allow is "CVE-2026-1 2026-12-31", which is no entry.'],
    ['CVE-2026-1 until', 'which is no entry.'],
    ['* until 2026-12-31', 'which is no entry.'],
    [`A${'x'.repeat(200)} until 2026-12-31`, `is "A${'x'.repeat(99)}...", which is no entry.`],
    ['CVE-2026-1 until 31.12.2026', 'has the day "31.12.2026", which is none; write it as 2026-12-31.'],
    ['CVE-2026-1 until 2026-13-01', 'has the day "2026-13-01", which is none'],
    ['CVE-2026-1 until 2026-02-30', 'has the day "2026-02-30", which is none'],
    ['CVE-2027-1 until 2027-02-29', 'has the day "2027-02-29", which is none'],
    ['CVE-2026-1 until forever', 'has the day "forever", which is none'],
    [
      'A-1 until 2026-01-01\na-1 until 2027-01-01',
      'Line 2 of the allow-list .ecr-allow names a-1, which line 1 does too; leave one of them out.',
    ],
  ])('%j', (text, sentence) => {
    expect(() => parse(text)).toThrow(InputError);
    expect(() => parse(text)).toThrow(sentence);
  });
});

test.each([
  ['2026-12-30T12:00:00Z', true],
  ['2026-12-31T23:59:59.999Z', true],
  ['2027-01-01T00:00:00Z', false],
])('an entry counts through its last day in UTC: %s', (now, valid) => {
  const entry = { id: 'CVE-1', until: '2026-12-31', reason: '', line: 1 };
  expect(isValid(entry, Date.parse(now))).toBe(valid);
});
