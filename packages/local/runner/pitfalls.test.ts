import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { jobOf, oneJob, printed, type Scratch, scratch, stepOf } from './testing.ts';

// Each of these went wrong in another runner, in a prototype or in the packages that this one is made of.

let made: Scratch[] = [];
const make = (files?: Record<string, string>) => {
  const one = scratch(files);
  made.push(one);
  return one;
};
afterEach(() => {
  for (const one of made) one.remove();
  made = [];
});

const expression = (text: string) => `\${{ ${text} }}`;
const javascript = (main: string, runs = '') => ({
  'action.yml': `name: x\ndescription: x\ninputs: { word: { default: none }, 'two words': { default: '' } }\nruns: { using: node24, main: main.cjs${runs} }\n`,
  'main.cjs': main,
});
const at = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));

test('the lexer un-escapes only the first of two single quotes: a script with an expression keeps all of its quotes', async () => {
  const run = await make().run(oneJob(`- run: printf '%s|' 'a' 'it'"'"'s' '${expression('github.ref_name')}' 'b'`));
  expect(printed(stepOf(jobOf(run), 1))).toEqual(["a|it's|main|b|"]);
});

describe('the parser takes the characters of the file, not the value, of a text of several lines with an expression', () => {
  test.each([
    [
      'a here-document keeps its own indentation only',
      '- run: |\n    cat <<END\n      in ${{ github.ref_name }}\n    END\n    echo out\n',
      ['  in main', 'out'],
    ],
    ['a folded text is folded', '- run: >\n    echo ${{ github.ref_name }}\n    folded\n', ['main folded']],
    ['a quoted text loses its quotes', '- run: "echo ${{ github.ref_name }}\n    \\"quoted\\" "\n', ['main quoted']],
    [
      'python is not indented',
      '- shell: python\n  run: |\n    word = "${{ github.ref_name }}"\n    print(word)\n',
      ['main'],
    ],
  ])('%s', async (_title, steps, lines) => {
    expect(printed(stepOf(jobOf(await make().run(oneJob(steps))), 1))).toEqual(lines);
  });
});

test('the converter drops with, shell, working-directory, defaults, permissions and timeouts: none is lost here', async () => {
  const files = { 'sub/x.txt': '', ...at('ci-actions/echo', javascript('console.log(process.env.INPUT_WORD)')) };
  const run = await make(files).run(
    oneJob(
      [
        '- uses: actions/checkout@v7',
        '- run: pwd | sed s,.*/,,',
        '- { run: "pwd | sed s,.*/,,; false | true; echo sh", working-directory: .., shell: sh }',
        '- { uses: org/ci-actions/echo@v1, with: { word: given } }',
        '- { run: sleep 30, timeout-minutes: 0.01, continue-on-error: true }',
        '- run: false | true',
      ].join('\n'),
      '    permissions: { contents: read, checks: write }\n    defaults: { run: { working-directory: sub, shell: bash } }\n',
    ),
  );
  const job = jobOf(run);
  expect([2, 3, 4].map((number) => printed(stepOf(job, number)))).toEqual([['sub'], ['example', 'sh'], ['given']]);
  expect(stepOf(job, 5).annotations[0]?.message).toMatch(/has timed out/);
  // `shell: bash` by default means pipefail.
  expect(stepOf(job, 6).outcome).toBe('failure');
  expect(job.permissions).toEqual({ contents: 'read', checks: 'write' });
});

test('a context that is not in the dictionary makes the evaluator throw: an empty one is empty', async () => {
  const run = await make().run(
    oneJob(
      `- run: echo "[${expression('matrix.x')}${expression('inputs.y')}${expression('needs.z.outputs.w')}${expression('vars.NONE')}]"`,
    ),
  );
  expect(printed(stepOf(jobOf(run), 1))).toEqual(['[]']);
});

test('an `if` without a status function means success() too, and one with it does not', async () => {
  const run = await make().run(
    oneJob(
      [
        '- run: exit 3',
        `- { id: plain, run: echo, if: "github.ref_name == 'main'" }`,
        `- { id: wrapped, run: echo, if: "${expression("github.ref_name == 'main'")}" }`,
        `- { id: failure, run: echo, if: "failure() && github.ref_name == 'main'" }`,
        `- { id: always, run: echo, if: always() }`,
        `- { id: word, run: echo, if: "contains('failure()', github.ref_name) || true" }`,
      ].join('\n'),
    ),
  );
  expect(jobOf(run).steps.map(({ id, conclusion }) => [id, conclusion])).toEqual([
    [undefined, 'failure'],
    ['plain', 'skipped'],
    ['wrapped', 'skipped'],
    ['failure', 'success'],
    ['always', 'success'],
    ['word', 'skipped'],
  ]);
});

