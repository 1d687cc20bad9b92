import { describe, expect, test } from '@jest/globals';
import { countChoices } from './count-choices.ts';
import { decodeRows } from './decode-rows.ts';
import { RowEncoder } from './encode-rows.ts';
import { type Filter, type Order, RowFilter } from './filter-rows.ts';
import { row } from './test-tools.ts';
import type { RowsBlock } from './wire.ts';

const given = [
  row({ name: 'adds', suite: ['math'], durationMs: 5 }),
  row({ name: 'Divides', suite: ['math', 'fractions'], className: 'Rational', state: 'failed', durationMs: 50 }),
  row({ name: 'waits', suite: ['net'], report: 'net.xml', flaky: true, file: 'src/socket.ts', durationMs: 20 }),
  row({ name: 'closes', suite: ['net'], report: 'net.xml', state: 'skipped', durationMs: 0 }),
  row({ name: 'opens', suite: ['net'], report: 'net.xml', state: 'failed', durationMs: 20 }),
];
const encoder = new RowEncoder();
for (const one of given) encoder.add(one, 0);
const rows = decodeRows([JSON.parse(encoder.finish() ?? '') as RowsBlock]);
const all: Filter = { state: 'all', query: '', report: '', suite: [] };
const find = (filter: Partial<Filter>, order: Order = 'reported') =>
  [...new RowFilter(rows).find({ ...all, ...filter }, order)].map((number) => rows.names[number]);

describe('the tests that are shown', () => {
  test.each<[what: string, Partial<Filter>, string[]]>([
    ['all', {}, ['adds', 'Divides', 'waits', 'closes', 'opens']],
    ['failed', { state: 'failed' }, ['Divides', 'opens']],
    ['flaky', { state: 'flaky' }, ['waits']],
    ['skipped', { state: 'skipped' }, ['closes']],
    ['passed, with the flaky ones', { state: 'passed' }, ['adds', 'waits']],
    ['by name, in any case', { query: 'dIVIDES' }, ['Divides']],
    ['by class', { query: 'rational' }, ['Divides']],
    ['by suite', { query: 'MATH' }, ['adds', 'Divides']],
    ['by source file', { query: 'socket.ts' }, ['waits']],
    ['by words that stand in several of them', { query: ' fractions  div ' }, ['Divides']],
    ['by words that one test does not have both', { query: 'math waits' }, []],
    ['of one file', { report: 'net.xml' }, ['waits', 'closes', 'opens']],
    ['of a suite and those inside it', { suite: ['math'] }, ['adds', 'Divides']],
    ['of an inner suite', { suite: ['math', 'fractions'] }, ['Divides']],
    ['all at once', { state: 'failed', suite: ['net'], query: 'o' }, ['opens']],
    ['of no suite', { suite: ['mat'] }, []],
  ])('%s', (_, filter, expected) => {
    expect(find(filter)).toEqual(expected);
  });

  test('failures first, then flaky, then as reported', () => {
    expect(find({}, 'failures')).toEqual(['Divides', 'opens', 'waits', 'adds', 'closes']);
  });

  test('slowest first', () => {
    expect(find({}, 'slowest')).toEqual(['Divides', 'waits', 'opens', 'adds', 'closes']);
  });
});

test('the files and suites to choose from, those with failures first', () => {
  const suites = [
    row({ suite: ['a'] }),
    row({ suite: ['b'], state: 'failed' }),
    row({ suite: ['a'] }),
    row({ suite: [] }),
  ];
  const other = new RowEncoder();
  for (const one of suites) other.add(one, 0);
  const choices = countChoices(decodeRows([JSON.parse(other.finish() ?? '') as RowsBlock]), 10);
  expect(choices.reports).toEqual([{ kind: 'report', path: ['junit.xml'], tests: 4, failed: 1 }]);
  expect(choices.suites).toEqual([
    { kind: 'suite', path: ['b'], tests: 1, failed: 1 },
    { kind: 'suite', path: ['a'], tests: 2, failed: 0 },
  ]);
});
