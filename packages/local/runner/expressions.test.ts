import { describe, expect, test } from '@jest/globals';
import { evaluate, evaluateCondition, evaluateToString } from './expressions.ts';

const scope = {
  contexts: { github: { ref: 'refs/heads/main', event: { list: [{ n: 'a' }, { n: 'b' }] } }, env: { A: '1' } },
  functions: { success: () => false, always: () => true, hashFiles: (...names: unknown[]) => names.join('+') },
};

describe('evaluate', () => {
  test.each([
    ["'it''s ''quoted'''", "it's 'quoted'"],
    ["format('{0} ''a'' ''b'' {{}}', 'x')", "x 'a' 'b' {}"],
    ['github.event.list.*.n', ['a', 'b']],
    ['fromJSON(\'{"a": [1, true, null]}\')', { a: [1, true, null] }],
    ['toJSON(github.event.list) == toJSON(fromJSON(\'[{"n":"a"},{"n":"b"}]\'))', true],
    ["case(github.ref == 'x', 1, 2)", 2],
    ['secrets.NONE', null],
    ["hashFiles('a', 'b')", 'a+b'],
    ["contains(fromJSON('[\"staging\"]'), 'STAGING')", true],
  ])('%s', (expression, value) => {
    expect(evaluate(expression, scope)).toEqual(value);
  });

  test('a function that the place does not have is an error that names it', () => {
    expect(() => evaluate('failure()', scope)).toThrow("The function failure() cannot be used here, in 'failure()'.");
  });
});

test('as text, nothing is empty and an object is Object', () => {
  expect(['secrets.NONE', 'github.event', 'env.A', '1.5', 'true'].map((text) => evaluateToString(text, scope))).toEqual(
    ['', 'Object', '1', '1.5', 'true'],
  );
});

test.each([
  ['', false],
  ["env.A == '1'", false],
  ["always() && env.A == '1'", true],
  ['always()', true],
])('the condition %j', (condition, holds) => {
  expect(evaluateCondition(condition, scope)).toBe(holds);
});
