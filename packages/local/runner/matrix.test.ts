import { describe, expect, test } from '@jest/globals';
import { legName, matrixLegs } from './matrix.ts';

describe('the legs of a matrix', () => {
  test.each([
    [
      'the first vector turns slowest',
      { a: [1, 2], b: ['x', 'y'] },
      [
        { a: 1, b: 'x' },
        { a: 1, b: 'y' },
        { a: 2, b: 'x' },
        { a: 2, b: 'y' },
      ],
    ],
    ['exclude goes by part', { a: [1, 2], b: ['x', 'y'], exclude: [{ a: 1 }, { a: 2, b: 'y' }] }, [{ a: 2, b: 'x' }]],
    ['include alone', { include: [{ a: 1 }, { a: 2, b: 3 }] }, [{ a: 1 }, { a: 2, b: 3 }]],
    [
      // The example of GitHub's documentation.
      'include adds, overwrites what it added, and makes legs of its own',
      {
        fruit: ['apple', 'pear'],
        animal: ['cat', 'dog'],
        include: [
          { color: 'green' },
          { color: 'pink', animal: 'cat' },
          { fruit: 'apple', shape: 'circle' },
          { fruit: 'banana' },
          { fruit: 'banana', animal: 'cat' },
        ],
      },
      [
        { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' },
        { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
        { fruit: 'pear', animal: 'cat', color: 'pink' },
        { fruit: 'pear', animal: 'dog', color: 'green' },
        { fruit: 'banana' },
        { fruit: 'banana', animal: 'cat' },
      ],
    ],
    [
      'objects are compared by what the rule names',
      { a: [{ n: 1, m: 1 }, { n: 2 }], exclude: [{ a: { n: 1 } }] },
      [{ a: { n: 2 } }],
    ],
  ])('%s', (_title, matrix, legs) => {
    expect(matrixLegs('job', matrix)).toEqual(legs);
  });

  test.each([
    [{ a: [] }, "Matrix vector 'a' of job job does not contain any values."],
    [{ a: 'x' }, "Matrix vector 'a' of job job is no list."],
    ['x', 'The matrix of job job is no map.'],
    [{ a: [1], exclude: [{ a: 1 }] }, 'has no combination left'],
    [{ a: Array(20).fill(0), b: Array(20).fill(0) }, 'GitHub allows 256'],
    [{ a: [1], include: ['x'] }, 'is no list of maps'],
  ])('%j is refused', (matrix, message) => {
    expect(() => matrixLegs('job', matrix)).toThrow(message);
  });
});

test('a leg is named by its values', () => {
  expect(legName('publish', { environment: 'staging', n: { m: 3 } })).toBe('publish (staging, 3)');
  expect(legName('publish', undefined)).toBe('publish');
});
