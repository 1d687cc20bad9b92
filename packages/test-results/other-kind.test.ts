import path from 'node:path';
import { expect, test } from '@jest/globals';
import { isOtherKind } from './other-kind.ts';
import { readFile } from './read-file.ts';
import { inFolder } from './test-tools.ts';

test.each([
  ['<project name="p"><target/></project>', true],
  ['{"status": "passed", "failedTests": []}', true],
  ['Segmentation fault (core dumped)', false],
  ['', false],
  ['<testsuite><testcase>', false],
  ['<project', false],
])('%j', async (content, expected) => {
  const outcome = await inFolder({ 'r.xml': content }, (folder) => readFile(path.join(folder, 'r.xml'), 'r.xml'));
  expect(!outcome.readable && isOtherKind(outcome)).toBe(expected);
});
