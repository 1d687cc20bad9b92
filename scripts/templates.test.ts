import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintWorkflow, renderFindings } from '@ci-actions/local/runner/lint';
import { describe, expect, test } from '@jest/globals';
import { root } from './root.ts';
import { templateProblems } from './template-rules.ts';

const folder = path.join(root, 'action-templates');
const actions = { 'org/ci-actions': path.join(root, 'actions') };
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => name.slice(0, -'.yml'.length));
/** Those of GitHub's starter workflows that are not a language. */
const categories = ['continuous-integration', 'deployment', 'testing', 'utilities', 'python', 'javascript'];

const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

test('there is a template for each kind and for tests, and every file of the folder belongs to one', () => {
  expect(names).toEqual(
    expect.arrayContaining(['application', 'data-task', 'dags', 'lambda', 'library', 'test', 'test-report-fork']),
  );
  const known = [...names.flatMap((name) => [`${name}.yml`, `${name}.properties.json`, `${name}.svg`]), 'README.md'];
  expect(readdirSync(folder).filter((file) => !known.includes(file))).toEqual([]);
});

describe.each(names)('%s', (name) => {
  test('passes GitHub’s own validator, with our action.yml files, and the rules of the house', async () => {
    const findings = await lintWorkflow(read(`${name}.yml`), { actions });
    expect(renderFindings(`${name}.yml`, findings)).toBe('');
    expect(templateProblems(read(`${name}.yml`))).toEqual([]);
  });

  test('begins with what it is for, and marks what somebody may have otherwise', () => {
    expect(read(`${name}.yml`)).toMatch(/^# [A-Z]/);
    expect(read(`${name}.yml`)).toMatch(/ # yours\b/);
  });

  test('has one line in the README, which names it and its file', () => {
    expect(
      read('README.md').match(new RegExp(`^\\| \\[\`${name}\\.yml\`\\]\\(${name}\\.yml\\) \\| \\S.* \\|$`, 'gm')),
    ).toHaveLength(1);
  });

  test('has its properties in the format of GitHub’s workflow templates', () => {
    const properties = JSON.parse(read(`${name}.properties.json`));
    expect(properties).toEqual({
      name: expect.stringMatching(/\S/),
      description: expect.stringMatching(/\.$/),
      iconName: expect.stringMatching(/^(octicon [a-z-]+|[a-z-]+)$/),
      categories: expect.any(Array),
      filePatterns: expect.any(Array),
    });
    if (!properties.iconName.startsWith('octicon '))
      expect(existsSync(path.join(folder, `${properties.iconName}.svg`))).toBe(true);
    for (const category of properties.categories) expect(categories).toContain(category);
    // GitHub holds them against the names at the top of a repository.
    for (const pattern of properties.filePatterns) expect(() => new RegExp(pattern)).not.toThrow();
    for (const pattern of properties.filePatterns) expect(pattern).toMatch(/^\^[^/]+\$$/);
  });
});

test('actions of others are the same commit in all templates, so that an update misses none', () => {
  const pins = names.flatMap((name) => read(`${name}.yml`).match(/(?<=uses: )(?!org\/)\S+@.*$/gm) ?? []);
  const actions = pins.map((pin) => pin.replace(/@.*/, ''));
  expect(new Set(pins).size).toBe(new Set(actions).size);
});

test.each<[string, string, string, string, RegExp]>([
  ['an input that is not there', 'dags', 'bucket:', 'bukket:', /Invalid action input 'bukket'/],
  [
    'an input that is missing',
    'dags',
    '          environment: ${{ matrix.environment }}\n',
    '',
    /required input.*environment/i,
  ],
  ['an action that is not there', 'test', '/test-report@', '/test-raport@', /Unable to resolve action/],
  ['a function that is not there', 'test', 'hashFiles(', 'hashFile(', /hashFile/],
  [
    'a context that is not there',
    'lambda',
    'vars.LAMBDA_BUCKET',
    'var.LAMBDA_BUCKET',
    /Unrecognized named-value: 'var'/,
  ],
  ['a job that is not there', 'dags', 'needs.environments.outputs.any', 'needs.environment.outputs.any', /environment/],
  ['a step that is not there', 'test', 'steps.packages.outcome', 'steps.package.outcome', /package/],
  ['an action of others by its tag', 'application', /@[0-9a-f]{40} # (v[\d.]+)/.source, '@$1', /is not pinned/],
  ['no limit of time', 'application', ' +timeout-minutes: 15\n', '', /has no timeout-minutes/],
])('the validator sees %s, so that what passes it means something', async (_what, name, from, to, said) => {
  const good = read(`${name}.yml`);
  const text = good.includes(from) ? good.replace(from, () => to) : good.replace(new RegExp(from), to);
  expect(text).not.toBe(good);
  expect(renderFindings(`${name}.yml`, await lintWorkflow(text, { actions }))).toMatch(said);
});

test('our own workflows pass it too', async () => {
  const own = path.join(root, '.github/workflows');
  for (const file of readdirSync(own)) {
    expect(renderFindings(file, await lintWorkflow(readFileSync(path.join(own, file), 'utf8'), { actions }))).toBe('');
  }
});
