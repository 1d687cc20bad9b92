import { describe, expect, test } from '@jest/globals';
import { renderPreview } from './render-preview.ts';
import { renderVerdicts } from './render-verdicts.ts';
import { faults, judged } from './test-tools.ts';

describe('the table', () => {
  test('each commit, its bump and why', () => {
    expect(renderVerdicts(judged('feat(api): a|b (#1)', 'tidy up', 'feat:c', 'Revert "fix: d"', 'chore!: e'))).toBe(
      `| Commit | What it says | Bump | Why |
| --- | --- | --- | --- |
| \`0000000\` | feat\\(api\\): a\\|b \\(\\#\u200b1\\) | **minor** | a feature |
| \`1111111\` | tidy up | none | its first line has no type |
| \`2222222\` | feat:c | none | ⚠️ nearly feat, but the form is "type: text" or "type\\(scope\\): text" |
| \`3333333\` | Revert "fix: d" | **patch** | takes back what is released |
| \`4444444\` | chore: e | **major** | breaking, by the \\! in its first line |
`,
    );
  });

  test('no commit', () => expect(renderVerdicts([])).toBe('There is no commit since the last version.\n'));

  test('what decides is shown where not all have room, and the rest is counted', () => {
    const verdicts = judged(...Array.from({ length: 999 }, () => 'chore: a'), 'feat:b', 'fix: c', 'feat!: d');
    const text = renderVerdicts(verdicts, 1_000);
    expect(text.match(/^\| `.*$/gm)?.slice(-3)).toEqual([
      expect.stringContaining('nearly feat'),
      expect.stringContaining('**patch**'),
      expect.stringContaining('**major**'),
    ]);
    const rows = text.match(/^\| `/gm)?.length ?? 0;
    expect(text).toContain(`\n> Left out: ${999 - rows + 3} commits with none.\n`);
  });

  test('50,000 commits have the usual length', () => {
    const verdicts = judged(...Array.from({ length: 50_000 }, (_, at) => `fix: ${at}`));
    const text = renderVerdicts(verdicts);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(100_000);
    expect(text).toMatch(/> Left out: 4\d,\d{3} commits with patch\.\n$/);
  });

  test('any limit is held', () => {
    const verdicts = judged(...Array.from({ length: 50 }, (_, at) => `fix: 語 ${at}`));
    for (let limit = 0; limit < 5_000; limit += 23) {
      const text = renderVerdicts(verdicts, limit);
      expect([limit, Buffer.byteLength(text) <= limit, faults(text)]).toEqual([limit, true, []]);
    }
  });
});

describe('the preview', () => {
  test('what merging releases', () => {
    const verdicts = judged('feat!: a\n\nBREAKING CHANGE: do b', 'docs: c');
    expect(renderPreview({ version: '2.0.0', previousTag: 'v1.0.0', verdicts })).toBe(
      `### Merging this releases \`2.0.0\`

The last release is \`v1.0.0\`.

### ⚠️ Breaking changes

- a (\`0000000\`) by Ann

  do b

### Commits

${renderVerdicts(verdicts)}`,
    );
  });

  test('nothing: how it would', () => {
    const text = renderPreview({ version: undefined, previousTag: undefined, verdicts: judged('docs: a') });
    expect(text).toMatch(
      /^### Merging this releases nothing\n\nThere is no release yet\. A commit releases when its first/,
    );
    expect(text).toContain('| docs: a | none | docs releases nothing |');
    expect(faults(text)).toEqual([]);
  });

  test('any limit is held, with breaks of any length', () => {
    const verdicts = judged(
      ...Array.from({ length: 300 }, (_, at) => `feat!: 語 ${at}\n\nBREAKING CHANGE: ${'語 '.repeat(at * 20)}`),
    );
    for (const limit of [0, 10, 100, 150, 200, 300, 500, 1_000, 3_000, 10_000, 65_536, undefined]) {
      const text = renderPreview({
        version: '2.0.0',
        previousTag: 'v1.0.0',
        verdicts,
        ...(limit !== undefined && { limit }),
      });
      expect([limit, Buffer.byteLength(text) <= (limit ?? 65_536), faults(text)]).toEqual([limit, true, []]);
    }
  });
});
