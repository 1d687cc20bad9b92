import { describe, expect, test } from '@jest/globals';
import { fitSummary } from './fit-summary.ts';

const rows = (n: number) => Array.from({ length: n }, (_, i) => `| row ${i} | ü |`).join('\n');
const tableOf = (n: number) => `### Title\n\n| a | b |\n| --- | --- |\n${rows(n)}\n\nThe end.`;

test('what fits is kept as it is, with a line end', () => {
  expect(fitSummary('# A\n\ntext', 0, 100)).toBe('# A\n\ntext\n');
});

test.each([200, 500, 999, 5_000])('never more than %i bytes, and it says what was left out', (limit) => {
  const fitted = fitSummary(tableOf(1_000), 0, limit);
  expect(Buffer.byteLength(fitted)).toBeLessThanOrEqual(limit);
  expect(fitted).toMatch(/> [\d,]+ more lines did not fit into the summary; the file has all\.\n$/);
});

test('a table is cut between rows, never inside one', () => {
  const kept = fitSummary(tableOf(1_000), 0, 2_000).split('\n\n>')[0] ?? '';
  for (const line of kept.split('\n').filter((text) => text.startsWith('| row')))
    expect(line).toMatch(/^\| row \d+ \| ü \|$/);
  expect(kept).toContain('| row 0 |');
});

test('the head of a table is not left without its rows', () => {
  for (let limit = 80; limit < 200; limit++) {
    const fitted = fitSummary(tableOf(1_000), 0, limit);
    if (fitted.includes('| --- |')) expect(fitted).toContain('| row 0 |');
  }
});

test('a code block is kept whole or left out', () => {
  const markdown = `before\n\n\`\`\`\`text\n${'line\n\n'.repeat(300)}\`\`\`\`\n\nafter\n`;
  const fitted = fitSummary(markdown, 0, 600);
  expect(fitted.startsWith('before\n')).toBe(true);
  expect(fitted).not.toContain('````');
});

test('folded details are kept whole or left out', () => {
  const markdown = `before\n\n<details><summary>a</summary>\n\n${'x\n\n'.repeat(300)}</details>\n\nafter\n`;
  expect(fitSummary(markdown, 0, 400)).not.toContain('<details>');
});

describe('a step that has written before', () => {
  test('shares the limit', () => {
    expect(Buffer.byteLength(fitSummary(tableOf(1_000), 900, 1_500))).toBeLessThanOrEqual(600);
  });

  test('gets nothing more when it is full', () => {
    expect(fitSummary(tableOf(10), 1_000, 1_010)).toBe('');
  });
});
