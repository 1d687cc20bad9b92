import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findFiles } from './find-files.ts';
import { inFolder } from './test-tools.ts';

const tree = {
  'junit.xml': '',
  'a/junit-unit.xml': '',
  'a/target/TEST-x.xml': '',
  'a/other.xml': '',
  '.junitxml/one.xml': '',
  'test-results/deep/er.xml': '',
  'test-results/notes.txt': '',
  'test-results/.last-run.json': '',
  'net/TestResults/run.trx': '',
  'ctrf/ctrf-report.json': '',
  'tap/all.tap': '',
  'tap/go.jsonl': '',
  'tap/page.html': '',
  'node_modules/p/junit.xml': '',
  'a/node_modules/p/junit.xml': '',
  '.git/junit.xml': '',
  'w[1]/TEST-a.xml': '',
  'w[1]/sub/x.xml': '',
};

async function names(patterns: readonly string[], folder = ''): Promise<readonly string[]> {
  return inFolder(tree, async (workspace) =>
    (await findFiles(workspace, path.join(workspace, folder), patterns)).map(({ name }) => name),
  );
}

describe('finds', () => {
  test.each([
    [
      'the usual places',
      [],
      '',
      [
        '.junitxml/one.xml',
        'a/junit-unit.xml',
        'a/target/TEST-x.xml',
        'ctrf/ctrf-report.json',
        'junit.xml',
        'net/TestResults/run.trx',
        'test-results/.last-run.json',
        'test-results/deep/er.xml',
        'w[1]/TEST-a.xml',
      ],
    ],
    [
      'the usual places, less some',
      ['!a/**', '!w*/**', '!**/*.{trx,json}'],
      '',
      ['.junitxml/one.xml', 'junit.xml', 'test-results/deep/er.xml'],
    ],
    ['a file', ['a/other.xml'], '', ['a/other.xml']],
    ['a folder', ['test-results'], '', ['test-results/.last-run.json', 'test-results/deep/er.xml']],
    ['a folder of other formats', ['tap'], '', ['tap/all.tap', 'tap/go.jsonl']],
    ['a folder with a slash', ['a/target/'], '', ['a/target/TEST-x.xml']],
    ['a glob, less another', ['a/**/*.xml', '!a/other.xml'], '', ['a/junit-unit.xml', 'a/target/TEST-x.xml']],
    ['each file once', ['junit.xml', './junit.xml', '*.xml'], '', ['junit.xml']],
    ['from the working directory', ['*.xml'], 'a', ['a/junit-unit.xml', 'a/other.xml']],
    ['from the working directory up', ['../junit.xml'], 'a', ['junit.xml']],
    ['the usual places of the working directory', [], 'a', ['a/junit-unit.xml', 'a/target/TEST-x.xml']],
    ['in a folder whose name has brackets', ['**/*.xml'], 'w[1]', ['w[1]/TEST-a.xml', 'w[1]/sub/x.xml']],
    ['nothing', ['no/*.xml'], '', []],
    ['everything of the checkout', ['.'], 'a/target', ['a/target/TEST-x.xml']],
  ])('%s', async (_what, patterns, folder, expected) => {
    expect(await names(patterns, folder)).toEqual(expected);
  });

  test('by an absolute path in the workspace', async () => {
    await inFolder(tree, async (workspace) => {
      const found = await findFiles(workspace, workspace, [`${workspace}/a/*.xml`]);
      expect(found.map(({ name }) => name)).toEqual(['a/junit-unit.xml', 'a/other.xml']);
    });
  });
});

test('whether the user named them', async () => {
  await inFolder(tree, async (workspace) => {
    const named = async (patterns: readonly string[]) =>
      new Set((await findFiles(workspace, workspace, patterns)).map((file) => file.named));
    expect(await named(['**/*.xml'])).toEqual(new Set([true]));
    expect(await named(['!a/**'])).toEqual(new Set([false]));
  });
});

test.each([['/etc/*.xml'], ['../*.xml'], ['a/../../x.xml'], ['*/../../x.xml'], ['{../..,a}/*.xml'], ['!../x']])(
  'refuses %s, which leads out of the workspace',
  async (pattern) => {
    await expect(names([pattern])).rejects.toThrow('leads out of the workspace');
  },
);

test('links are not followed, and what a folder that is a link holds is marked', async () => {
  await inFolder({ 'secret/junit.xml': '<testsuite/>', 'ws/junit.xml': '<testsuite/>' }, async (folder) => {
    const workspace = path.join(folder, 'ws');
    await symlink('../secret/junit.xml', path.join(workspace, 'junit-link.xml'));
    await symlink('../secret', path.join(workspace, 'linked'));
    const found = async (pattern: string) =>
      (await findFiles(workspace, workspace, [pattern])).map(({ name, outside }) => [name, outside]);
    expect(await found('**/*.xml')).toEqual([['junit.xml', false]]);
    expect(await found('linked/*.xml')).toEqual([['linked/junit.xml', true]]);
    expect(await found('linked')).toEqual([['linked/junit.xml', true]]);
  });
});
