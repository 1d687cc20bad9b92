import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findDagIds } from './dag-ids.ts';
import { quickDagIds } from './quick-dag-ids.ts';

test.each([
  ['what most files say', 'with DAG(\n    dag_id="orders", schedule=None\n) as dag:\n    pass', ['orders']],
  ['a positional id', "DAG('a', x)", ['a']],
  ['comments and strings too', '# DAG("a")\n"""DAG(\'b\')"""', ['a', 'b']],
  ['variables have none', 'DAG(name); DAG(dag_id=name); DAG(f"x")', []],
  ['no DAG', 'x = 1', []],
  ['a decorator', '@dag\ndef f(): pass', undefined],
  ['a dotted decorator', '@é.dag()\ndef f(): pass', undefined],
  ['another name', 'from airflow import DAG as D\nD("a")', undefined],
  ['text in pieces', 'DAG("a" "b")', undefined],
  ['an escape', 'DAG("\\x41")', undefined],
  ['brackets', 'DAG(dag_id=("a"))', undefined],
  ['a long string', 'DAG("""a""")', undefined],
  ['a comment before the id', 'DAG( # why\n"a")', undefined],
  ['a comment before the bracket', '(DAG # why\n("a"))', undefined],
  ['a joined line', 'DAG(\\\n"a")', undefined],
  ['a backslash that joins nothing', 'DAG(\\ "a")', undefined],
  ['a backslash before the bracket', 'DAG\\ ("a")', undefined],
])('%s', (_what, source, expected) => {
  expect(quickDagIds(source)).toEqual(expected);
});

test('it never misses what the exact look finds', () => {
  const parts = [
    'DAG',
    'DAG(',
    'dag_id',
    '=',
    '"',
    "'",
    '"a"',
    "'b'",
    '"""',
    'r"c"',
    'f"d"',
    '\\',
    '\n',
    '\r',
    ' ',
    '(',
    ')',
    ',',
    '#',
    '@dag',
    '@',
    ' as ',
    'D',
    'def x',
    'é',
    '+',
    '%',
    'x',
  ];
  const source = fc.array(fc.constantFrom(...parts), { maxLength: 40 }).map((bits) => bits.join(''));
  fc.assert(
    fc.property(source, (text) => {
      const quick = quickDagIds(text);
      if (quick === undefined) return;
      for (const { id } of findDagIds(text)) expect(quick).toContain(id);
    }),
    { numRuns: 20_000 },
  );
});

test('it is linear in hostile text', () => {
  for (const bit of ['DAG(', '@', 'dag_id=', 'DAG("', "dag_id='", ' ', 'DAG   ', '"', '@dag ', '(DAG ']) {
    const text = bit.repeat(1_000_000 / bit.length);
    expect(quickDagIds(text) ?? []).toBeInstanceOf(Array);
  }
});
