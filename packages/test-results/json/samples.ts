/** For tests: a document of each format as its tool writes it, and what is in it. */
export interface Sample {
  document: unknown;
  /** As `lineOf` writes the cases. */
  cases: readonly string[];
  suiteFailures: number;
  /** Of the same format, without a test. */
  empty: unknown;
}

const ctrfSummary = { tests: 3, passed: 1, failed: 1, skipped: 0, pending: 1, other: 0, start: 1, stop: 2 };

const mochaTest = { fullTitle: 'Calc adds', file: '/w/test/calc.test.js', duration: 3, currentRetry: 0, err: {} };
const mochaStats = { suites: 1, tests: 3, passes: 1, pending: 1, failures: 1, start: '', end: '', duration: 12 };

const hook = {
  title: '"before all" hook in "Calc"',
  fullTitle: 'Calc "before all" hook in "Calc"',
  timedOut: false,
  duration: 1,
  state: 'failed',
  pass: false,
  fail: true,
  pending: false,
  code: 'throw new Error();',
  err: { message: 'Error: no database', estack: 'Error: no database\n    at Context.<anonymous> (test/calc.js:3:9)' },
  isHook: true,
  skipped: false,
};
const awesomeStats = { ...mochaStats, testsRegistered: 3, passPercent: 33.3, pendingPercent: 0, other: 0, skipped: 1 };
const awesomeTest = { timedOut: false, duration: 2, code: '', err: {}, isHook: false, skipped: false, pending: false };
const awesomeSuite = { uuid: 'u', fullFile: '/w/test/calc.js', file: '/test/calc.js', beforeHooks: [], afterHooks: [] };

const jestNumbers = {
  numFailedTests: 1,
  numPassedTests: 1,
  numPendingTests: 1,
  numTotalTestSuites: 2,
  numTotalTests: 3,
};
const assertion = { duration: 4, failureDetails: [], failureMessages: [], invocations: 1, location: null };

const step = { arguments: [], keyword: 'Given ', line: 5, name: 'a number', match: { location: 'steps.js:5' } };

