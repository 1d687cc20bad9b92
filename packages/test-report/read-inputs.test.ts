import { InputError } from '@ci-actions/errors/errors';
import { expect, test } from '@jest/globals';
import { readPercentage, readSlowest } from './read-inputs.ts';

test.each([
  ['', undefined],
  ['0', 0],
  ['80', 80],
  ['79.5', 79.5],
  ['100%', 100],
  ['99.99 %', 99.99],
])('the percentage %j', (text, expected) => {
  expect(readPercentage(text)).toBe(expected);
});

test.each(['101', '-1', 'high', '1e2', '80,5', '%'])('%j is no percentage', (text) => {
  expect(() => readPercentage(text)).toThrow(InputError);
});

test.each([
  ['0', 0],
  ['10', 10],
  ['100', 100],
])('the slowest %j', (text, expected) => {
  expect(readSlowest(text)).toBe(expected);
});

test.each(['', '101', '-1', 'all', '1.5'])('%j is no number of slowest tests', (text) => {
  expect(() => readSlowest(text)).toThrow(InputError);
});
