import { expect, test } from '@jest/globals';
import type { HeldVersion } from './read-versions.ts';
import { renderVersions } from './render-versions.ts';

const held = (tag: string, more: Partial<HeldVersion> = {}): HeldVersion => ({
  tag,
  annotated: true,
  commit: 'a'.repeat(40),
  source: 'b'.repeat(40),
  says: tag.slice(1),
  release: 'latest',
  notes: 'deliver to the Netherlands',
  recorded: ['production'],
  ...more,
});

test('each version has a row', () => {
  const light = { source: 'a'.repeat(40), says: '', release: 'none', notes: '', recorded: [] } as const;
  expect(renderVersions([held('v1.0.0', { ...light, recorded: [] }), held('v1.1.0')])).toBe(
    `Tag     Its files say  Commit        Made from     Release  Notes                       Recorded
v1.0.0  none           aaaaaaaaaaaa                none                                 no
v1.1.0  1.1.0          aaaaaaaaaaaa  bbbbbbbbbbbb  latest   deliver to the Netherlands  production`,
  );
});

test('notes are shown without their Markdown', () => {
  const notes = '**money:** round `half` up ([#12](https://example.com/pull/12), [`6323d4c`](https://example.com/c))';
  expect(renderVersions([held('v1.0.0', { notes })])).toContain('  money: round half up (#12, 6323d4c)  ');
});

test('the newest are shown, and how many are not', () => {
  const lines = renderVersions(Array.from({ length: 12 }, (_, minor) => held(`v1.${minor}.0`))).split('\n');
  expect(lines).toHaveLength(12);
  expect(lines[1]).toMatch(/^v1\.2\.0 /);
  expect(lines.at(-1)).toBe('2 older tags left out.');
});

test('none at all is said', () => {
  expect(renderVersions([])).toBe('None: no commit has a tag.');
});

test('what commits say does nothing to a terminal', () => {
  const notes = `\u001b[31mred ##[error]x ${'y'.repeat(100)}`;
  const row = renderVersions([held('v1.0.0', { notes })]).split('\n')[1] ?? '';
  for (const bad of ['\u001b', '##[']) expect(row).not.toContain(bad);
  expect(row).toMatch(/y… {2}production$/);
});
