import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkInputs, inputsFor } from './dispatch-inputs.ts';
import { environmentsNamedBy, workflowsOf } from './workflow-files.ts';

let work = '';
beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'inputs-'));
  mkdirSync(path.join(work, '.github/workflows'), { recursive: true });
  const write = (name: string, on: string, job = '') =>
    writeFileSync(
      path.join(work, '.github/workflows', name),
      `on: ${on}\njobs: { a: { runs-on: x, ${job}steps: [{ run: x }] } }\n`,
    );
  write('broken.yml', '[push');
  write(
    'choice.yml',
    '{ workflow_dispatch: { inputs: { environment: { type: choice, options: [qa, prod] }, dry: {} } } }',
  );
  write('hand.yml', 'workflow_dispatch', 'environment: { name: eu }, ');
  write('push.yml', '[push]', 'environment: "${{ github.ref_name }}", ');
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

test('the environments that workflows name: to choose from, and in a job', async () => {
  expect(await environmentsNamedBy(work, workflowsOf(work))).toEqual(['qa', 'prod', 'eu']);
});

describe('inputs', () => {
  test('one workflow that takes it is enough', async () => {
    await expect(checkInputs(work, workflowsOf(work), { environment: 'qa', dry: 'x' })).resolves.toBeUndefined();
  });

  test.each([
    [
      undefined,
      'No workflow that can be started by hand takes the input enviroment: .github/workflows/choice.yml takes environment and dry; .github/workflows/hand.yml takes none.',
    ],
    [
      'push.yml',
      'No workflow that can be started by hand takes the input enviroment: .github/workflows/push.yml cannot.',
    ],
  ])('one that none of %s takes is refused', async (only, message) => {
    await expect(checkInputs(work, workflowsOf(work, only), { enviroment: 'qa' })).rejects.toThrow(message);
  });

  test.each([
    [
      'nothing to choose from',
      { environment: { default: undefined, options: [] } },
      {},
      { environment: 'development' },
    ],
    ['a default of its own', { environment: { default: 'qa', options: [] } }, {}, {}],
    ['choices of its own', { environment: { default: undefined, options: ['qa'] } }, {}, {}],
    ['a person', { environment: { default: 'qa', options: [] } }, { environment: 'x' }, { environment: 'x' }],
    ['no such input', {}, { environment: 'x', other: 'y' }, {}],
  ])('the environment with %s', (_what, asked, given, expected) => {
    expect(inputsFor(asked, given)).toEqual(expected);
  });
});
