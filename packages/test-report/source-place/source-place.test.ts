import { describe, expect, jest, test } from '@jest/globals';
import { createPlaces, sourceUrl } from './source-place.ts';

const files = [
  'setup.py',
  'tests/test_x.py',
  'src/a.ts',
  'src/a b.ts',
  'api/src/only.ts',
  'api/src/same.ts',
  'web/src/same.ts',
  'lib/twice.go',
  'cmd/twice.go',
  'pkg/foo_test.go',
  'app/src/test/java/com/acme/FooTest.java',
  'app/src/test/java/com/acme/other/BarTest.java',
  'lib/src/test/java/org/acme/other/BarTest.java',
  'app/src/test/kotlin/KotTest.kt',
  'tests/Unit/PhpTest.php',
  'Acme.Tests/FooTests.cs',
  'spec/x_spec.rb',
  'test/a_test.dart',
  'vendor/own/kept.rb',
  'src/lib.rs',
  'test/calc.cpp',
];

function place(over: Record<string, unknown>, folder = '/ws', list: readonly string[] | undefined = files) {
  return createPlaces({ workspace: '/ws', folder, listFiles: () => list }).of({
    file: '',
    line: undefined,
    className: '',
    message: '',
    details: '',
    ...over,
  });
}

describe('the file that the report names', () => {
  test.each([
    ['src/a.ts', 'src/a.ts'],
    ['./src/../src/a.ts', 'src/a.ts'],
    ['/ws/src/a.ts', 'src/a.ts'],
    ['src\\a.ts', 'src/a.ts'],
    ['D:\\a\\repo\\repo\\src\\a.ts', 'src/a.ts'],
    ['/home/runner/work/repo/repo/src/a.ts', 'src/a.ts'],
    ['repo/src/a.ts', 'src/a.ts'],
    ['file:///ws/src/a%20b.ts', 'src/a b.ts'],
    ['file:///C:/ci/src/a.ts', 'src/a.ts'],
    ['webpack:///./src/a.ts', 'src/a.ts'],
    ['/build/src/only.ts', 'api/src/only.ts'],
    ['FooTest.java', 'app/src/test/java/com/acme/FooTest.java'],
    ['/ci/repo/setup.py', 'setup.py'],
    // Several files end so, or none is meant.
    ['twice.go', undefined],
    ['/ci/src/same.ts', undefined],
    ['other/BarTest.java', undefined],
    ['com/acme/other/BarTest.java', 'app/src/test/java/com/acme/other/BarTest.java'],
    ['/usr/lib/python3/setup.py', undefined],
    ['/ci/node_modules/x/src/a.ts', undefined],
    ['/elsewhere/deep/foo_test.go', undefined],
    // In the checkout, but not of the repository.
    ['/ws/build/src/a.ts', undefined],
    ['missing.py', undefined],
    ['../../etc/passwd', undefined],
    ['/ws/../etc/passwd', undefined],
    ['../src/a.ts', undefined],
    ['/ws', undefined],
    ['.', undefined],
    ['src/a.ts\n', 'src/a.ts'],
    ['src/a\n.ts', undefined],
    ['x'.repeat(2_000), undefined],
    ['__proto__', undefined],
    ['::error::X', undefined],
  ])('%j is %j', (file, expected) => {
    expect(place({ file })?.file).toBe(expected);
  });

  test('is relative to the folder where the tests ran, and that folder is preferred', () => {
    expect(place({ file: 'src/same.ts' }, '/ws/web')?.file).toBe('web/src/same.ts');
    expect(place({ file: '../api/src/same.ts' }, '/ws/web')?.file).toBe('api/src/same.ts');
    expect(place({ file: '/app/src/same.ts' }, '/ws/web')?.file).toBe('web/src/same.ts');
    expect(place({ file: 'same.ts' }, '/ws/api')?.file).toBe('api/src/same.ts');
    expect(place({ file: 'web/src/same.ts' }, '/ws/api')?.file).toBe('web/src/same.ts');
  });

  test('in a workspace of Windows', () => {
    const options = { workspace: 'D:\\a\\repo', folder: 'D:\\a\\repo\\api', listFiles: () => files };
    const found = createPlaces(options).of({
      file: 'D:\\a\\repo\\src\\a.ts',
      line: 2,
      className: '',
      message: '',
      details: '',
    });
    expect(found).toEqual({ file: 'src/a.ts', line: 2 });
  });

  test.each([
    [7, 7],
    [0, undefined],
    [-1, undefined],
    [1.5, undefined],
    [undefined, undefined],
  ])('line %j is %j', (line, expected) => {
    expect(place({ file: 'src/a.ts', line })).toEqual({ file: 'src/a.ts', line: expected });
  });

  test('without a line it is taken from the trace, of that file alone', () => {
    const details = 'at f (/ws/api/src/only.ts:1:2)\nat g (/ws/src/a.ts:33:2)';
    expect(place({ file: 'src/a.ts', details })).toEqual({ file: 'src/a.ts', line: 33 });
  });
});

