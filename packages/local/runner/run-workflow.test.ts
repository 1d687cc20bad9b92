import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TokenRequest } from './options.ts';
import { jobOf, oneJob, printed, type Scratch, scratch, stepOf } from './testing.ts';

let one: Scratch;
beforeEach(() => {
  one = scratch();
});
afterEach(() => one.remove());

const conclusions = (run: { jobs: { name: string; conclusion: string }[] }) =>
  run.jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`);

describe('triggers', () => {
  test('an event that `on:` does not match runs nothing and says why, also to the listener', async () => {
    const heard: string[] = [];
    const run = await one.run(`on: { push: { branches: [release] } }\n${oneJob('- run: x').slice(9)}`, {
      listener: { runStarted: () => heard.push('started'), runEnded: (ended) => heard.push(ended.reason ?? '') },
    });
    expect(run).toMatchObject({
      conclusion: 'not-triggered',
      jobs: [],
      reason: 'main matches none of the branches release.',
    });
    expect(heard).toEqual(['main matches none of the branches release.']);
  });

  test('path filters see what the push changes, and a new branch changes what it has beyond the default branch', async () => {
    const workflow = `on: { push: { paths: ['docs/**'] } }\n${oneJob('- run: echo').slice(9)}`;
    one.write('docs/a.md', 'a');
    const first = await one.run(workflow);
    const before = one.sha();
    const unchanged = await one.run(workflow, {}, { payload: { before } });
    one.git('switch', '--quiet', '--create', 'branch');
    const branch = await one.run(workflow, {}, { ref: 'refs/heads/branch', payload: { before: '0'.repeat(40) } });
    expect([first, unchanged, branch].map(({ conclusion }) => conclusion)).toEqual([
      'success',
      'not-triggered',
      'not-triggered',
    ]);
  });

  test('a dispatch has its inputs typed in `inputs` and as text in the event', async () => {
    const workflow = `on: { workflow_dispatch: { inputs: { flag: { type: boolean }, where: { type: environment } } } }\n${oneJob(
      "- run: echo \"${{ inputs.flag && inputs.where }} ${{ github.event.inputs.flag == 'true' }} $(python3 -c \"import json,os; print(json.load(open(os.environ['GITHUB_EVENT_PATH']))['inputs'])\")\"",
    ).slice(9)}`;
    const options = { environments: { staging: { variables: {}, secrets: {} } } };
    const event = { name: 'workflow_dispatch', inputs: { flag: 'true', where: 'staging' } };
    const run = await one.run(workflow, options, event);
    expect(printed(stepOf(jobOf(run), 1))).toEqual(["staging true {'flag': 'true', 'where': 'staging'}"]);
    await expect(one.run(workflow, options, { ...event, inputs: { where: 'nowhere' } })).rejects.toThrow(
      /it is one of staging/,
    );
  });
});

describe('jobs', () => {
  test('an environment scopes variables and secrets; without it they are the repository’s', async () => {
    const job = (environment: string) =>
      `{ runs-on: x, ${environment}steps: [{ run: 'echo "\${{ vars.A }} \${{ vars.B }} $S" | tr a-z A-Z', env: { S: '\${{ secrets.S }}' } }] }`;
    const run = await one.run(
      `on: push\njobs:\n  a: ${job('')}\n  b: ${job("environment: { name: \"${{ format('{0}', 'staging') }}\", url: 'https://x/${{ vars.A }}' }, ")}\n`,
      {
        variables: { A: 'repo', B: 'shared' },
        secrets: { S: 'one' },
        environments: { staging: { variables: { A: 'staging' }, secrets: { S: 'two' } } },
      },
    );
    expect(run.jobs.map((one) => printed(stepOf(one, 1)))).toEqual([['REPO SHARED ONE'], ['STAGING SHARED TWO']]);
    expect(jobOf(run, 'b').environment).toEqual({ name: 'staging', url: 'https://x/staging' });
    expect(jobOf(run, 'a').environment).toBeUndefined();
  });

  test('each job has a token by its permissions, and an OIDC endpoint with `id-token: write` only', async () => {
    const asked: TokenRequest[] = [];
    const step =
      'steps: [{ run: \'test "${{ github.token }}" = "${{ secrets.GITHUB_TOKEN }}"; echo "${ACTIONS_ID_TOKEN_REQUEST_URL:-none}"\' }]';
    const run = await one.run(
      `on: push\npermissions: { contents: write }\njobs:\n  a: { runs-on: x, ${step} }\n  b: { runs-on: x, environment: e, permissions: { id-token: write }, ${step} }\n`,
      {
        tokens: {
          mint(request) {
            asked.push(request);
            return {
              token: `token-of-${request.job}`,
              idTokenUrl: 'http://127.0.0.1:3/oidc',
              idTokenRequestToken: 'bearer',
            };
          },
        },
      },
    );
    expect(asked.map(({ job, permissions, environment }) => [job, permissions, environment])).toEqual([
      ['a', { contents: 'write' }, undefined],
      ['b', { 'id-token': 'write' }, 'e'],
    ]);
    expect(run.jobs.map((job) => printed(stepOf(job, 1)))).toEqual([['none'], ['http://127.0.0.1:3/oidc']]);
  });

  test('outputs go to the jobs after; one that holds a secret is left out', async () => {
    const run = await one.run(
      `on: push\njobs:
  a:
    runs-on: x
    outputs: { x: '\${{ steps.s.outputs.x }}', leak: '\${{ secrets.S }}' }
    steps: [{ id: s, run: echo x=1 >> $GITHUB_OUTPUT }]
  b: { runs-on: x, needs: a, steps: [{ run: 'echo "\${{ needs.a.result }} \${{ needs.a.outputs.x }} [\${{ needs.a.outputs.leak }}]"' }] }\n`,
      { secrets: { S: 'hidden' } },
    );
    expect(printed(stepOf(jobOf(run, 'b'), 1))).toEqual(['success 1 []']);
    expect(jobOf(run, 'a').annotations[0]?.message).toBe("Skip output 'leak' since it may contain secret.");
  });

  test('a matrix from an output keeps its order under max-parallel and fails fast', async () => {
    const workflow = (failFast: string) => `on: push\njobs:
  a: { runs-on: x, outputs: { list: '["staging", "production", "late"]' }, steps: [{ run: echo }] }
  b:
    needs: a
    name: to \${{ matrix.environment }}
    runs-on: x
    strategy: { ${failFast}max-parallel: 1, matrix: { environment: '\${{ fromJSON(needs.a.outputs.list) }}' } }
    steps: [{ run: 'test \${{ matrix.environment }} = staging # \${{ strategy.job-index }} of \${{ strategy.job-total }}' }]
  c: { runs-on: x, needs: b, steps: [{ run: echo }] }\n`;
    expect(conclusions(await one.run(workflow('')))).toEqual([
      'a: success',
      'to staging: success',
      'to production: failure',
      'to late: cancelled',
      'c: skipped',
    ]);
    expect(conclusions(await one.run(workflow('fail-fast: false, '), { parallel: 3 }))).toContain('to late: failure');
  });

  test('fail-fast ends the legs that run', async () => {
    const run = await one.run(
      `on: push\njobs: { a: { runs-on: x, strategy: { matrix: { n: [1, 2] } }, steps: [{ run: 'test \${{ matrix.n }} = 2 && exit 1; sleep 30' }] } }\n`,
      { parallel: 2 },
    );
    expect(conclusions(run)).toEqual(['a (1): cancelled', 'a (2): failure']);
    expect(run.conclusion).toBe('failure');
  });

  test('an empty matrix fails its job with a sentence, unless its `if` is false', async () => {
    const workflow = (condition: string) =>
      `on: push\njobs: { a: { runs-on: x, if: ${condition}, strategy: { matrix: { n: "\${{ fromJSON('[]') }}" } }, steps: [{ run: x }] } }\n`;
    const run = await one.run(workflow('true'));
    expect(run.jobs[0]).toMatchObject({
      conclusion: 'failure',
      annotations: [{ message: expect.stringContaining("vector 'n' of job a") }],
    });
    expect((await one.run(workflow('false'))).conclusion).toBe('success');
  });

  test('continue-on-error of a job: it failed, and the run and the jobs after it do not mind', async () => {
    const run = await one.run(
      `on: push\njobs:\n  a: { runs-on: x, continue-on-error: true, steps: [{ run: exit 1 }] }\n  b: { runs-on: x, needs: a, steps: [{ run: 'echo \${{ needs.a.result }}' }] }\n`,
    );
    expect(conclusions(run)).toEqual(['a: failure', 'b: success']);
    expect(printed(stepOf(jobOf(run, 'b'), 1))).toEqual(['success']);
    expect(run.conclusion).toBe('success');
  });

  test('concurrency is evaluated and shown', async () => {
    const run = await one.run(
      `concurrency: run-\${{ github.ref }}\n${oneJob('- run: echo', "    concurrency: { group: 'g-${{ github.sha }}', cancel-in-progress: true }\n")}`,
    );
    expect(run.concurrency).toEqual({ group: 'run-refs/heads/main', cancelInProgress: false });
    expect(jobOf(run).concurrency).toEqual({ group: `g-${one.sha()}`, cancelInProgress: true });
  });

  test('a machine that only an expression names is refused when the job starts', async () => {
    const run = await one.run(
      'on: push\njobs: { a: { runs-on: "${{ format(\'windows-{0}\', 11) }}", steps: [{ run: x }] } }\n',
    );
    expect(run.jobs[0]).toMatchObject({ conclusion: 'failure', steps: [] });
    expect(run.jobs[0]?.annotations[0]?.message).toMatch(/`runs-on: windows-11` is refused/);
  });
});

test('re-run failed jobs: those that succeeded keep their outputs, the failed and what comes after them run again', async () => {
  const workflow = `on: push\njobs:
  good: { runs-on: x, outputs: { at: '\${{ steps.s.outputs.at }}' }, steps: [{ id: s, run: echo "at=$GITHUB_RUN_ATTEMPT" >> $GITHUB_OUTPUT }] }
  legs: { runs-on: x, strategy: { fail-fast: false, matrix: { n: [1, 2] } }, steps: [{ run: 'test "$GITHUB_RUN_ATTEMPT" = 2 -o \${{ matrix.n }} = 1' }] }
  last: { runs-on: x, needs: [good, legs], steps: [{ run: 'echo "\${{ needs.good.outputs.at }} $GITHUB_RUN_ID $GITHUB_RUN_ATTEMPT"' }] }\n`;
  const first = await one.run(workflow);
  expect(conclusions(first)).toEqual(['good: success', 'legs (1): success', 'legs (2): failure', 'last: skipped']);
  const started: string[] = [];
  const listener = {
    jobStarted: (job: { name: string; kept?: boolean }) => started.push(`${job.name}${job.kept ? ' kept' : ''}`),
  };
  const second = await one.run(workflow, { attempt: 2, onlyFailedOf: first, listener });
  expect(started).toEqual(['good kept', 'legs (1) kept', 'legs (2)', 'last']);
  expect(printed(stepOf(jobOf(second, 'last'), 1))).toEqual(['1 7 2']);
  expect(second.conclusion).toBe('success');
});

test('a called workflow: typed inputs, secrets, narrowed permissions, outputs', async () => {
  one.write(
    '.github/workflows/called.yml',
    `on:
  workflow_call:
    inputs: { n: { type: number, default: 2 }, word: { type: string, required: true } }
    secrets: { S: { required: true } }
    outputs: { out: { value: '\${{ jobs.inner.outputs.o }}' } }
