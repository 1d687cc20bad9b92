// What this repository is tested and released by, held to the rules of the templates; and more where it is released.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { lintWorkflow, renderFindings } from '@ci-actions/local/runner/lint';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from './root.ts';
import { templateProblems } from './template-rules.ts';

const folder = path.join(root, '.github/workflows');
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
const actions = { 'org/ci-actions': path.join(root, 'actions') };

/** Everything that is wrong with a workflow of ours. Our own actions, which it has from its checkout, are looked at too. */
async function problemsOf(text: string): Promise<string> {
  const content = text.replace(/(?<=uses: )\.\/dist\/(\S+)/g, 'org/ci-actions/$1@v1');
  const found = [
    renderFindings('workflow.yml', await lintWorkflow(content, { actions })),
    ...templateProblems(content),
  ];
  return found.filter(Boolean).join('\n');
}

interface Step {
  name?: string;
  uses?: string;
  with?: Record<string, unknown>;
}
const stepsOfRelease = (content: string): Step[] => parse(content).jobs.release.steps;

/** What could bring something of another run into a release: caches, and what sets them up by itself. */
const restored = (content: string) =>
  stepsOfRelease(content)
    .filter(
      (step) =>
        /^actions\/(cache|setup-)/.test(step.uses ?? '') ||
        Object.keys(step.with ?? {}).some((key) => /cache/.test(key)),
    )
    .map(({ uses }) => uses);

test.each(readdirSync(folder))('%s passes the lint and the rules of the templates', async (name) => {
  expect(await problemsOf(read(name))).toBe('');
});

describe('release.yml', () => {
  const content = read('release.yml');

  test('restores no cache', () => expect(restored(content)).toEqual([]));

  test('attests before it tags, and tags dist/ as it was planned', () => {
    const steps = stepsOfRelease(content);
    const names = steps.map(({ name, uses }) => name ?? uses?.replace(/@.*/, ''));
    expect(names).toEqual(['actions/checkout', 'Pack what users will check out', 'Plan', 'Attest', 'Tag and release']);
    const [plan, release] = steps.filter(({ uses }) => uses === './dist/tag-library').map((step) => step.with);
    const { 'dry-run': dryRun, ...planned } = plan ?? {};
    const { 'floating-tags': floating, ...done } = release ?? {};
    expect([dryRun, floating, done]).toEqual([true, true, planned]);
    expect(planned).toMatchObject({ tree: 'dist' });
  });

  test('asks for no more than it needs', () => {
    const { permissions, jobs } = parse(content);
    expect([permissions, jobs.test.permissions, jobs.release.permissions]).toEqual([
      {},
      { contents: 'read' },
      { contents: 'write', 'id-token': 'write', attestations: 'write' },
    ]);
  });

  test.each([
    ['a permission without its reason', / # to store it/, '', /The permission attestations of release has no reason/],
    ['an action by its tag', /@[0-9a-f]{40} # (v4[\d.]+)/, '@$1', /is not pinned/],
    ['a version that is missing', / # v4[\d.]+/, '', /has no version beside it/],
    ['an input that is not there', 'floating-tags:', 'floating-tag:', /floating-tag'/],
    ['an input of a third party that is not there', 'subject-path:', 'subject-paths:', /subject-paths'/],
    ['a token that stays', /^ +persist-credentials: false\n/m, '          fetch-depth: 1\n', /leaves its token/],
    ['rights of the whole', 'permissions: {}', 'permissions: { contents: write }', /of the whole are not/],
  ])('%s is seen', async (_what, from, to, said) => {
    const changed = content.replace(from, to);
    expect(changed).not.toBe(content);
    expect(await problemsOf(changed)).toMatch(said);
  });

  test.each([
    'actions/cache@0123456789012345678901234567890123456789',
    'actions/cache/restore@0123456789012345678901234567890123456789',
    'actions/setup-node@0123456789012345678901234567890123456789',
  ])('%s is seen', (uses) => {
    const changed = content.replace('      - name: Plan\n', `      - uses: ${uses} # v1.0.0\n      - name: Plan\n`);
    expect(restored(changed)).toEqual([uses]);
  });
});
