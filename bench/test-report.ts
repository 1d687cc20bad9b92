import { rmSync } from 'node:fs';
import path from 'node:path';
import { measure, median, type Run, row } from './measure.ts';
import { type Shape, writeReports } from './test-report-files.ts';

/** The raw limit: the parser alone, which everybody else's report begins with. */
const parserAlone = `
import { createReadStream, readdirSync } from 'node:fs';
import { Parser } from 'htmlparser2';
const folder = process.argv[1];
let cases = 0;
for (const name of readdirSync(folder)) {
  const parser = new Parser({ onopentagname(tag) { if (tag === 'testcase') cases++; } }, { xmlMode: true });
  for await (const chunk of createReadStream(folder + '/' + name, { encoding: 'utf8' })) parser.write(chunk);
  parser.end();
}
if (cases !== Number(process.argv[2])) throw new Error(cases + ' cases');
`;

const flat = { files: 1, perClass: 50, suites: true } as const;

/**
 * The goals, as seconds on a machine where htmlparser2 alone takes 0.4 s for 100,000 cases and 1.9 s for 500,000: so they
 * are ratios to it as well, which is what counts where the machine is slower.
 */
const figures: readonly (Shape & { name: string; atMost: string })[] = [
  { name: '1 test', ...flat, cases: 1, atMost: '60 ms more than a bare door' },
  { name: '100,000 cases in a file', ...flat, cases: 100_000, atMost: '0.6 s CPU, or 1.5x htmlparser2' },
  {
    name: '100,000 cases, 20,000 classes in a suite',
    ...flat,
    cases: 100_000,
    perClass: 5,
    suites: false,
    atMost: '1.3x the flat file',
  },
  { name: '500,000 cases in a file', ...flat, cases: 500_000, atMost: '2.5 s CPU, or 1.3x htmlparser2; 150 MB' },
  {
    name: '500,000 cases in 500 files',
    ...flat,
    cases: 500_000,
    files: 500,
    atMost: '3 s CPU, or 1.6x htmlparser2; 150 MB',
  },
];

/** What a report of many tests costs, next to htmlparser2 alone over the same files, and to a door that does nothing. */
export function benchTestReport(out: string, rounds: number): void {
  console.log(
    `\nReports of tests; CPU and peak memory of the whole action, median of ${rounds}; htmlparser2 alone reads the same files`,
  );
  const base = { PATH: process.env.PATH ?? '', RUNNER_TEMP: path.resolve(out) };
  const bareDoor = () =>
    measure([process.execPath, 'dist/environments/index.js'], {
      ...base,
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_REF: 'refs/heads/main',
    });
  const ours = (folder: string) =>
    measure([process.execPath, 'dist/test-report/index.js'], {
      ...base,
      GITHUB_WORKSPACE: path.resolve(folder),
      GITHUB_REPOSITORY: 'org/bench',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_RUN_ID: '1',
      INPUT_FILES: 'TEST-*.xml',
      'INPUT_FAIL-ON': 'never',
    });
  const alone = (folder: string, cases: number) =>
    measure([process.execPath, '--input-type=module', '-e', parserAlone, path.resolve(folder), String(cases)], base);

  let flatFile: Run | undefined;
  for (const { name, atMost, ...shape } of figures) {
    const folder = path.join(out, 'reports');
    writeReports(folder, shape);
    const runs = { ours: [] as Run[], other: [] as Run[] };
    // One after the other in turn: a machine that slows down slows both.
    for (let round = 0; round < (shape.cases === 1 ? rounds * 3 : rounds); round++) {
      runs.ours.push(ours(folder));
      runs.other.push(shape.cases === 1 ? bareDoor() : alone(folder, shape.cases));
    }
    rmSync(folder, { recursive: true });
    const run = median(runs.ours);
    const other = median(runs.other);
    const ratio = shape.suites ? undefined : run.cpu / (flatFile?.cpu ?? run.cpu);
    if (shape.cases === 100_000) flatFile ??= run;
    const more =
      shape.cases === 1
        ? `${((run.wall - other.wall) * 1000).toFixed(0)} ms more`
        : `${(ratio ?? run.cpu / other.cpu).toFixed(2)}x ${ratio === undefined ? 'CPU' : 'flat'}`;
    console.log(row(name, run, more), `  at most ${atMost}`);
    console.log(row(shape.cases === 1 ? '  a door that does nothing' : '  htmlparser2 alone', other));
  }
}
