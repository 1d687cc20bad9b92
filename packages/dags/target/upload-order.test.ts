import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFindImports } from '../python/imports.ts';
import { type Ordered, uploadOrder } from './upload-order.ts';

const order = (files: readonly Ordered[], sent: readonly string[] = files.map(({ path }) => path)) =>
  uploadOrder(
    files,
    sent.map((path) => ({ path })),
  ).map((group) => group.map(({ path }) => path));

describe('uploadOrder', () => {
  test('sends data and modules before the DAG files that use them', () => {
    const files = [
      { path: 'a_dag.py', dag: true, imports: ['lib/x.py'] },
      { path: 'b_dag.py', dag: true, imports: [] },
      { path: 'lib/x.py', dag: false, imports: ['lib/y.py'] },
      { path: 'lib/y.py', dag: false, imports: [] },
      { path: 'query.sql', dag: false, imports: [] },
    ];
    expect(order(files)).toEqual([['lib/y.py', 'query.sql'], ['lib/x.py'], ['a_dag.py', 'b_dag.py']]);
    expect(order(files, ['b_dag.py', 'lib/x.py'])).toEqual([['lib/x.py'], ['b_dag.py']]);
  });

  test('a DAG file that others import goes before them', () => {
    const files = [
      { path: 'a.py', dag: true, imports: ['factory.py'] },
      { path: 'factory.py', dag: true, imports: [] },
    ];
    expect(order(files)).toEqual([['factory.py'], ['a.py']]);
  });

  test('a circle ends', () => {
    const files = [
      { path: 'a.py', dag: false, imports: ['b.py'] },
      { path: 'b.py', dag: false, imports: ['a.py'] },
      { path: 'c.py', dag: true, imports: ['a.py'] },
    ];
    expect(order(files).at(-1)).toEqual(['c.py']);
  });

  test('a chain of 20,000 modules is no deeper than the memory', () => {
    const files = Array.from({ length: 20_000 }, (_, i) => ({ path: `${i}.py`, dag: false, imports: [`${i + 1}.py`] }));
    expect(order(files)[0]).toEqual(['19999.py']);
  });

  test('without circles no file goes before or with what it imports, and none is lost', () => {
    const graphs = fc.integer({ min: 1, max: 30 }).chain((size) =>
      fc.array(fc.tuple(fc.boolean(), fc.array(fc.nat({ max: size - 1 }), { maxLength: 5 })), {
        minLength: size,
        maxLength: size,
      }),
    );
    fc.assert(
      fc.property(graphs, (graph) => {
        // An import goes to a lower number only, so there is no circle.
        const files = graph.map(([dag, targets], i) => ({
          path: `${i}.py`,
          dag,
          imports: targets.filter((target) => target < i).map((target) => `${target}.py`),
        }));
        const place = new Map(order(files).flatMap((group, at) => group.map((path) => [path, at] as const)));
        expect(place.size).toBe(files.length);
        for (const { path, imports } of files) {
          for (const target of imports) expect(place.get(target) ?? 0).toBeLessThan(place.get(path) ?? 0);
        }
      }),
    );
  });
});

describe('what a file imports', () => {
  const tree = ['lib/__init__.py', 'lib/x.py', 'lib/deep/y.py', 'top.py', 'team/dag.py', 'team/near.py'];
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['import top', ['top.py']],
    ['import top as t, lib.x', ['top.py', 'lib/__init__.py', 'lib/x.py']],
    ['from lib.x import f', ['lib/__init__.py', 'lib/x.py']],
    ['from lib import x, z', ['lib/__init__.py', 'lib/x.py']],
    ['from lib import (  # helpers\n    x,\n    z as w,\n)', ['lib/__init__.py', 'lib/x.py']],
    ['from lib.deep.y import *', ['lib/__init__.py', 'lib/deep/y.py']],
    ['from . import near', ['team/near.py']],
    ['from .near import f', ['team/near.py']],
    ['from ..top import f', ['top.py']],
    ['from ...top import f', []],
    ['def f():\n    import top', ['top.py']],
    ['import airflow, os.path', []],
    ['import team.dag', []],
    ['# import top', []],
    ['x = 1; import top', []],
    ['important = 1\nimport top', ['top.py']],
    ['from lib import (x); import top', ['lib/__init__.py', 'lib/x.py']],
    ['from lib import (\n  x, # import\n)\r\nimport top', ['lib/__init__.py', 'lib/x.py', 'top.py']],
  ];
  test.each(cases)('%s', (source, expected) => {
    expect(createFindImports((path) => tree.includes(path))(source, 'team/dag.py').sort()).toEqual(
      [...expected].sort(),
    );
  });

  test('takes a hostile megabyte in linear time', () => {
    for (const bit of ['from a import (', 'import a,', 'from . import\n', ' ', '\nfrom ', 'import', ' import']) {
      expect(createFindImports(() => false)(bit.repeat(1_000_000 / bit.length), 'a.py')).toEqual([]);
    }
  });
});
