import { expect, test } from '@jest/globals';
import { ConnectionError, isWeather, isWeatherStatus, retryAfterMs } from './transient.ts';

test.each([
  ['ECONNRESET', true],
  ['ECONNREFUSED', true],
  ['EPIPE', true],
  ['ETIMEDOUT', true],
  ['EAI_AGAIN', true],
  ['HPE_INVALID_CONSTANT', true],
  ['REPLY_CUT', true],
  ['ENOTFOUND', false],
  ['CERT_HAS_EXPIRED', false],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', false],
])('a connection that failed with %s: try again? %s', (code, expected) => {
  expect(isWeather(new ConnectionError('It failed.', code))).toBe(expected);
});

test('any other error is no weather', () => {
  expect(isWeather(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toBe(false);
  expect(isWeather(undefined)).toBe(false);
});

test.each([
  [200, false],
  [301, false],
  [400, false],
  [403, false],
  [404, false],
  [408, true],
  [412, false],
  [429, true],
  [500, true],
  [501, false],
  [502, true],
  [503, true],
  [504, true],
])('status %i: try again? %s', (status, expected) => {
  expect(isWeatherStatus(status)).toBe(expected);
});

const now = Date.parse('2026-11-05T12:00:00Z');
test.each([
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['0', 0],
  ['7', 7_000],
  [' 1.5 ', 1_500],
  ['Thu, 05 Nov 2026 12:00:30 GMT', 30_000],
  ['Thu, 05 Nov 2026 11:00:00 GMT', 0],
])('Retry-After %p is %p ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected);
});
