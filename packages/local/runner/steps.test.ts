import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { jobOf, oneJob, printed, type Scratch, scratch, stepOf } from './testing.ts';

let one: Scratch;
beforeEach(() => {
  one = scratch({
    'a.txt': 'a',
    'b/c.txt': 'c',
    'ci-actions/say/action.yml':
      'name: say\ndescription: say\ninputs:\n  word: { required: true }\n  two words: { default: "${{ github.ref_name }}-${{ github.token }}" }\n  old: { deprecationMessage: use word }\nruns: { using: node20, main: main.cjs }\n',
    'ci-actions/say/main.cjs':
      'console.log(process.env.INPUT_WORD, process.env.INPUT_TWO_WORDS, process.execPath === process.argv[0])',
    'ci-actions/pre/action.yml':
      'name: pre\ndescription: pre\nruns: { using: node24, pre: pre.cjs, main: main.cjs, post: post.cjs }\n',
    'ci-actions/pre/pre.cjs':
      'require("fs").appendFileSync(process.env.GITHUB_STATE, "from=pre\\n"); console.log("pre")',
    'ci-actions/pre/main.cjs': 'console.log("main", process.env.STATE_from)',
    'ci-actions/pre/post.cjs': 'console.log("post", process.env.STATE_from)',
    'ci-actions/wrap/action.yml':
      'name: wrap\ndescription: wrap\noutputs: { o: { value: "${{ steps.b.outcome }}" } }\nruns:\n  using: composite\n  steps:\n    - { id: a, run: exit 1, shell: bash, continue-on-error: true }\n    - { id: b, run: exit 2, shell: bash }\n    - { id: c, run: echo never, shell: bash }\n    - { id: d, run: "echo ${{ steps.a.outcome }} ${{ steps.a.conclusion }}", shell: bash, if: failure() }\n',
  });
});
afterEach(() => one.remove());
const steps = async (text: string, head = '', options = {}) => jobOf(await one.run(oneJob(text, head), options));

describe('a script', () => {
  test('has -e without a named shell and pipefail with `shell: bash` only; sh, python and own commands work', async () => {
    const job = await steps(
      [
        '- { id: plain, run: "false | true; echo on; false; echo off" }',
        '- { id: bash, if: always(), shell: bash, run: "false | true; echo on" }',
        '- { id: sh, if: always(), shell: sh, run: "echo sh" }',
        '- { id: python, if: always(), shell: python, run: "print(1 + 1)" }',
        '- { id: own, if: always(), shell: "cat {0}", run: own }',
      ].join('\n'),
    );
    expect(job.steps.map((step) => [step.id, step.outcome, printed(step)[0]])).toEqual([
      ['plain', 'failure', 'on'],
      ['bash', 'failure', 'Process completed with exit code 1.'],
      ['sh', 'success', 'sh'],
      ['python', 'success', '2'],
      ['own', 'success', 'own'],
    ]);
  });

  test('runs where working-directory says, and a folder that is not there is a sentence', async () => {
    const job = await steps(
      '- uses: actions/checkout@v7\n- { run: ls, working-directory: b }\n- { run: ls, working-directory: none }',
    );
    expect(printed(stepOf(job, 2))).toEqual(['c.txt']);
    expect(stepOf(job, 3).annotations[0]?.message).toMatch(/The working-directory none is not there/);
  });

  test('hands outputs, environment and path on; NODE_OPTIONS and a broken file fail the step', async () => {
    const job = await steps(
      [
        '- id: set\n  run: |\n    { echo a=1; echo "b<<E"; echo x; echo y; echo E; } >> "$GITHUB_OUTPUT"\n    mkdir "$RUNNER_TEMP/bin"; echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"\n    printf "#!/bin/sh\\necho tool\\n" > "$RUNNER_TEMP/bin/tool"; chmod +x "$RUNNER_TEMP/bin/tool"',
        '- run: echo "$A $B"; tool\n  env: { A: "${{ steps.set.outputs.a }}", B: "${{ toJSON(steps.set.outputs.b) }}" }',
        '- { id: options, run: "echo NODE_OPTIONS=x >> $GITHUB_ENV" }',
        '- { id: broken, if: always(), run: "echo word >> $GITHUB_OUTPUT" }',
      ].join('\n'),
    );
    expect(printed(stepOf(job, 2))).toEqual(['1 "x\\ny"', 'tool']);
    expect(stepOf(job, 'options').annotations.map(({ message }) => message)).toEqual([
      "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.",
      "Unable to process file command 'env' successfully.",
    ]);
    expect(stepOf(job, 'broken').outcome).toBe('failure');
  });

  test('collects annotations and keeps its summary; the old commands fail it', async () => {
    const job = await steps(
      '- run: echo "::warning file=a.py,line=2::w"; echo "# S" >> "$GITHUB_STEP_SUMMARY"\n- run: echo "::set-output name=a::1"',
    );
    expect(stepOf(job, 1).annotations).toEqual([{ level: 'warning', file: 'a.py', line: 2, message: 'w' }]);
    expect(readFileSync(stepOf(job, 1).summary ?? '', 'utf8')).toBe('# S\n');
    expect(stepOf(job, 2)).toMatchObject({ outcome: 'failure', outputs: {} });
  });
});

