import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import { readVersions } from './read-versions.ts';
import { commit, git, type LocalRepository, makeRepository } from './repository.ts';
import { tagVersion } from './tag-version.ts';
import { startWorld, type World } from './world.ts';

let below = '';
let repository: LocalRepository;
let world: World;
beforeEach(async () => {
  below = mkdtempSync(path.join(tmpdir(), 'read-versions-'));
  const source = path.join(below, 'source', 'shop');
  mkdirSync(source, { recursive: true });
  writeFileSync(path.join(source, 'pyproject.toml'), '[project]\nname = "shop"\nversion = "0.0.0"\n');
  repository = await makeRepository(source, below);
  world = await startWorld(repository, ['production'], {
    dist: below,
    state: path.join(below, 'aws'),
    faults: createFaults(),
  });
});
afterEach(async () => {
  await world.close();
  rmSync(below, { recursive: true, force: true });
});

const head = () => git(repository.work, 'rev-parse', 'HEAD');
const release = (body: object) => post('releases', { contents: 'write' }, body);
async function post(what: string, permissions: Record<string, 'write'>, body: object): Promise<{ id: number }> {
  const { token } = world.github.mintToken({ permissions });
  const answer = await fetch(`${world.github.apiUrl}/repos/org/shop/${what}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { id: number };
}

test('a repository without tags has no version', async () => {
  expect(await readVersions(world)).toEqual([]);
});

test('the version before is on a commit beside the branch, which says what it was made from', async () => {
  const source = await head();
  await tagVersion(repository, '1.0.0');
  expect([await head(), await git(repository.work, 'rev-parse', '--abbrev-ref', 'HEAD')]).toEqual([source, 'main']);
  const [row] = await readVersions(world);
  expect(row).toMatchObject({ tag: 'v1.0.0', annotated: true, source, says: '1.0.0', release: 'none', recorded: [] });
  expect(await git(repository.remote, 'rev-parse', `${row?.commit}^`)).toBe(source);
});

test('each tag has a row, the oldest first, with its release and its record', async () => {
  const { work } = repository;
  const versions = ['v1.9.0', 'v1.10.0', 'v2.0.0-rc.1', 'v2.0.0'];
  const commits: string[] = [];
  for (const tag of versions) {
    writeFileSync(path.join(work, 'package.json'), JSON.stringify({ version: tag.slice(1) }));
    rmSync(path.join(work, 'pyproject.toml'), { force: true });
    commits.push(await commit(work, tag));
    await git(work, 'tag', tag);
  }
  await git(work, 'push', '--quiet', 'origin', 'main', '--tags');
  await release({ tag_name: 'v1.9.0', body: '## Features\n\n- teapots (#1)\n- mugs\n' });
  await release({ tag_name: 'v1.10.0', body: 'Mugs.' });
  await release({ tag_name: 'v2.0.0-rc.1', prerelease: true });
  await release({ tag_name: 'v2.0.0', draft: true });
  const record = { kind: 'library', version: '1.10.0', commit: commits[1], digest: 'sha256:0', target: 'org/shop v*' };
  const { id } = await post(
    'deployments',
    { deployments: 'write' },
    { ref: commits[1], environment: 'production', required_contexts: [], auto_merge: false, payload: record },
  );
  await post(`deployments/${id}/statuses`, { deployments: 'write' }, { state: 'success' });

  const none = { annotated: false, notes: '', recorded: [] };
  expect(await readVersions(world)).toEqual(
    [
      { ...none, release: 'release', notes: 'teapots (#1)' },
      { ...none, release: 'latest', notes: 'Mugs.', recorded: ['production'] },
      { ...none, release: 'pre-release' },
      { ...none, release: 'draft' },
    ].map((row, index) => {
      const [tag = '', sha] = [versions[index], commits[index]];
      return { ...row, tag, commit: sha, source: sha, says: tag.slice(1) };
    }),
  );
  expect(world.github.violations).toEqual([]);
});