export const samples: Readonly<Record<string, Sample>> = {
  ctrf: {
    document: {
      reportFormat: 'CTRF',
      specVersion: '0.0.0',
      results: {
        tool: { name: 'runner' },
        summary: ctrfSummary,
        tests: [
          { name: 'adds', status: 'passed', duration: 5, suite: ['calc', 'Add'], filePath: 'src/add.ts' },
          { name: 'divides', status: 'failed', duration: 7, suite: 'calc', message: 'boom', trace: 'at x', line: 3 },
          { name: 'waits', status: 'pending', duration: 0 },
        ],
        environment: { commit: 'abc' },
      },
    },
    cases: ['calc > Add > adds: passed', 'calc > divides: failed', 'waits: skipped'],
    suiteFailures: 0,
    empty: { results: { tool: { name: 'runner' }, summary: ctrfSummary, tests: [] } },
  },
  jest: {
    document: {
      ...jestNumbers,
      startTime: 1,
      success: false,
      testResults: [
        {
          assertionResults: [
            { ...assertion, ancestorTitles: ['Calc'], fullName: 'Calc adds', status: 'passed', title: 'adds' },
            {
              ...assertion,
              ancestorTitles: ['Calc', 'divide'],
              fullName: 'Calc divide by zero',
              status: 'failed',
              title: 'by zero',
              failureMessages: ['Error: expected 1\n    at Object.<anonymous> (/w/src/calc.test.ts:12:3)'],
            },
            { ...assertion, ancestorTitles: [], fullName: 'waits', status: 'todo', title: 'waits' },
          ],
          endTime: 2,
          message: 'one failed',
          name: '/w/src/calc.test.ts',
          startTime: 1,
          status: 'failed',
          summary: '',
        },
        { assertionResults: [], endTime: 2, message: 'SyntaxError: no', name: '/w/src/bad.test.ts', status: 'failed' },
      ],
      wasInterrupted: false,
    },
    cases: [
      'calc.test.ts > Calc > adds: passed',
      'calc.test.ts > Calc > divide > by zero: failed',
      'calc.test.ts > waits: skipped',
    ],
    suiteFailures: 1,
    empty: { ...jestNumbers, success: true, testResults: [] },
  },
  mocha: {
    document: {
      stats: mochaStats,
      tests: [{ ...mochaTest, title: 'adds' }],
      pending: [{ ...mochaTest, title: 'waits', fullTitle: 'Calc waits' }],
      failures: [
        { ...mochaTest, title: 'fails', fullTitle: 'Calc fails', err: { message: 'no', stack: 'Error: no\n at x' } },
        { ...mochaTest, title: '"after all" hook in "Calc"', fullTitle: 'Calc "after all" hook in "Calc"' },
      ],
      passes: [{ ...mochaTest, title: 'adds', currentRetry: 1 }],
    },
    cases: ['Calc > waits: skipped', 'Calc > fails: failed', 'Calc > adds: passed (2 attempts, flaky)'],
    suiteFailures: 1,
    empty: { stats: mochaStats, tests: [], pending: [], failures: [], passes: [] },
  },
  mochawesome: {
    document: {
      stats: awesomeStats,
      results: [
        {
          ...awesomeSuite,
          title: '',
          tests: [{ ...awesomeTest, title: 'alone', state: 'passed', pass: true, fail: false }],
          suites: [
            {
              ...awesomeSuite,
              title: 'Calc',
              beforeHooks: [hook],
              tests: [
                {
                  ...awesomeTest,
                  title: 'fails',
                  state: 'failed',
                  pass: false,
                  fail: true,
                  err: { estack: 'Error: x' },
                },
                { ...awesomeTest, title: 'not run', state: null, pass: false, fail: false, skipped: true },
              ],
              suites: [],
            },
          ],
        },
      ],
      meta: { mocha: { version: '10.0.0' } },
    },
    cases: ['alone: passed', 'Calc > fails: failed', 'Calc > not run: skipped'],
    suiteFailures: 1,
    empty: { stats: awesomeStats, results: [], meta: {} },
  },
  playwright: {
    document: {
      config: { rootDir: '/w/e2e', projects: [{ name: 'chromium' }], version: '1.55.0' },
      suites: [
        {
          title: 'login.spec.ts',
          file: 'login.spec.ts',
          column: 0,
          line: 0,
          specs: [],
          suites: [
            {
              title: 'login',
              file: 'login.spec.ts',
              line: 3,
              specs: [
                {
                  title: 'works',
                  ok: true,
                  tags: [],
                  tests: [
                    {
                      annotations: [],
                      expectedStatus: 'passed',
                      projectId: 'chromium',
                      projectName: 'chromium',
                      results: [
                        { status: 'failed', duration: 9, retry: 0, errors: [{ message: 'Error: slow' }] },
                        { status: 'passed', duration: 5, retry: 1, errors: [] },
                      ],
                      status: 'flaky',
                    },
                  ],
                  file: 'login.spec.ts',
                  line: 4,
                  column: 3,
                },
                {
                  title: 'fails',
                  ok: false,
                  tests: [
                    {
                      projectName: 'chromium',
                      results: [{ status: 'timedOut', duration: 30_000, errors: [{ message: 'Test timeout' }] }],
                      status: 'unexpected',
                    },
                    { projectName: 'firefox', results: [], status: 'skipped', annotations: [] },
                  ],
                  file: 'login.spec.ts',
                  line: 9,
                },
              ],
            },
          ],
        },
      ],
      errors: [{ message: 'Error: no tests found', location: { file: '/w/e2e/x.spec.ts', line: 1, column: 1 } }],
      stats: { expected: 0, unexpected: 1, flaky: 1, skipped: 1 },
    },
    cases: [
      'chromium > login.spec.ts > login > works: passed (2 attempts, flaky)',
      'chromium > login.spec.ts > login > fails: failed',
      'firefox > login.spec.ts > login > fails: skipped',
    ],
    suiteFailures: 1,
    empty: { config: { rootDir: '/w' }, suites: [], errors: [], stats: { expected: 0 } },
  },
  rspec: {
    document: {
      version: '3.13.0',
      messages: ['\nAn error occurred while loading ./spec/bad_spec.rb.\nNameError: uninitialized constant X'],
      examples: [
        {
          id: './spec/a_spec.rb[1:1]',
          description: 'adds',
          full_description: 'Calc#add adds',
          status: 'passed',
          file_path: './spec/a_spec.rb',
          line_number: 4,
          run_time: 0.25,
          pending_message: null,
        },
        {
          description: 'fails',
          full_description: 'Calc#add fails',
          status: 'failed',
          file_path: './spec/a_spec.rb',
          line_number: 8,
          run_time: 0.5,
          exception: {
            class: 'RuntimeError',
            message: '\nexpected: 1\n     got: 2\n',
            backtrace: ['./spec/a_spec.rb:9'],
          },
        },
        { description: 'waits', full_description: 'Calc#add waits', status: 'pending', pending_message: 'later' },
      ],
      summary: {
        duration: 1,
        example_count: 3,
        failure_count: 1,
        pending_count: 1,
        errors_outside_of_examples_count: 1,
      },
      summary_line: '3 examples, 1 failure, 1 pending, 1 error occurred outside of examples',
    },
    cases: ['Calc#add > adds: passed', 'Calc#add > fails: failed', 'Calc#add > waits: skipped'],
    suiteFailures: 1,
    empty: { version: '3.13.0', examples: [], summary: { example_count: 0 }, summary_line: '0 examples, 0 failures' },
  },
  cucumber: {
    document: [
      {
        description: '',
        elements: [
          {
            id: 'calc;adds',
            keyword: 'Scenario',
            line: 4,
            name: 'adds',
            type: 'scenario',
            steps: [{ ...step, result: { status: 'passed', duration: 1_500_000 } }],
          },
          {
            keyword: 'Scenario',
            line: 9,
            name: 'fails',
            type: 'scenario',
            steps: [
              { ...step, result: { status: 'failed', duration: 500_000, error_message: 'Error: 13 == 14\n  at x' } },
              { ...step, result: { status: 'skipped' } },
            ],
          },
          {
            keyword: 'Scenario',
            name: 'is new',
            type: 'scenario',
            steps: [{ ...step, result: { status: 'undefined' } }],
          },
        ],
        id: 'calc',
        line: 1,
        keyword: 'Feature',
        name: 'Calc',
        uri: 'features/calc.feature',
      },
    ],
    cases: ['Calc > adds: passed', 'Calc > fails: failed', 'Calc > is new: skipped'],
    suiteFailures: 0,
    empty: [{ id: 'calc', line: 1, keyword: 'Feature', name: 'Calc', uri: 'features/calc.feature' }],
  },
};
