import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { lintWorkflow } from '../runner/lint.ts';
import { withoutSource } from './without-source.ts';

const template = readFileSync(path.join(process.cwd(), 'action-templates/lambda.yml'), 'utf8');

test('the template goes on without one of its functions', async () => {
  const workflow = withoutSource(template, 'functions/orders');
  expect(parse(workflow).jobs.publish.steps.at(-1).with).toMatchObject({
    source: 'functions/receipts\n',
    function: '{name}-{environment}',
  });
  const actions = { 'org/ci-actions': path.join(process.cwd(), 'actions') };
  expect(await lintWorkflow(workflow, { actions })).toEqual([]);
});

test('a function that is not there is a mistake', () => {
  expect(() => withoutSource(template, 'functions/other')).toThrow(
    'No step of the workflow has functions/other in its input `source`.',
  );
});