test('continue-on-error: the outcome is a failure, the conclusion a success, and the job goes on', async () => {
  const job = await steps(
    '- { id: a, run: exit 1, continue-on-error: true }\n- run: echo ${{ steps.a.outcome }} ${{ steps.a.conclusion }}',
  );
  expect(stepOf(job, 'a')).toMatchObject({ outcome: 'failure', conclusion: 'success' });
  expect(printed(stepOf(job, 2))).toEqual(['failure success']);
  expect(job.conclusion).toBe('success');
});

test('a step of an expression that fails, fails with its sentence and the job goes on to always()', async () => {
  const job = await steps("- run: echo ${{ fromJSON('{') }}\n- { run: echo, if: always() }");
  expect(stepOf(job, 1).annotations[0]?.message).toMatch(/Error parsing JSON/);
  expect(job.steps.map(({ outcome }) => outcome)).toEqual(['failure', 'success']);
});

describe('a JavaScript action', () => {
  test('gets its inputs and evaluated defaults; unknown, missing and deprecated ones are warnings', async () => {
    const job = await steps('- { uses: org/ci-actions/say@v1, with: { wrod: x, old: y } }', '', {
      tokens: { mint: () => ({ token: 'tok-123' }) },
    });
    const step = stepOf(job, 1);
    expect(step.outcome).toBe('success');
    expect(printed(step)).toEqual([' main-*** true']);
    expect(step.annotations.map(({ level, message }) => [level, message])).toEqual([
      ['warning', "org/ci-actions/say@v1 needs the input 'word', which is not given."],
      ['warning', "Input 'old' has been deprecated with message: use word"],
      ['warning', "Unexpected input(s) 'wrod', valid inputs are ['word', 'two words', 'old']"],
    ]);
  });

  test('runs pre before the first step and post after the last, with one state', async () => {
    const job = await steps('- run: echo first\n- uses: org/ci-actions/pre@v1');
    expect(job.steps.map((step) => [step.name, printed(step)[0]])).toEqual([
      ['Pre Run org/ci-actions/pre@v1', 'pre'],
      ['Run echo first', 'first'],
      ['Run org/ci-actions/pre@v1', 'main pre'],
      ['Post Run org/ci-actions/pre@v1', 'post pre'],
    ]);
  });
});

test('the steps of a composite have a status of their own, and it fails as one step', async () => {
  const job = await steps(
    '- { id: w, uses: org/ci-actions/wrap@v1, continue-on-error: true }\n- run: echo "${{ steps.w.outputs.o }}"',
  );
  const said = stepOf(job, 'w').log.map(({ text }) => text);
  expect(said).toEqual(expect.arrayContaining(['failure success']));
  expect(said).not.toContain('never');
  expect(stepOf(job, 'w')).toMatchObject({ outcome: 'failure', conclusion: 'success', outputs: { o: 'failure' } });
  expect(printed(stepOf(job, 2))).toEqual(['failure']);
});

