import { expect, test } from '@jest/globals';
import { findDagIds } from './dag-ids.ts';
import { findDuplicates } from './duplicate-ids.ts';

const find = (files: Record<string, string>) =>
  findDuplicates(Object.entries(files).map(([path, source]) => ({ path, dags: findDagIds(source) })));

test('names both places, across files and within one', () => {
  expect(find({ 'a.py': '\nDAG("x")\nDAG("y")', 'b.py': 'DAG("x")\nDAG("z")\nDAG("z")' })).toEqual({
    certain: [
      'The dag_id "x" is defined twice: a.py:2 and b.py:1.',
      'The dag_id "z" is defined twice: b.py:2 and b.py:3.',
    ],
    possible: [],
  });
});

test.each([
  ['if and else', 'if x:\n    DAG("a")\nelse:\n    DAG("a")'],
  ['if, elif and else', 'if x:\n  DAG("a")\nelif y:\n  DAG("a")\nelse:\n  DAG("a")'],
  ['try and except', 'try:\n    DAG("a")\nexcept ImportError:\n    DAG("a")'],
  ['cases', 'match x:\n  case 1:\n    DAG("a")\n  case 2:\n    DAG("a")'],
  ['arms within an arm', 'if x:\n  if y:\n    DAG("a")\n  else:\n    DAG("a")\nelse:\n  DAG("a")'],
])('of %s only one arm runs', (_name, source) => {
  expect(find({ 'a.py': source })).toEqual({ certain: [], possible: [] });
});

test.each([
  ['two lines', 'DAG("a")\nDAG("a")'],
  ['with', 'with DAG("a"):\n    pass\nwith DAG("a"):\n    pass'],
  ['inside a with', 'with x:\n    DAG("a")\nDAG("a")'],
  ['decorated functions', '@dag("a")\ndef f():\n    pass\n@dag\ndef a():\n    pass'],
  ['after a function', 'def f():\n    pass\nDAG("a")\nif x:\n    pass\nDAG("a")'],
  ['after a function in one line', 'def f(): pass\nDAG("a")\nclass A: pass\nDAG("a")'],
  ['an arm before the two', 'if x:\n    DAG("b")\nDAG("a")\nDAG("a")'],
])('%s: both are always defined', (_name, source) => {
  expect(find({ 'a.py': source })).toMatchObject({ certain: [expect.stringContaining('"a" is defined twice')] });
});

test.each([
  ['a factory of versions', 'def v1():\n    return DAG("a")\ndef v2():\n    return DAG("a")'],
  ['test functions', 'class TestX:\n  def test_1(self):\n    DAG("a")\n  def test_2(self):\n    DAG("a")'],
  ['functions in one line', 'def v1(): return DAG("a")\ndef v2(): return DAG("a")'],
  ['decorators in functions', 'def f():\n  @dag\n  def a(): pass\ndef g():\n  @dag("a")\n  def b(): pass'],
  ['async functions', 'async def f():\n  DAG("a")\nDAG("a")'],
  ['a class', 'class A:\n    x = DAG("a")\nDAG("a")'],
  ['two environments', 'if E == "dev":\n    DAG("a")\nif E == "prod":\n    DAG("a")'],
  ['an if in one line', 'if E == "dev": DAG("a")\nif E == "prod": DAG("a")'],
  ['one arm and the line after it', 'if x:\n    DAG("a")\nelse:\n    pass\nDAG("a")'],
  ['one arm twice', 'if x:\n    DAG("a")\n    DAG("a")'],
  ['a loop and its else', 'for x in y:\n    DAG("a")\nelse:\n    DAG("a")'],
  ['an arm inside another statement', 'if x:\n  for y in z:\n    DAG("a")\n  DAG("a")'],
  ['with in a function', 'def f():\n  with DAG("a"):\n    pass\nDAG("a")'],
])('%s: whether both are defined is not known', (_name, source) => {
  expect(find({ 'a.py': source })).toEqual({
    certain: [],
    possible: [expect.stringMatching(/^The dag_id "a" is defined twice: a\.py:\d+ and a\.py:\d+\.$/)],
  });
});

test('arms count within one file only, and two environments may be two files', () => {
  expect(find({ 'a.py': 'if x:\n  DAG("a")', 'b.py': 'if x:\n  pass\nelse:\n  DAG("a")' })).toEqual({
    certain: [],
    possible: ['The dag_id "a" is defined twice: a.py:2 and b.py:4.'],
  });
});

test('two that are certain are found behind any number that are not', () => {
  const functions = 'def f():\n    DAG("a")\n'.repeat(200);
  const { certain, possible } = find({ 'a.py': `${functions}DAG("a")\nDAG("a")` });
  expect(certain).toEqual(['The dag_id "a" is defined twice: a.py:401 and a.py:402.']);
  expect(possible).toHaveLength(200);
});