jobs:
  inner:
    runs-on: x
    permissions: { contents: write, checks: write }
    outputs: { o: '\${{ inputs.word }}-\${{ inputs.n == 2 }}' }
    steps: [{ run: 'echo "$S" | tr a-z A-Z', env: { S: '\${{ secrets.S }}' } }]
`,
  );
  const workflow = (secrets: string) => `on: push\npermissions: { contents: read }\njobs:
  call: { uses: ./.github/workflows/called.yml, with: { word: hello }, ${secrets} }
  after: { runs-on: x, needs: call, steps: [{ run: 'echo \${{ needs.call.outputs.out }}' }] }\n`;
  const run = await one.run(workflow('secrets: inherit'), { secrets: { S: 'shh' } });
  expect(conclusions(run)).toEqual(['call / inner: success', 'after: success']);
  expect(jobOf(run, 'call / inner').permissions).toEqual({ contents: 'read' });
  expect(printed(stepOf(jobOf(run, 'call / inner'), 1))).toEqual(['SHH']);
  expect(printed(stepOf(jobOf(run, 'after'), 1))).toEqual(['hello-true']);
  const without = await one.run(workflow('secrets: {}'), { secrets: { S: 'shh' } });
  expect(without.conclusion).toBe('failure');
});

test('a matrix of calls: each leg has jobs of its own, and only those of the failed leg run again', async () => {
  one.write(
    '.github/workflows/called.yml',
    `on: { workflow_call: { inputs: { n: { type: number } } } }
