import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readFile } from '../read-file.ts';
import { totals } from '../test-tools.ts';
import { lineFormats } from './read-lines.ts';

const fixtures = path.resolve('../shared/fixtures/test-results');
const index = path.join(fixtures, 'index.tsv');
const ours = ['tap', 'dart-json', 'flutter-json', 'go-test-json'];

if (existsSync(index)) {
  const rows = readFileSync(index, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [file = '', format = '', ...counts] = line.split('\t');
      return { file, format, counts: counts.slice(0, 4).join('/') };
    });

  describe('the index of real report files', () => {
    test.each(rows.filter(({ format }) => ours.includes(format)))('$file', async ({ file, counts }) => {
      const outcome = await readFile(path.join(fixtures, file), file);
      expect(outcome.readable && totals(outcome)).toBe(counts);
    });

    test.each(rows.filter(({ format }) => !ours.includes(format)))('is not ours: $file', ({ file }) => {
      const head = readFileSync(path.join(fixtures, file), 'utf8').slice(0, 64_000);
      expect(lineFormats.filter((format) => format.claims(head)).map(({ name }) => name)).toEqual([]);
    });
  });
} else {
  test.skip(`the index of real report files (not there: ${index})`, () => {});
}
