import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orders, stateFilters } from './filter-rows.ts';
import { readHash, type View, writeHash } from './hash-state.ts';

const usual: View = { state: 'all', query: '', report: '', suite: [], order: 'failures', test: undefined };

test('a link says what is shown', () => {
  const view: View = { ...usual, state: 'failed', query: 'a b&c', suite: ['x', 'y › z'], test: 12 };
  expect(writeHash(view)).toBe('state=failed&q=a+b%26c&suite=x&suite=y+%E2%80%BA+z&test=12');
  expect(writeHash(usual)).toBe('');
});

test.each(['', '#', '#nonsense', '#state=unknown&order=x&test=-1', '#test=1e3', '#%'])('%j shows all', (hash) => {
  expect(readHash(hash)).toEqual(usual);
});

test('every view comes back', () => {
  const text = fc.string({ unit: 'grapheme' });
  const views = fc.record<View>({
    state: fc.constantFrom(...stateFilters),
    query: text,
    report: text,
    suite: fc.array(text),
    order: fc.constantFrom(...orders),
    test: fc.option(fc.nat(1e8), { nil: undefined }),
  });
  fc.assert(
    fc.property(views, (view) => {
      expect(readHash(`#${writeHash(view)}`)).toEqual(view);
    }),
  );
});
