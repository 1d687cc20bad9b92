import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '../row.ts';
import { decodeRows, rowAt } from './decode-rows.ts';
import { RowEncoder } from './encode-rows.ts';
import { scriptJson } from './html.ts';
import { plainLine } from './plain-text.ts';
import { row } from './test-tools.ts';
import type { RowsBlock } from './wire.ts';

/** What the page's script reads of the rows that were embedded. */
function embedded(rows: readonly Row[]) {
  const encoder = new RowEncoder();
  const blocks = rows.map((one, index) => encoder.add(one, index));
  const texts = [...blocks, encoder.finish()].filter((block) => block !== undefined).map(scriptJson);
  return { texts, rows: decodeRows(texts.map((text) => JSON.parse(text) as RowsBlock)) };
}

/** A row as the page shows it. */
function shown(one: Row) {
  return {
    name: plainLine(one.name),
    state: one.flaky ? 'flaky' : one.state,
    report: plainLine(one.report),
    suite: one.suite.map(plainLine),
    className: plainLine(one.className),
    file: plainLine(one.file),
    line: one.line ?? 0,
    attempts: one.attempts,
    ms: one.durationMs,
  };
}

const hostile = [
  '</script><script>alert(1)</script>',
  '<!--',
  '<script',
  ']]>',
  'a\u2028b\u2029c',
  '"\'`\\u003c',
  'ends in \\',
  '__proto__',
  'a\u202eb',
  '\ud800',
  '',
];
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile), fc.constantFrom('a', 'b'));
const rows: fc.Arbitrary<Row> = fc
  .record({
    report: text,
    suite: fc.array(text, { maxLength: 3 }),
    className: text,
    name: text,
    outcome: fc.constantFrom('passed', 'failed', 'skipped', 'flaky'),
    attempts: fc.integer({ min: 1, max: 9 }),
    message: text,
    details: text,
    file: text,
    line: fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }),
    durationMs: fc.integer({ min: 0, max: 1e9 }).map((microseconds) => microseconds / 1000),
  })
  .map(({ outcome, ...over }) => ({
    ...over,
    flaky: outcome === 'flaky',
    state: outcome === 'flaky' ? 'passed' : outcome,
  }));

describe('what is embedded', () => {
  test('is what was given, its texts made plain', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 30 }), (given) => {
        const read = embedded(given).rows;
        expect(read.count).toBe(given.length);
        expect(given.map((_, index) => rowAt(read, index))).toEqual(given.map(shown));
        expect([...read.texts]).toEqual(given.map((_, index) => index));
      }),
    );
  });

  test('cannot end or open a script element', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 10 }), (given) => {
        for (const block of embedded(given).texts) expect(block).not.toMatch(/[<\u2028\u2029]/);
      }),
    );
  });

  test('over many blocks, when there are more classes than the encoder remembers', () => {
    const given = Array.from({ length: 30_000 }, (_, index) =>
      row({ name: `test ${index}`, className: `class ${index % 24_000}`, line: index % 3 || undefined }),
    );
    const { texts, rows: read } = embedded(given);
    expect(texts.length).toBeGreaterThan(5);
    for (const index of [0, 4095, 4096, 23_999, 24_000, 29_999]) {
      expect(rowAt(read, index)).toEqual(shown(given[index] ?? row()));
    }
  });

  test('no column for what is as usual', () => {
    const { texts } = embedded([row({ durationMs: 0 })]);
    expect(JSON.parse(texts[0] ?? '')).toEqual({
      strings: ['junit.xml', ['suite'], ''],
      runs: [[1, 0, 1, 2, 2]],
      names: ['case'],
      states: 'p',
    });
  });

  test.each([
    ['no number', Number.NaN, 0],
    ['negative', -5, 0],
    ['endless', Number.POSITIVE_INFINITY, 0],
    ['finer than a microsecond', 0.1 + 0.2, 0.3],
  ])('a duration that is %s', (_, durationMs, ms) => {
    expect(rowAt(embedded([row({ durationMs })]).rows, 0).ms).toBe(ms);
  });
});
