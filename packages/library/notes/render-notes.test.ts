import { describe, expect, test } from '@jest/globals';
import type { Verdict } from '../commits/judge-commits.ts';
import { type NotesOptions, notesLimit, renderNotes } from './render-notes.ts';
import { faults, judged, repositoryUrl } from './test-tools.ts';

const notes = (verdicts: readonly Verdict[], over: Partial<NotesOptions> = {}) =>
  renderNotes({
    version: '2.0.0',
    tag: 'v2.0.0',
    previousTag: 'v1.2.3',
    repositoryUrl,
    date: new Date('2026-11-21T23:59:59Z'),
    verdicts,
    ...over,
  });

const range = judged(
  'docs: say how',
  'fix(parser): keep `a|b` (#14)',
  'deps: bump',
  { message: 'feat: send mail (#12) (#13)', author: 'dependabot[bot]' },
  'perf: ask once',
  'Revert "feat: old" (#11)',
  'fix!: drop `extends`\n\nBREAKING CHANGE: Use `include`:\n\n```yaml\ninclude: a\n```\n\n- one\n  and more\n- two\n\n    code',
  'feat(api)!: a mark',
  'Revert "fix: gone"',
  'fix: gone',
);

test('the whole text', () => {
  expect(notes(range)).toBe(`## 2.0.0 (2026-11-21)

### ⚠️ Breaking changes

- drop \`extends\` ([\`6666666\`](${repositoryUrl}/commit/${'6'.repeat(40)})) by Ann

  Use \`include\`:

  \`\`\`text
  include: a
  \`\`\`

  - one and more
  - two

  \`\`\`text
  code
  \`\`\`

- **api:** a mark ([\`7777777\`](${repositoryUrl}/commit/${'7'.repeat(40)})) by Ann

### Features

- send mail ([#12](${repositoryUrl}/pull/12)) ([#13](${repositoryUrl}/pull/13)) ([\`3333333\`](${repositoryUrl}/commit/${'3'.repeat(40)})) by dependabot\\[bot\\]

### Fixes

- **parser:** keep \`a|b\` ([#14](${repositoryUrl}/pull/14)) ([\`1111111\`](${repositoryUrl}/commit/${'1'.repeat(40)})) by Ann

### Performance

- ask once ([\`4444444\`](${repositoryUrl}/commit/${'4'.repeat(40)})) by Ann

### Reverts

- Revert "feat: old" ([#11](${repositoryUrl}/pull/11)) ([\`5555555\`](${repositoryUrl}/commit/${'5'.repeat(40)})) by Ann

**All changes:** [v1.2.3...v2.0.0](${repositoryUrl}/compare/v1.2.3...v2.0.0)
`);
  expect(faults(notes(range))).toEqual([]);
  expect(notes(range)).toBe(notes(range));
});

test('other types are there only if they release, with their name', () => {
  const [verdict] = judged('deps(npm): bump');
  if (verdict === undefined) throw new Error('There is no verdict.');
  expect(notes([verdict, { ...verdict, bump: 'patch' }])).toContain('### Other changes\n\n- **deps npm:** bump (');
});

test('where nothing releases, as for a version by hand, each commit is there', () => {
  const text = notes(judged('tidy up', 'docs: say how', "Merge branch 'a'", 'Revert "fix: a"', 'fix: a'));
  expect(text).toContain('### Changes\n\n- tidy up (');
  expect(text).toContain('\n- **docs:** say how (');
  expect(text).not.toMatch(/Merge|fix: a\b.*by Ann\n- \*\*fix/);
});

test.each<[string, Partial<NotesOptions>, string]>([
  ['the first release', { previousTag: undefined }, `[v2.0.0](${repositoryUrl}/commits/v2.0.0)`],
  ['a tag of signs', { tag: 'a/(b)<c>#' }, `${repositoryUrl}/compare/v1.2.3...a%2F%28b%29%3Cc%3E%23)`],
  ['no repository', { repositoryUrl: '' }, '- a (#1) (`0000000`) by Ann'],
  ['a version before the release', { version: '2.0.0-rc.1' }, '## 2.0.0-rc.1 (2026-11-21)'],
])('%s', (_case, over, expected) => expect(notes(judged('feat: a (#1)'), over)).toContain(expected));

test('no author, no word of one', () => {
  expect(notes(judged({ message: 'feat: a', author: ' ' }))).not.toContain(' by ');
});

describe('the limit', () => {
  const many = judged(
    `feat!: a\n\nBREAKING CHANGE: ${'how to upgrade. '.repeat(400)}`,
    ...Array.from({ length: 2_000 }, (_, at) => `${at % 2 ? 'fix' : 'feat'}: number ${at} @a <b> (#${at})`),
  );

  test('what fits is whole', () => expect(notes(range)).not.toContain('Left out'));

  test('cut between items, and what is left out is counted', () => {
    const text = notes(many);
    expect(text.length).toBeLessThanOrEqual(notesLimit);
    expect(text.length).toBeGreaterThan(notesLimit - 1_000);
    const shown = text.match(/^- number/gm)?.length ?? 0;
    const [, left = ''] =
      /\n> Left out, as there is no room for them: ([\d,]+) features and 1,000 fixes\.\n/.exec(text) ?? [];
    // Whole items of one group or of two; the counts add up.
    expect(shown + Number(left.replace(',', '')) + 1_000).toBe(2_000);
    for (const line of text.match(/^- number.*$/gm) ?? []) expect(line).toMatch(/ by Ann$/);
    expect(text).toMatch(/\n\*\*All changes:\*\* .*\n$/);
  });

  test('an upgrade note without room leaves its commit there', () => {
    const text = notes(many, { limit: 2_000 });
    expect(text).toMatch(/### ⚠️ Breaking changes\n\n- a \(.*\) by Ann\n\n### Features/);
    expect(text).toContain('> Left out, as there is no room for them: 1 upgrade note, ');
  });

  test('any limit is held', () => {
    for (let limit = 0; limit < 9_000; limit += 37) {
      const text = notes(many, { limit });
      expect([limit, text.length <= limit, faults(text)]).toEqual([limit, true, []]);
    }
  });

  test('a note of megabytes is cut', () => {
    const text = notes(judged(`fix: a\n\nBREAKING CHANGE: ${'<b> @a '.repeat(500_000)}`));
    expect(text.length).toBeLessThanOrEqual(notesLimit);
    expect(text).toContain('… The commit has the rest.');
  });
});