test('success() and failure() of a job look at all ancestors, not at needs alone', async () => {
  const job = (id: string, needs: string, rest = '', run = 'echo') =>
    `  ${id}: { runs-on: ubuntu-latest, needs: [${needs}], steps: [{ run: ${run} }]${rest} }\n`;
  const run = await make().run(
    `on: push\njobs:\n${job('a', '', '', 'exit 1')}${job('b', 'a', ', if: always()')}${job('c', 'b')}${job('d', 'b', ', if: failure()')}${job('e', 'c', ', if: "failure(\'b\')"')}`,
  );
  expect(Object.fromEntries(run.jobs.map(({ id, conclusion }) => [id, conclusion]))).toEqual({
    a: 'failure',
    b: 'success',
    c: 'skipped',
    d: 'success',
    e: 'skipped',
  });
  expect(run.conclusion).toBe('failure');
});

test('post steps run from the last to the first, only where main was reached, with inputs and state, also after a failure', async () => {
  const action = javascript(
    'require("fs").appendFileSync(process.env.GITHUB_STATE, "kept=" + process.env.INPUT_WORD + "\\n")',
    ', post: post.cjs',
  );
  const post = 'console.log("post", process.env.INPUT_WORD, process.env.STATE_kept)';
  const files = {
    ...at('ci-actions/last', { ...action, 'post.cjs': post }),
    'ci-actions/wrap/action.yml':
      'name: wrap\ndescription: wrap\nruns: { using: composite, steps: [{ uses: org/ci-actions/last@v1, with: { word: inner } }] }\n',
  };
  const run = await make(files).run(
    oneJob(
      [
        '- { uses: org/ci-actions/last@v1, with: { word: first } }',
        '- { uses: org/ci-actions/wrap@v1 }',
        '- { run: exit 1 }',
        '- { uses: org/ci-actions/last@v1, with: { word: never } }',
      ].join('\n'),
    ),
  );
  expect(
    jobOf(run)
      .steps.slice(4)
      .map((step) => [step.name, ...printed(step)]),
  ).toEqual([
    ['Post Run org/ci-actions/last@v1', 'post inner inner'],
    ['Post Run org/ci-actions/last@v1', 'post first first'],
  ]);
});

test('post-if decides, and is taken as it is', async () => {
  const files = at('ci-actions/post', {
    ...javascript('', ', post: post.cjs, post-if: failure()'),
    'post.cjs': 'console.log("posted")',
  });
  const of = async (second: string) => {
    const run = await make(files).run(oneJob(`- uses: org/ci-actions/post@v1\n- run: ${second}`));
    return stepOf(jobOf(run), 3).conclusion;
  };
  expect([await of('exit 1'), await of('exit 0')]).toEqual(['success', 'skipped']);
});

test('GITHUB_ENV beats workflow and job env, step env beats both, and GITHUB_ and RUNNER_ variables cannot be overridden', async () => {
  const run = await make().run(
    `env: { A: workflow, B: workflow, C: workflow, D: workflow, GITHUB_SHA: fake, RUNNER_OS: fake }\n${oneJob(
      [
        '- run: echo "$A $B $C $D"; printf "C=file\\nD=file\\nGITHUB_REF=fake\\n" >> "$GITHUB_ENV"',
        `- run: echo "$A $B $C $D ${expression('env.C')} ${expression('env.D')} $GITHUB_REF $(test "$GITHUB_SHA" = fake || echo real) $(test "$RUNNER_OS" = fake || echo real)"\n  env: { D: step }`,
      ].join('\n'),
      '    env: { B: job, C: job, D: job }\n',
    )}`,
  );
  expect(printed(stepOf(jobOf(run), 1))).toEqual(['workflow job job job']);
  expect(printed(stepOf(jobOf(run), 2))).toEqual(['workflow job file step file step refs/heads/main real real']);
});

test("a composite's ./x is the caller's, and its inputs are a context, not INPUT_ variables", async () => {
  const files = {
    'local/action.yml':
      'name: local\ndescription: local\ninputs: { word: { default: w } }\nruns: { using: composite, steps: [{ run: "echo local ${{ inputs.word }}", shell: bash }] }\n',
    ...at('ci-actions/inner', javascript('console.log("inner", process.env.INPUT_WORD, process.env.INPUT_OUTER)')),
    'ci-actions/outer/action.yml': `name: outer
description: outer
inputs: { outer: { default: fallback } }
outputs: { said: { value: "\${{ steps.say.outputs.said }}!" } }
runs:
  using: composite
  steps:
    - { uses: ./local, with: { word: "\${{ inputs.outer }}" } }
    - { uses: org/ci-actions/inner@v1 }
    - { id: say, shell: bash, run: 'echo "said=$OUTSIDE \${{ inputs.outer }} $(basename "$GITHUB_ACTION_PATH")" >> "$GITHUB_OUTPUT"' }
`,
  };
  const run = await make(files).run(
    oneJob(
      '- uses: actions/checkout@v7\n- { id: outer, uses: org/ci-actions/outer@v1, with: { outer: given }, env: { OUTSIDE: yes } }',
    ),
  );
  const step = stepOf(jobOf(run), 'outer');
  expect(step.log.map(({ text }) => text)).toEqual(expect.arrayContaining(['local given', 'inner none undefined']));
  expect(step.outputs).toEqual({ said: 'yes given outer!' });
});

