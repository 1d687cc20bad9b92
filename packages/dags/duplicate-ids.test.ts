import { expect, test } from '@jest/globals';
import { findDagIds } from './dag-ids.ts';
import { findDuplicates } from './duplicate-ids.ts';

const find = (files: Record<string, string>) =>
  findDuplicates(Object.entries(files).map(([path, source]) => ({ path, dags: findDagIds(source) })));

test('names both places, across files and within one', () => {
  expect(find({ 'a.py': '\nDAG("x")\nDAG("y")', 'b.py': 'DAG("x")\nDAG("z")\nDAG("z")' })).toEqual([
    'The dag_id "x" is defined twice: a.py:2 and b.py:1.',
    'The dag_id "z" is defined twice: b.py:2 and b.py:3.',
  ]);
});

test.each([
  ['if and else', 'if x:\n    DAG("a")\nelse:\n    DAG("a")'],
  ['if, elif and else', 'if x:\n  DAG("a")\nelif y:\n  DAG("a")\nelse:\n  DAG("a")'],
  ['try and except', 'try:\n    DAG("a")\nexcept ImportError:\n    DAG("a")'],
  ['cases', 'match x:\n  case 1:\n    DAG("a")\n  case 2:\n    DAG("a")'],
  ['arms within an arm', 'if x:\n  if y:\n    DAG("a")\n  else:\n    DAG("a")\nelse:\n  DAG("a")'],
])('of %s only one arm runs', (_name, source) => {
  expect(find({ 'a.py': source })).toEqual([]);
});

test.each([
  ['two ifs', 'if x:\n    DAG("a")\nif y:\n    DAG("a")'],
  ['one arm and the line after it', 'if x:\n    DAG("a")\nelse:\n    pass\nDAG("a")'],
  ['one arm twice', 'if x:\n    DAG("a")\n    DAG("a")'],
  ['a loop and its else', 'for x in y:\n    DAG("a")\nelse:\n    DAG("a")'],
  ['an arm inside another statement', 'if x:\n  for y in z:\n    DAG("a")\n  DAG("a")'],
])('%s may both run', (_name, source) => {
  expect(find({ 'a.py': source })).toHaveLength(1);
});

test('arms count within one file only', () => {
  expect(find({ 'a.py': 'if x:\n  DAG("a")', 'b.py': 'if x:\n  pass\nelse:\n  DAG("a")' })).toHaveLength(1);
});
