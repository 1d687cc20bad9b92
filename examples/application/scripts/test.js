// Runs the tests of each level by Node's own runner; each writes a JUnit file.
//
// usage: node scripts/test.js [--junit FOLDER] [LEVEL ...]
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.resolve(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { junit: { type: 'string', default: 'test-results' } },
});
const levels = positionals.length > 0 ? positionals : ['unit', 'integration', 'acceptance'];
const results = path.resolve(values.junit);
mkdirSync(results, { recursive: true });

// All of them run, so that a report has everything that fails.
const failed = levels.filter((level) => {
  console.log(`\n${level} tests, on Node ${process.versions.node}`);
  const folder = path.join('tests', level);
  const files = readdirSync(path.join(root, folder)).filter((name) => name.endsWith('.test.js'));
  const reporters = [
    ['spec', 'stdout'],
    ['junit', path.join(results, `${level}.xml`)],
  ].flatMap(([name, to]) => [`--test-reporter=${name}`, `--test-reporter-destination=${to}`]);
  const args = ['--test', ...reporters, ...files.map((file) => path.join(folder, file))];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});
console.log(
  failed.length === 0 ? `\nAll passed: ${levels.join(', ')} tests.` : `\nFailed: ${failed.join(', ')} tests.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
