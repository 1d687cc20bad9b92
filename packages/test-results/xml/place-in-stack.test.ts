import { expect, test } from '@jest/globals';
import { placeInStack } from './place-in-stack.ts';

test.each([
  ['.NET on Windows', '   at A.B.C(String x) in C:\\src (x86)\\my in\\a.cs:line 12', 'C:\\src (x86)\\my in\\a.cs', 12],
  ['.NET on Linux', '  at A.B.C() in /src/a.cs:line 7\r', '/src/a.cs', 7],
  ['.NET in German', '   bei A.B.C() in D:\\a.cs:Zeile 3.', 'D:\\a.cs', 3],
  ['.NET in Spanish', '   en A.B.C() en E:\\a b\\c.cs:línea 97', 'E:\\a b\\c.cs', 97],
  ['Mono', 'at A.B.C () [0x00000] in /home/x/a.cs:121', '/home/x/a.cs', 121],
  ['a share', 'at A.B() in \\\\host\\a.cs:line 5', '\\\\host\\a.cs', 5],
  ['Java', 'java.lang.AssertionError: no\n\tat com.x.CalcTest.adds(CalcTest.java:42)', 'com/x/CalcTest.java', 42],
  ['Java with a module', '\tat app//com.x.CalcTest.adds(CalcTest.java:42)', 'com/x/CalcTest.java', 42],
  ['Kotlin without a package', 'at CalcTest.adds(Calc.kt:1)', 'Calc.kt', 1],
  ['no place', 'at A.B.C()\nat <0x00000> <unknown method>\nUnknown Source', '', undefined],
  ['a URL', 'see http://host:80', '', undefined],
  ['a line of 0', 'at A.B() in /a.cs:line 0', '/a.cs', undefined],
  ['nothing', '', '', undefined],
])('%s', (_what, stack, file, line) => {
  expect(placeInStack(stack, '')).toEqual({ file, line });
});

test('a frame of the class is preferred', () => {
  const stack = [
    'at NUnit.Assert.Fail() in /nunit/Assert.cs:line 9',
    'at My.Tests.Runs() in /my/Tests.cs:line 3',
    'at My.Tests.Again() in /my/Tests.cs:line 4',
  ].join('\n');
  expect(placeInStack(stack, 'My.Tests')).toEqual({ file: '/my/Tests.cs', line: 3 });
  expect(placeInStack(stack, 'Other')).toEqual({ file: '/nunit/Assert.cs', line: 9 });
});

test('hostile stacks are looked at no further than the limits', () => {
  const lines = 'x\n'.repeat(200);
  expect(placeInStack(`${lines}at A() in /a.cs:line 1`, '')).toEqual({ file: '', line: undefined });
  expect(placeInStack(`${'('.repeat(1_000)} in /a.cs:line 1`, '')).toEqual({ file: '', line: undefined });
});
