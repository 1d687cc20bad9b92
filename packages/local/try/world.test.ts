import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { publishFunctions } from './world.ts';

test('the roles here may do what the README of zip-lambda asks for, and no more', () => {
  const readme = readFileSync(path.join(process.cwd(), 'actions/zip-lambda/README.md'), 'utf8');
  const [, policy = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? [];
  const asked = (policy.match(/"lambda:\w+"/g) ?? []).map((action) => action.slice(1, -1));
  expect(asked.sort()).toEqual([...publishFunctions].sort());
});
