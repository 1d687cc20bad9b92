import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';

test('one file knows the toolkit, and loads it only when it is needed', async () => {
  const folder = new URL('.', import.meta.url);
  const sources = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const knowing: Record<string, string[]> = {};
  for (const name of sources) {
    const text = await readFile(new URL(name, folder), 'utf8');
    const found = text.match(/^.*\b(import|from)\b.*['"]@(actions\/github|octokit\/).*$/gm);
    if (found) knowing[name] = found.map((line) => line.trim());
  }
  expect(knowing).toEqual({ 'octokit.ts': ["const { getOctokit } = await import('@actions/github');"] });
});