jobs: { inner: { runs-on: x, steps: [{ run: 'test \${{ inputs.n }} = 1 -o \${{ github.run_attempt }} = 2' }] } }\n`,
  );
  const workflow = `on: push\njobs:
  call: { uses: ./.github/workflows/called.yml, strategy: { fail-fast: false, matrix: { n: [1, 2] } }, with: { n: '\${{ matrix.n }}' } }\n`;
  const first = await one.run(workflow);
  expect(conclusions(first)).toEqual(['call (1) / inner: success', 'call (2) / inner: failure']);
  const second = await one.run(workflow, { attempt: 2, onlyFailedOf: first });
  expect(second.jobs.map(({ kept, conclusion }) => [kept, conclusion])).toEqual([
    [true, 'success'],
    [undefined, 'success'],
  ]);
});

test('the listener hears of everything in its order', async () => {
  const heard: string[] = [];
  await one.run(oneJob('- { id: s, run: "echo ::notice::n; echo x > $GITHUB_STEP_SUMMARY" }', '    environment: e\n'), {
    listener: {
      runStarted: (run) => heard.push(`run ${run.runId}`),
      jobStarted: (job) => heard.push(`job ${job.name} ${job.environment?.name}`),
      stepStarted: (_job, step) => heard.push(`step ${step.number}`),
      line: (_job, _step, line) => heard.push(line.kind),
      annotation: (_job, step, annotation) => heard.push(`${annotation.level} of ${step?.id}`),
      summary: (_job, _step, file) => heard.push(readFileSync(file, 'utf8').trim()),
      stepEnded: (_job, step) => heard.push(`step ${step.outcome}`),
      jobEnded: (job) => heard.push(`job ${job.conclusion}`),
      runEnded: (run) => heard.push(`run ${run.conclusion}`),
    },
  });
  expect(heard).toEqual([
    'run 7',
    'job job e',
    'step 1',
    'group',
    'output',
    'output',
    'endgroup',
    'notice',
    'notice of s',
    'x',
    'step success',
    'job success',
    'run success',
  ]);
});
