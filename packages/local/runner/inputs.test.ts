import { describe, expect, test } from '@jest/globals';
import { callInputs, dispatchInputs } from './inputs.ts';
import { fields } from './node.ts';
import { readWorkflow } from './workflow-file.ts';

const declared = async (inputs: string) => {
  const text = `on: { workflow_dispatch: { inputs: ${inputs} } }\njobs: { a: { runs-on: x, steps: [{ run: a }] } }\n`;
  return fields(fields((await readWorkflow(text, 'a.yml')).fields.on).workflow_dispatch).inputs;
};

describe('the inputs of workflow_dispatch', () => {
  test.each([
    ['{ a: { type: string } }', {}, { a: '' }],
    ['{ a: { default: x } }', {}, { a: 'x' }],
    ['{ a: { type: boolean } }', { a: 'true' }, { a: true }],
    ['{ a: { type: boolean, default: true } }', {}, { a: true }],
    ['{ a: { type: number, default: 3 } }', {}, { a: 3 }],
    ['{ a: { type: choice, options: [x, y] } }', {}, { a: 'x' }],
    ['{ a: { type: choice, options: [x, y] } }', { a: 'y' }, { a: 'y' }],
    ['{ a: { type: environment } }', { a: 'staging' }, { a: 'staging' }],
  ])('%s given %j', async (inputs, given, result) => {
    expect(dispatchInputs(await declared(inputs), given as Record<string, string>, ['staging'])).toEqual(result);
  });

  test.each([
    ['{ a: { required: true } }', {}, "Required input 'a' not provided"],
    ['{ a: { type: choice, options: [x, y] } }', { a: 'z' }, 'one of x, y'],
    ['{ a: { type: boolean } }', { a: 'yes' }, "is true or false, not 'yes'"],
    ['{ a: { type: number } }', { a: 'many' }, "is a number, not 'many'"],
    ['{ a: { type: environment } }', { a: 'nowhere' }, 'one of staging'],
    ['{ a: { type: string } }', { b: 'x' }, 'Unexpected inputs provided: b'],
  ])('%s given %j is refused', async (inputs, given, message) => {
    const nodes = await declared(inputs);
    expect(() => dispatchInputs(nodes, given as unknown as Record<string, string>, ['staging'])).toThrow(message);
  });
});

test('the inputs of a called workflow have types, defaults and no strangers', () => {
  const inputs = {
    n: { type: 'number', required: false, fallback: undefined },
    s: { type: 'string', required: true, fallback: undefined },
  };
  expect(callInputs(inputs, { s: 'x' })).toEqual({ n: 0, s: 'x' });
  expect(() => callInputs(inputs, {})).toThrow('needs the input s');
  expect(() => callInputs(inputs, { s: 'x', n: '3' })).toThrow("is a number, but `with:` gives the string '3'");
  expect(() => callInputs(inputs, { s: 'x', t: 1 })).toThrow('has no input t');
});
