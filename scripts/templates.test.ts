import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintWorkflow, renderFindings } from '@ci-actions/local/runner/lint';
import { describe, expect, test } from '@jest/globals';
import { root } from './root.ts';

const folder = path.join(root, 'action-templates');
const actions = { 'org/ci-actions': path.join(root, 'actions') };
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => name.slice(0, -'.yml'.length));
/** Those of GitHub's starter workflows that are not a language. */
const categories = ['continuous-integration', 'deployment', 'testing', 'utilities', 'python', 'javascript'];

test('there is a template, and every file of the folder belongs to one', () => {
  expect(names).toContain('dags');
  const known = [...names.flatMap((name) => [`${name}.yml`, `${name}.properties.json`, `${name}.svg`]), 'README.md'];
  expect(readdirSync(folder).filter((file) => !known.includes(file))).toEqual([]);
});

describe.each(names)('%s', (name) => {
  test('passes GitHub’s own validator, with our action.yml files, and the rules of the house', async () => {
    const file = path.join(folder, `${name}.yml`);
    const findings = await lintWorkflow(readFileSync(file, 'utf8'), { actions });
    expect(renderFindings(`${name}.yml`, findings)).toBe('');
  });

  test('has its properties in the format of GitHub’s workflow templates', () => {
    const properties = JSON.parse(readFileSync(path.join(folder, `${name}.properties.json`), 'utf8'));
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
    for (const pattern of properties.filePatterns) expect(() => new RegExp(pattern)).not.toThrow();
  });
});

test('the validator sees a wrong input, so that what passes it means something', async () => {
  const text = readFileSync(path.join(folder, 'dags.yml'), 'utf8').replace('bucket:', 'bukket:');
  expect(renderFindings('dags.yml', await lintWorkflow(text, { actions }))).toMatch(/bukket/);
});

test('our own workflows pass it too', async () => {
  const own = path.join(root, '.github/workflows');
  for (const file of readdirSync(own)) {
    expect(renderFindings(file, await lintWorkflow(readFileSync(path.join(own, file), 'utf8'), { actions }))).toBe('');
  }
});
