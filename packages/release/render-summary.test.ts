import { describe, expect, test } from '@jest/globals';
import { logPlan } from './log-plan.ts';
import type { Artifact, Outcome, Plan, Reason, Step } from './protocol.ts';
import { renderSummary } from './render-summary.ts';

const digest = `sha256:${'ab'.repeat(32)}`;
const artifact: Artifact = {
  kind: 'dags',
  name: 'org/dags',
  version: 'v1.2.3',
  commit: 'c0ffee'.padEnd(40, '0'),
  digest,
};
const steps: Step[] = [
  { change: 'add', what: 'dags/new.py', bytes: 2_100 },
  { change: 'update', what: 'dags/common/io.py', bytes: 900, note: 'drifted' },
  { change: 'delete', what: 'dags/old.py', bytes: 0 },
];
const plan: Plan = {
  target: { environment: 'staging', place: 's3://team-dags/dags/', url: 'https://console.example/s3?prefix=dags/' },
  live: { digest: 'sha256:before', commit: 'b'.repeat(40), version: 'v1.2.2' },
  steps,
  unchanged: 1_998,
};
const outcome = (more: Partial<Outcome<Artifact, Plan>> = {}): Outcome<Artifact, Plan> => ({
  reason: 'published',
  artifact,
  plan,
  previous: plan.live,
  durationMs: 3_240,
  leftOut: [],
  ...more,
});
const render = (more?: Partial<Outcome<Artifact, Plan>>) =>
  renderSummary(outcome(more), { repositoryUrl: 'https://github.com/org/dags' });

test('says what went where, what was there before, and what changed', () => {
  expect(render()).toBe(`### ✅ Published dags \`v1.2.3\` to **staging**

|  |  |
| --- | --- |
| Target | [s3:&#47;&#47;team\\-dags/dags/](https://console.example/s3?prefix=dags/) |
| Version | \`v1.2.3\` |
| Commit | [\`c0ffee000000\`](https://github.com/org/dags/commit/${artifact.commit}) |
| Digest | \`${digest}\` |
| Before | \`v1.2.2\` \`sha256:before\` |
| Changes | 1 added, 1 updated, 1 deleted, 1,998 unchanged |
| Sent | 3.0 kB |
| Duration | 3.2 s |

| Change | Name | Size | Note |
| --- | --- | ---: | --- |
| added | \`dags/new.py\` | 2.1 kB |  |
| updated | \`dags/common/io.py\` | 900 B | drifted |
| deleted | \`dags/old.py\` |  |  |
`);
});

test.each<[Reason, RegExp]>([
  ['already-published', /^### ✅ \*\*staging\*\* has dags `v1\.2\.3` already/],
  ['superseded', /^### ⏭️ \*\*staging\*\* has a newer commit: dags `v1\.2\.3` was not published/],
  ['dry-run', /^### 📝 Plan for dags `v1\.2\.3` to \*\*staging\*\*: nothing was written/],
])('the verdict of %s', (reason, expected) => {
  expect(render({ reason })).toMatch(expected);
});

test('only what was carried out is told as done', () => {
  expect(render({ reason: 'dry-run' })).toContain(
    '| Changes | 1 to add, 1 to update, 1 to delete, 1,998 unchanged; 3.0 kB to send in 2 uploads |',
  );
  expect(render({ reason: 'superseded' })).not.toMatch(/add|old\.py/);
});

describe('hostile names stay text', () => {
  test.each([
    ['a table cell', 'a | b.py', '`a \\| b.py`'],
    ['code', 'a`b`.py', '`` a`b`.py ``'],
    ['a line end', 'a\n# b.py', '`a # b.py`'],
    ['HTML', '<img src=x>.py', '`<img src=x>.py`'],
    ['a control character', 'a\u001b[31m.py', '`a�[31m.py`'],
  ])('%s', (_what, what, expected) => {
    const summary = render({ plan: { ...plan, steps: [{ change: 'add', what, bytes: 1 }] } });
    expect(summary).toContain(`| added | ${expected} | 1 B |  |\n`);
  });
});

test('a very long plan shows its first 200 steps and says so', () => {
  const many = Array.from({ length: 1_201 }, (_, i): Step => ({ change: 'add', what: `f${i}`, bytes: 1 }));
  const summary = render({ plan: { ...plan, steps: many } });
  expect(summary).toContain('| added | `f199` |');
  expect(summary).not.toContain('`f200`');
  expect(summary).toContain('and 1,001 more changes; the log has every one.');
});

test('what was left out stands at the end', () => {
  expect(render({ leftOut: ['No deployment was recorded: give it `deployments: write`.'] })).toMatch(
    /\n> No deployment was recorded: give it \\`deployments: write\\`\.\n$/,
  );
});

test('a step that sends nothing has no size, in the summary and in the log', () => {
  const moved: Step[] = [
    { change: 'add', what: 'a version of orders', bytes: 0 },
    { change: 'update', what: 'orders:live', bytes: 0, note: 'was version 1' },
  ];
  const summary = render({ plan: { ...plan, steps: moved } });
  expect(summary).toContain(
    '| added | `a version of orders` |  |  |\n| updated | `orders:live` |  | was version 1 |\n',
  );
  const lines: string[] = [];
  logPlan({ ...plan, steps: moved }, { info: (line) => void lines.push(line) });
  expect(lines.slice(1, 3)).toEqual(['  + a version of orders', '  ~ orders:live (was version 1)']);
});

test('the log has the whole plan', () => {
  const lines: string[] = [];
  logPlan(plan, { info: (line) => void lines.push(line) });
  expect(lines).toEqual([
    'staging: s3://team-dags/dags/ holds v1.2.2 (sha256:before)',
    '  + dags/new.py (2.1 kB)',
    '  ~ dags/common/io.py (900 B, drifted)',
    '  - dags/old.py',
    'Plan: 1 to add, 1 to update, 1 to delete, 1,998 unchanged; 3.0 kB to send in 2 uploads',
  ]);
});
