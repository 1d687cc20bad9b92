import { expect, test } from '@jest/globals';
import { progress } from './progress.ts';

test('says how far it is every two seconds; quick work says nothing', () => {
  const lines: string[] = [];
  let time = 0;
  const uploaded = progress({ info: (line) => void lines.push(line) }, ['Uploaded', 'files'], 2_000, () => time);
  for (let i = 0; i < 2_000; i++) {
    time += 2.5;
    uploaded.advance();
  }
  expect(lines).toEqual(['Uploaded 800 of 2000 files (40%)', 'Uploaded 1600 of 2000 files (80%)']);
});
