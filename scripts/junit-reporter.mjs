// A reporter of jest that writes JUnit XML, for our own `test-report` in our own workflow.
// usage: npm test -- --reporters=default --reporters=./scripts/junit-reporter.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where the file goes, relative to the root. */
const target = 'test-results/junit.xml';

/** @param {unknown} value any text. @returns {string} the same as XML may hold it: no colours, no control characters, escaped */
const xmlText = (value) =>
  String(value)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
    .replace(/\u001b\[[0-9;]*m/g, '')
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');

/** @param {string} text the message of a failure. @returns {string} its first line, for the attribute */
const headline = (text) => xmlText(text).split('\n', 1)[0] ?? '';

/**
 * @param {{ fullName: string, status: string, duration?: number | null, failureMessages: string[] | null }} result
 * @param {string} file relative to the root
 */
function renderCase({ fullName, status, duration, failureMessages }, file) {
  const open = `    <testcase name="${xmlText(fullName)}" file="${xmlText(file)}" time="${((duration ?? 0) / 1000).toFixed(3)}"`;
  if (status === 'passed') return `${open}/>\n`;
  if (status !== 'failed') return `${open}><skipped message="${xmlText(status)}"/></testcase>\n`;
  const text = (failureMessages ?? []).join('\n\n');
  return `${open}><failure message="${headline(text)}">${xmlText(text)}</failure></testcase>\n`;
}

/**
 * @param {{ testFilePath: string, testExecError?: { message?: string }, failureMessage?: string | null, testResults: Parameters<typeof renderCase>[0][] }[]} suites
 *   as jest has them: one for each file; one that could not start has no tests
 * @param {string} root the folder that the names of files are relative to
 * @returns {string} JUnit XML; a file that could not start is a failed case
 */
export function renderJUnit(suites, root) {
  const parts = suites.map(({ testFilePath, testExecError, failureMessage, testResults }) => {
    const file = path.relative(root, testFilePath).split(path.sep).join('/');
    const cases = testResults.map((result) => renderCase(result, file)).join('');
    const message = failureMessage || testExecError?.message || 'It could not start.';
    const broken = { fullName: 'the file runs', status: 'failed', failureMessages: [message] };
    const all = testExecError ? cases + renderCase(broken, file) : cases;
    return `  <testsuite name="${xmlText(file)}">\n${all}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${parts.join('')}</testsuites>\n`;
}

/** What jest makes one of. https://jestjs.io/docs/configuration#reporters-arraymodulename--modulename-options */
export default class JUnitReporter {
  #root;

  /** @param {{ rootDir: string }} config jest's own */
  constructor({ rootDir }) {
    this.#root = rootDir;
  }

  /** @param {unknown} _contexts @param {{ testResults: Parameters<typeof renderJUnit>[0] }} results */
  onRunComplete(_contexts, { testResults }) {
    const file = path.join(this.#root, target);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, renderJUnit(testResults, this.#root));
  }
}