describe('the first line of the stack trace in the repository', () => {
  test.each([
    ['Python', 'Traceback\n  File "/usr/lib/unittest/case.py", line 9, in run\n  File "tests/test_x.py", line 3, in f'],
    ['pytest, short', 'tests/test_x.py:3: AssertionError'],
    ['pytest, long', '>   assert 1 == 2\nE   assert\n\ntests/test_x.py:3: AssertionError'],
  ])('%s', (_what, details) => {
    expect(place({ details })).toEqual({ file: 'tests/test_x.py', line: 3 });
  });

  test.each([
    ['Node', 'Error: x\n    at node:internal/x:1:2\n    at f (/ws/src/a.ts:3:5)', 'src/a.ts', 3],
    ['Node, bare', '    at /ws/src/a.ts:3:5', 'src/a.ts', 3],
    ['Node, ESM', '    at async file:///ws/src/a%20b.ts:3:5', 'src/a b.ts', 3],
    ['Node, another machine', '    at Object.<anonymous> (/home/r/w/src/a.ts:3:5)', 'src/a.ts', 3],
    ['Jest', '    at f (/ws/node_modules/x/src/a.ts:1:1)\n    at g (src/a.ts:30:5)', 'src/a.ts', 30],
    ['Jest, a blank in the path', '    at f (src/a b.ts:3:5)', 'src/a b.ts', 3],
    [
      'Java',
      'java.lang.E: x\n\tat org.junit.Assert.fail(Assert.java:89)\n\tat com.acme.FooTest.t(FooTest.java:12)',
      'app/src/test/java/com/acme/FooTest.java',
      12,
    ],
    [
      'Java, two classes of one name',
      '\tat app//com.acme.other.BarTest.t(BarTest.java:12)',
      'app/src/test/java/com/acme/other/BarTest.java',
      12,
    ],
    [
      'Java, a nested class',
      '\tat com.acme.FooTest$In.t(FooTest.java:4)',
      'app/src/test/java/com/acme/FooTest.java',
      4,
    ],
    ['Go', '--- FAIL: TestX\n    foo_test.go:12: bad', 'pkg/foo_test.go', 12],
    ['Go, testify', '        \tError Trace:\t/home/x/repo/pkg/foo_test.go:12', 'pkg/foo_test.go', 12],
    [
      'Go, a panic',
      '\t/usr/local/go/src/testing/testing.go:1 +0x1\n\t/x/pkg/foo_test.go:12 +0x1d',
      'pkg/foo_test.go',
      12,
    ],
    ['Ruby', "Failure/Error: x\n\n# ./spec/x_spec.rb:3:in 'block'", 'spec/x_spec.rb', 3],
    ['Ruby, a library kept here', './vendor/own/kept.rb:3:in `x`', 'vendor/own/kept.rb', 3],
    ['.NET', '   at A.B() in C:\\src dir\\Acme.Tests\\FooTests.cs:line 12', 'Acme.Tests/FooTests.cs', 12],
    ['PHP', '/app/vendor/phpunit/TestCase.php:1\n/app/tests/Unit/PhpTest.php:12', 'tests/Unit/PhpTest.php', 12],
    ['PHP, in parentheses', '#0 /app/tests/Unit/PhpTest.php(12): x()', 'tests/Unit/PhpTest.php', 12],
    ['Dart', 'package:test_api expect\ntest/a_test.dart 12:5  main.<fn>', 'test/a_test.dart', 12],
    ['Rust', "thread 'x' panicked at src/lib.rs:12:5:", 'src/lib.rs', 12],
    ['C++', '/b/test/calc.cpp:12: Failure', 'test/calc.cpp', 12],
    ['C++, of Visual Studio', 'c:\\b\\test\\calc.cpp(12): error', 'test/calc.cpp', 12],
  ])('%s', (_what, details, file, line) => {
    expect(place({ details })).toEqual({ file, line });
  });

  test('what leads out, or is no place, is passed over', () => {
    const details = [
      'connect localhost.com:8080',
      'at 10.5:3',
      'File "../../etc/passwd.py", line 3',
      'at f (/etc/x.ts:1:1)',
      '/ws/../etc/a.py:3',
      `${'('.repeat(3_000)}src/a.ts:1`,
      'src/a.ts:0',
      'src/a.ts:99999999',
    ].join('\n');
    expect(place({ details })).toBeUndefined();
  });

  test('the message is looked at too', () => {
    expect(place({ message: 'foo_test.go:12: bad' })).toEqual({ file: 'pkg/foo_test.go', line: 12 });
  });
});

