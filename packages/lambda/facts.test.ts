import { expect, test } from '@jest/globals';
import { lambdaFacts } from './facts.ts';
import type { LambdaArtifact } from './lambda-artifact.ts';
import type { LambdaPlan } from './lambda-plan.ts';

const artifact = (folders: readonly { path: string; bytes: number }[], size = 2_000): LambdaArtifact => ({
  kind: 'lambda',
  name: 'orders',
  version: 'v1',
  commit: 'a'.repeat(40),
  digest: `sha256:${'b'.repeat(64)}`,
  code: { kind: 'zip', zip: { file: 'x.zip', size, unzippedSize: 9_000, sha256: 'b'.repeat(64), folders } },
});
const plan = (more: Partial<LambdaPlan> = {}): LambdaPlan => ({
  target: { environment: 'staging', place: 'orders' },
  live: undefined,
  steps: [],
  unchanged: 0,
  object: undefined,
  work: undefined,
  version: undefined,
  comparison: undefined,
  ...more,
});

test('sizes and the largest folders, largest first', () => {
  const folders = [
    { path: '.', bytes: 10 },
    { path: 'numpy', bytes: 8_000 },
  ];
  expect(lambdaFacts(artifact(folders), plan({ version: '7' }))).toEqual([
    ['Function version', '`7`'],
    ['Size', '2.0 kB, 9.0 kB unzipped'],
    ['Largest folders', '`numpy` 8.0 kB, `.` 10 B'],
  ]);
});

test('of many folders and files the first ten, and how many more there are', () => {
  const many = Array.from({ length: 12 }, (_, n) => `f${n}`);
  const facts = Object.fromEntries(
    lambdaFacts(
      artifact(many.map((path) => ({ path, bytes: 1 }))),
      plan({ comparison: { sizeBefore: 3_000, files: { added: many, changed: [], removed: ['a|b`c'] } } }),
    ),
  );
  expect(facts['Largest folders']).toMatch(/`f9` 1 B and 2 more folders$/);
  expect(facts['Since the version before']).toMatch(
    /^3\.0 kB → 2\.0 kB \(−1\.0 kB\); 12 files added: `f0`.*`f9` and 2 more; 1 file removed: `` a\|b`c ``$/,
  );
});

test('nothing is said of what is not known', () => {
  const comparison = { sizeBefore: 0, files: undefined };
  expect(lambdaFacts(artifact([]), plan({ comparison })).map(([title]) => title)).toEqual(['Size']);
});