test('a secret is hidden in log, annotation and summary, in its encodings, line by line, and in what is masked later', async () => {
  const secret = 'top "secret" & co\nsecond line of it';
  const script = [
    'const s = process.env.S; const [a, b] = s.split("\\n");',
    'console.log([a, b, encodeURIComponent(a), JSON.stringify(a), Buffer.from(a).toString("base64"), Buffer.from("x" + a + "y").toString("base64"), Buffer.from("xy" + b).toString("base64")].join("\\n"));',
    'console.log("::error title=" + b + "::" + a); console.log("::add-mask::later"); console.log("it is later now");',
    'require("fs").writeFileSync(process.env.GITHUB_STEP_SUMMARY, "the summary has " + b);',
  ].join('\n');
  const run = await make({
    'ci-actions/leak/action.yml': javascript('')['action.yml'],
    'ci-actions/leak/main.cjs': script,
  }).run(oneJob(`- uses: org/ci-actions/leak@v1\n  env: { S: "${expression('secrets.S')}" }`), {
    secrets: { S: secret },
  });
  const step = stepOf(jobOf(run), 1);
  const lines = printed(step);
  expect(lines.slice(0, 4)).toEqual(['***', '***', '***', '"***"']);
  expect(lines[4]).toBe('***');
  expect(lines[5]).toMatch(/^.{4}\*{3}.{1,4}$/);
  expect(lines[6]).toMatch(/^.{4}\*{3}.{0,3}$/);
  expect(lines.slice(7)).toEqual(['***', '::add-mask::***', 'it is *** now']);
  expect(step.annotations).toEqual([{ level: 'error', title: '***', message: '***' }]);
  expect(readFileSync(step.summary ?? '', 'utf8')).toBe('the summary has ***');
});

test('a summary above 1 MiB is an error and is left out, and the step does not fail; one byte less is kept', async () => {
  const run = await make().run(
    oneJob(
      '- run: head -c 1048577 /dev/zero | tr "\\0" x > "$GITHUB_STEP_SUMMARY"\n- run: head -c 1048576 /dev/zero | tr "\\0" x > "$GITHUB_STEP_SUMMARY"',
    ),
  );
  const [above, limit] = jobOf(run).steps;
  expect(above?.summary).toBeUndefined();
  expect(above?.annotations[0]?.message).toMatch(/supports content up to a size of 1024k, got 1025k/);
  expect(above?.conclusion).toBe('success');
  expect(readFileSync(limit?.summary ?? '', 'utf8')).toHaveLength(1048576);
});

test('an action runs as a child process: it sees the endpoints of the options and nothing of the host', async () => {
  process.env.AWS_PROFILE = 'host';
  process.env.GITHUB_TOKEN = 'host';
  try {
    const run = await make().run(oneJob('- run: env | cut -d= -f1 | sort; echo "$AWS_ENDPOINT_URL"'), {
      env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:2' },
    });
    const lines = printed(stepOf(jobOf(run), 1));
    expect(lines).toEqual(
      expect.arrayContaining(['CI', 'GITHUB_SHA', 'RUNNER_TEMP', 'AWS_ENDPOINT_URL', 'http://127.0.0.1:2']),
    );
    expect(lines).not.toEqual(expect.arrayContaining(['AWS_PROFILE']));
    expect(lines).not.toEqual(expect.arrayContaining(['GITHUB_TOKEN']));
    expect(lines.filter((name) => /^(npm_|JEST|NODE_)/.test(name))).toEqual([]);
  } finally {
    delete process.env.AWS_PROFILE;
    delete process.env.GITHUB_TOKEN;
  }
});

test.each(['run-workflow.ts', 'lint.ts'])('the packages do not import in plain Node; bundled, %s does', (file) => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', `packages/local/runner/${file}`], {
    cwd: root,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
});

test('not settled on GitHub: `post-if: success()` of an action in a composite is about that composite, as act has it', async () => {
  const files = {
    ...at('ci-actions/post', { ...javascript('', ', post: post.cjs, post-if: success()'), 'post.cjs': '' }),
    'ci-actions/wrap/action.yml':
      'name: wrap\ndescription: wrap\nruns: { using: composite, steps: [{ uses: org/ci-actions/post@v1 }] }\n',
  };
  const of = async (last: string) =>
    jobOf(await make(files).run(oneJob(`- uses: org/ci-actions/wrap@v1\n- run: ${last}`))).steps.at(-1)?.outcome;
  expect([await of('exit 0'), await of('exit 1')]).toEqual(['success', 'success']);
});