describe('the class', () => {
  test.each([
    ['com.acme.FooTest', 'app/src/test/java/com/acme/FooTest.java'],
    ['com.acme.FooTest$Inner', 'app/src/test/java/com/acme/FooTest.java'],
    ['com.acme.other.BarTest', 'app/src/test/java/com/acme/other/BarTest.java'],
    ['other.BarTest', undefined],
    ['com.acme.KotTest', 'app/src/test/kotlin/KotTest.kt'],
    ['tests.test_x', 'tests/test_x.py'],
    ['tests.test_x.TestY', 'tests/test_x.py'],
    ['tests.test_x.TestY.TestZ', 'tests/test_x.py'],
    ['Tests\\Unit\\PhpTest', 'tests/Unit/PhpTest.php'],
    ['Acme.Tests.FooTests', 'Acme.Tests/FooTests.cs'],
    ['spec.x_spec', 'spec/x_spec.rb'],
    ['src/a.ts', 'src/a.ts'],
    ['A button that is pressed', undefined],
    ['com.acme.Missing', undefined],
    ['x'.repeat(9_000), undefined],
    ['a.'.repeat(3_000), undefined],
  ])('%j is in %j', (className, file) => {
    expect(place({ className })).toEqual(file === undefined ? undefined : { file, line: undefined });
  });

  test('a path of the folder where the tests ran', () => {
    expect(place({ className: 'src/same.ts' }, '/ws/web')?.file).toBe('web/src/same.ts');
  });

  test('comes after the stack trace', () => {
    const found = place({ className: 'com.acme.FooTest', details: 'at f (src/a.ts:3:5)' });
    expect(found).toEqual({ file: 'src/a.ts', line: 3 });
  });
});

describe('where nobody knows the files of the repository', () => {
  test.each([
    ['a path in the workspace', { file: 'src/x.py', line: 3 }, { file: 'src/x.py', line: 3 }],
    ['a path out of it', { file: '../x.py' }, undefined],
    ['another machine', { file: '/ci/x.py' }, undefined],
    ['an absolute line of a trace', { details: 'at f (/ws/x.ts:3:5)' }, { file: 'x.ts', line: 3 }],
    ['a library', { details: 'at f (/ws/node_modules/x.ts:3:5)' }, undefined],
    ['a bare name', { details: 'x_test.go:3: bad' }, undefined],
    ['a class', { className: 'com.acme.FooTest' }, undefined],
  ])('%s', (_what, over, expected) => {
    const places = createPlaces({ workspace: '/ws', folder: '/ws', listFiles: () => undefined });
    const found = places.of({ file: '', line: undefined, className: '', message: '', details: '', ...over });
    expect(found).toEqual(expected);
  });
});

test.each([
  ['of one name', (index: number) => `m${index}/src/index.test.ts`],
  ['of many names', (index: number) => `src/test/java/com/acme/p${index % 100}/Foo${index}Test.java`],
])('20,000 failures among 20,000 files %s: as many steps for each as for few', (_what, name) => {
  const steps = (count: number) => {
    const list = Array.from({ length: count }, (_, index) => name(index));
    let reads = 0;
    const counted = new Proxy(list, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key, receiver);
      },
    });
    const lists = jest.fn(() => counted);
    const places = createPlaces({ workspace: '/ws', folder: '/ws', listFiles: lists });
    const spies = [
      jest.spyOn(Map.prototype, 'get'),
      jest.spyOn(Map.prototype, 'set'),
      jest.spyOn(Set.prototype, 'has'),
    ];
    for (const [index, file] of list.entries()) {
      const found = places.of({
        file: '',
        line: undefined,
        className: `com.acme.Missing${index}`,
        message: '',
        details: `at /usr/lib/x.js:1:1\nat f (/ci/${file.split('/').slice(-3).join('/')}:3:5)`,
      });
      if (found?.file !== file) throw new Error(`${file} is not found`);
    }
    const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    for (const spy of spies) spy.mockRestore();
    expect(lists).toHaveBeenCalledTimes(1);
    expect(reads).toBe(count);
    return calls / count;
  };
  expect(steps(20_000)).toBeLessThanOrEqual(steps(200) * 1.1);
});

const run = { serverUrl: 'https://github.com', repository: 'org/repo', sha: 'abc' };

test.each([
  ['a b/c.py', 7, 'https://github.com/org/repo/blob/abc/a%20b/c.py#L7'],
  ['x)](http://evil', undefined, 'https://github.com/org/repo/blob/abc/x%29%5D%28http%3A//evil'],
])('the page of %j', (file, line, url) => {
  expect(sourceUrl(file, line, run)).toEqual({ file, line, url });
});

test('no page where the run says nothing of a repository', () => {
  expect(sourceUrl('a.py', 1, { ...run, repository: '' })).toEqual({ file: 'a.py', line: 1 });
  expect(sourceUrl(undefined, 1, run)).toBeUndefined();
});