test('a local action needs a checkout before it', async () => {
  const job = await steps('- uses: ./none');
  expect(stepOf(job, 1).annotations[0]?.message).toMatch(/Can't find 'action.yml'.*Is there a checkout before it/);
});

test('hashFiles is the sha256 of the sha256 of each file', async () => {
  // printf a | sha256sum | xxd -r -p, the same of c, both through sha256sum.
  const job = await steps(
    `- uses: actions/checkout@v7
- run: |
    for f in a.txt b/c.txt; do sha256sum < $f | cut -d' ' -f1 | python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))'; done | sha256sum | cut -d' ' -f1
    echo "\${{ hashFiles('**/*.txt') }}"
    echo "\${{ hashFiles('*.txt', 'b') }}"
    echo "\${{ hashFiles('**/*.txt', '!b/**') != hashFiles('**/*.txt') }} [\${{ hashFiles('none') }}]"`,
  );
  const [real, ...ours] = printed(stepOf(job, 2));
  expect(ours).toEqual([real, real, 'true []']);
});

describe('time and cancellation', () => {
  test('a step that takes too long is ended with its whole process group, and fails', async () => {
    const marker = path.join(one.folder, 'alive');
    const job = await steps(
      `- { id: long, timeout-minutes: 0.01, run: "(trap '' INT TERM; sleep 5; touch ${marker}) & sleep 5" }\n- { id: after, if: failure(), run: echo after }`,
    );
    expect(stepOf(job, 'long')).toMatchObject({ outcome: 'failure' });
    expect(stepOf(job, 'long').annotations[0]?.message).toMatch(/has timed out after 0.01 minutes/);
    expect(stepOf(job, 'after').outcome).toBe('success');
    expect(existsSync(marker)).toBe(false);
  });

  test('a job that takes too long is cancelled; always() still runs', async () => {
    const job = await steps(
      '- run: sleep 30\n- { run: echo, if: always() }\n- run: echo',
      '    timeout-minutes: 0.01\n',
    );
    expect(job).toMatchObject({
      conclusion: 'cancelled',
      annotations: [{ message: 'The job has exceeded the maximum execution time of 0.01 minutes.' }],
    });
    expect(job.steps.map(({ outcome }) => outcome)).toEqual(['cancelled', 'success', 'skipped']);
  });

  test('a cancelled run ends its step, skips the rest but always() and cancelled(), and says so', async () => {
    const controller = new AbortController();
    const run = await one.run(
      `on: push\njobs:\n  a: { runs-on: x, steps: [{ run: sleep 30 }, { run: echo }, { run: echo, if: cancelled() }] }\n  b: { runs-on: x, needs: a, steps: [{ run: echo }] }\n  c: { runs-on: x, needs: a, if: always(), steps: [{ run: echo }] }\n`,
      { signal: controller.signal, onProcess: () => controller.abort() },
    );
    expect(run.conclusion).toBe('cancelled');
    expect(run.jobs.map(({ id, conclusion }) => [id, conclusion])).toEqual([
      ['a', 'cancelled'],
      ['b', 'cancelled'],
      ['c', 'success'],
    ]);
    expect(jobOf(run, 'a').steps.map(({ outcome }) => outcome)).toEqual(['cancelled', 'skipped', 'success']);
  });

  test('a step whose process is killed from outside fails and says by what', async () => {
    const job = await steps('- { id: a, run: sleep 30 }\n- run: echo', '', {
      onProcess: (pid: number) => process.kill(-pid, 'SIGKILL'),
    });
    expect(stepOf(job, 'a').annotations[0]?.message).toBe('The process was killed by SIGKILL (exit code 137).');
    expect(job.conclusion).toBe('failure');
  });

  test('what a step leaves in the background ends with the job', async () => {
    const job = await steps('- run: sleep 600 > /dev/null 2>&1 & echo $!');
    const pid = Number(printed(stepOf(job, 1))[0]);
    // The signal is sent when the job ends; the system may take a moment. This test hangs when it is not sent.
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isRunning(pid)).toBe(false);
  });
});

/** On Linux a process that nobody has waited for yet stays in the table as Z, which is not running. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
