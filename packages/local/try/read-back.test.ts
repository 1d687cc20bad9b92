import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFaults } from '../faults/faults.ts';
import { readBack } from './read-back.ts';
import { renderHoldings } from './render-holdings.ts';
import { makeRepository } from './repository.ts';
import { startWorld, type World } from './world.ts';

let below = '';
let world: World;
beforeEach(async () => {
  below = mkdtempSync(path.join(tmpdir(), 'read-back-'));
  const source = path.join(below, 'source', 'My dags (2)');
  mkdirSync(source, { recursive: true });
  writeFileSync(path.join(source, 'a'), '');
  const repository = await makeRepository(source, below);
  world = await startWorld(repository, ['qa', 'staging'], {
    dist: below,
    state: path.join(below, 'aws'),
    faults: createFaults(),
  });
});
afterEach(async () => {
  await world.close();
  rmSync(below, { recursive: true, force: true });
});

test('each publish of a bucket has a row, with the files below its own prefix', async () => {
  expect(world.environments.map(({ bucket }) => bucket)).toEqual(['org-my-dags--2-qa', 'org-my-dags--2-staging']);
  const bucket = world.aws.s3.bucket('org-my-dags--2-qa');
  const manifest = (digest: string, more = {}) =>
    JSON.stringify({ digest, version: digest, commit: 'c'.repeat(40), ...more });
  bucket.put('.ci-actions/dags.json', manifest('root', { requirements: { key: 'req/r.txt' } }));
  bucket.put('.ci-actions/dags/team/a.json', manifest('a'));
  bucket.put('.ci-actions/other.json', '{}');
  const { versionId } = bucket.put('req/r.txt', 'x==1');
  for (const key of ['one.py', 'team/b/two.py', 'team/a/three.py', 'team/a/x/four.py']) bucket.put(key, '12345');
  const holdings = await readBack(world);
  expect(holdings).toMatchObject([
    { environment: 'qa', prefix: '', digest: 'root', files: 2, bytes: 10, requirements: versionId, plugins: '' },
    { environment: 'qa', prefix: 'team/a/', digest: 'a', files: 2, bytes: 10, requirements: '', recorded: '' },
    { environment: 'staging', prefix: '', digest: '', files: 0 },
  ]);
  expect(
    renderHoldings(holdings)
      .split('\n')
      .map((line) => line.split(/ {2,}/).slice(0, 4)),
  ).toEqual([
    ['Environment', 'Version', 'Digest', 'Prefix'],
    ['qa', 'root', 'root', '/'],
    ['qa', 'a', 'a', 'team/a/'],
    ['staging', 'nothing'],
  ]);
});
