import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readFile } from './read-file.ts';
import { totals } from './test-tools.ts';

const fixtures = path.resolve('../shared/fixtures/test-results');
const index = path.join(fixtures, 'index.tsv');

/** Real report files of every format, each with the counts that a reader must give for it. */
if (existsSync(index)) {
  const rows = readFileSync(index, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [file = '', format = '', total, passed, failed, skipped, note = ''] = line.split('\t');
      const counts = total === 'ERR' ? 'ERR' : [total, passed, failed, skipped].join('/');
      const alternatives = [...note.matchAll(/accept=([\dER/]+)/g)].map(([, answer]) => answer);
      return { file, format, accepted: [counts, ...alternatives] };
    });

  describe('the index of real report files', () => {
    test('has them all', () => expect(rows.length).toBeGreaterThanOrEqual(129));

    test.each(rows)('$format: $file', async ({ file, accepted }) => {
      const outcome = await readFile(path.join(fixtures, file), file);
      expect(accepted).toContain(outcome.readable ? totals(outcome) : 'ERR');
    });
  });
} else {
  test.skip(`the index of real report files (not there: ${index})`, () => {});
}
