import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Host } from '@ci-actions/kit/host';
import { silent } from '@ci-actions/log/log';
import { expect, test } from '@jest/globals';
import { run } from './main.ts';

const said: string[] = [];
const at = (workspace: string, inputs: Record<string, string>) =>
  ({
    ...host(inputs),
    context: { workspace, repository: 'org/orders' },
    log: { ...silent, info: (line: string) => void said.push(line) },
  }) as Host;
const host = (inputs: Record<string, string>) => ({ input: (name: string) => inputs[name] ?? '' }) as Host;

test.each([
  ['dag', 'The input `kind` is "dag"; set it to one of: application, data-task, dags, lambda, library, auto.'],
])('kind %j is refused', async (kind, said) => {
  await expect(run(host({ kind }))).rejects.toThrow(said);
});

test('kind dags opens the door of publish-dags-to-s3, whose inputs it passes on', async () => {
  await expect(run(host({ kind: 'dags', environment: 'staging' }))).rejects.toThrow(/The input `bucket` is empty/);
});

test.each(['application', 'data-task'])('kind %s opens the door of publish-image-to-ecr', async (kind) => {
  await expect(run(host({ kind, environment: 'staging' }))).rejects.toThrow(/The input `repository` is empty/);
});

test('kind library opens the door of tag-library, whose inputs it passes on', async () => {
  await expect(run(at('.', { kind: 'library', prefix: '..' }))).rejects.toThrow(/The input `prefix` gives tags/);
});

test('without a kind it looks at the repository, and says what it saw', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'publish-'));
  try {
    await expect(run(at(folder, {}))).rejects.toThrow(/`kind: auto` does not recognise this repository/);
    writeFileSync(path.join(folder, 'pyproject.toml'), '[project]\nname = "orders"\nversion = "1.0.0"\n');
    await expect(run(at(folder, { prefix: '..' }))).rejects.toThrow(/The input `prefix` gives tags/);
    expect(said).toEqual([expect.stringMatching(/^This repository is taken for kind library. Seen: .*pyproject.toml/)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
