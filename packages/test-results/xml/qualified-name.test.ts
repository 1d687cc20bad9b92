import { expect, test } from '@jest/globals';
import { baseName, splitQualified, withoutClass } from './qualified-name.ts';

test.each([
  ['A.B.Test', 'A.B', 'Test'],
  ['A.B.Test(1.5)', 'A.B', 'Test(1.5)'],
  ['A.B("x.y)").Test("a\\".b", C.D)', 'A.B("x.y)")', 'Test("a\\".b", C.D)'],
  ['A.B<C.D>.Test', 'A.B<C.D>', 'Test'],
  ['A.Outer+Inner.Test', 'A.Outer+Inner', 'Test'],
  ['Größe.Prüft', 'Größe', 'Prüft'],
])('%s is a class and a name', (full, className, name) => {
  expect(splitQualified(full)).toEqual({ className, name });
});

test.each(['Test', '', '.Test', 'Test.', 'a sentence. Or two', 'A.B(', 'A.B)', 'A.B("x', 'Test(a.b)'])(
  '%j has no class',
  (full) => {
    expect(splitQualified(full)).toBeUndefined();
  },
);

test.each([
  ['A.B.c', 'A.B', 'c'],
  ['A.Bc', 'A.B', 'A.Bc'],
  ['A.B.', 'A.B', 'A.B.'],
  ['c', '', 'c'],
])('%s without %s is %s', (name, className, expected) => {
  expect(withoutClass(name, className)).toBe(expected);
});

test.each([
  ['C:\\out\\a.dll', 'a.dll'],
  ['/out/a.dll', 'a.dll'],
  ['a.dll', 'a.dll'],
  ['', ''],
])('the last part of %j is %j', (path, expected) => {
  expect(baseName(path)).toBe(expected);
});
