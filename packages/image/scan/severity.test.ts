import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { reaches, readThreshold, severities, severityOf } from './severity.ts';

test.each([
  ['CRITICAL', 'critical'],
  ['High', 'high'],
  ['INFORMATIONAL', 'informational'],
  ['UNDEFINED', 'undefined'],
  ['UNTRIAGED', 'undefined'],
  ['', 'undefined'],
  ['CATASTROPHIC', 'critical'],
])('%s counts as %s', (word, severity) => {
  expect(severityOf(word)).toBe(severity);
});

test('each severity reaches itself and all that are less bad', () => {
  const reached = severities.map((one) => severities.filter((threshold) => reaches(one, threshold)).length);
  expect(reached).toEqual([6, 5, 4, 3, 2, 1]);
});

test.each([
  ['', undefined],
  ['none', undefined],
  [' High ', 'high'],
  ['untriaged', 'undefined'],
])('the input %j is %s', (text, threshold) => {
  expect(readThreshold(text)).toBe(threshold);
});

test('any other word is refused', () => {
  expect(() => readThreshold('serious')).toThrow(InputError);
  expect(() => readThreshold('serious')).toThrow(
    'The input `fail-on-severity` is "serious"; set it to one of: critical, high, medium, low, informational, undefined, none.',
  );
});
