import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { jobOf, oneJob, printed, type Scratch, scratch, stepOf } from '../testing.ts';

let one: Scratch;
beforeEach(() => {
  one = scratch({ 'a.txt': 'a', 'out/b.txt': 'b', 'out/sub/c.txt': 'c', 'out/.hidden': 'h' });
});
afterEach(() => one.remove());
const steps = async (text: string, options = {}, event = {}) => jobOf(await one.run(oneJob(text), options, event));

describe('actions/checkout', () => {
  test('fetches the commit by git, one deep, on its branch, and says that it stands in; the result names it', async () => {
    const run = await one.run(
      oneJob(
        '- { id: c, uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd }\n- run: cat a.txt; git rev-list --count HEAD; git branch --show-current; git rev-parse HEAD; git status --short',
      ),
    );
    const [checkout, look] = jobOf(run).steps;
    expect(checkout?.log[0]?.text).toBe('stand-in for actions/checkout: fetches the repository by git');
    expect(run.standIns).toEqual(['actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd']);
    expect(look && printed(look)).toEqual(['a1', 'main', one.sha()]);
    expect(checkout?.outputs).toEqual({ ref: 'refs/heads/main', commit: one.sha() });
  });

  test('fetches the commit of the event although its branch has moved on, and all of it with fetch-depth 0', async () => {
    await steps('- run: echo');
    const old = one.sha();
    one.git('tag', 'v1');
    one.git('commit', '--quiet', '--allow-empty', '--message', 'two');
    one.git('branch', 'other');
    const job = await steps(
      `- { uses: actions/checkout@v7, with: { fetch-depth: 0 } }
- run: test "$(git rev-list --count HEAD)" -gt 2 && git tag && git branch --remotes --list origin/other && git log --format=%H -1
- { uses: actions/checkout@v7, with: { ref: v1, path: tagged } }
- run: git -C tagged rev-parse HEAD
- { uses: actions/checkout@v7, with: { ref: ${old}, path: exact } }
- run: git -C exact rev-parse HEAD`,
    );
    expect(printed(stepOf(job, 2)).slice(0, 2)).toEqual(['v1', '  origin/other']);
    expect([printed(stepOf(job, 4)), printed(stepOf(job, 6))]).toEqual([[old], [old]]);

    let moved = '';
    const runStarted = () => {
      one.git('commit', '--quiet', '--allow-empty', '--message', 'newer');
      moved = one.sha();
    };
    const late = await one.run(
      oneJob('- uses: actions/checkout@v7\n- run: git rev-parse HEAD; git rev-list --count HEAD'),
      {
        listener: { runStarted },
      },
    );
    expect(printed(stepOf(jobOf(late), 2))).toEqual([one.git('rev-parse', `${moved}^`), '1']);
  });

  test('clones from a bare remote, at a tag', async () => {
    one.git('commit', '--quiet', '--allow-empty', '--message', 'x');
    const bare = path.join(one.folder, 'bare.git');
    const workflow = oneJob('- uses: actions/checkout@v7\n- run: git describe --tags && git remote get-url origin');
    await one.run(workflow);
    one.git('tag', 'v2');
    one.git('clone', '--quiet', '--bare', '.', bare);
    const repository = { owner: 'org', name: 'example', folder: bare, defaultBranch: 'main' };
    // The event's commit has the workflow of the run before.
    const job = await steps('- run: x', { repository }, { ref: 'refs/tags/v2', sha: one.sha() });
    expect(printed(stepOf(job, 2))).toEqual(['v2', `file://${bare}`]);
  });

  test('of a shallow clone, all that it has', async () => {
    one.git('commit', '--quiet', '--allow-empty', '--message', 'x');
    await one.run(
      oneJob(
        '- uses: actions/checkout@v7\n- { uses: actions/checkout@v7, with: { fetch-depth: 0 } }\n- run: git log --oneline | wc -l',
      ),
    );
    const shallow = path.join(one.folder, 'shallow');
    one.git('clone', '--quiet', '--depth=2', `file://${path.join(one.folder, 'repository')}`, shallow);
    const repository = { owner: 'org', name: 'example', folder: shallow, defaultBranch: 'main' };
    const job = await steps('- run: x', { repository }, { sha: one.sha() });
    expect(printed(stepOf(job, 3)).map((line) => line.trim())).toEqual(['2']);
  });

  test('another repository, a ref that is not there and a path outside are sentences', async () => {
    const job = await steps(
      '- { uses: actions/checkout@v7, continue-on-error: true, with: { repository: org/other } }\n- { uses: actions/checkout@v7, continue-on-error: true, with: { ref: none } }\n- { uses: actions/checkout@v7, with: { path: ../../x } }',
    );
    expect(job.steps.map(({ annotations }) => annotations[0]?.message)).toEqual([
      'The stand-in checks out org/example only, not org/other. Leave `repository` out.',
      "A branch or tag with the name 'none' could not be found.",
      expect.stringMatching(/The path '..\/..\/x' is not under/),
    ]);
  });
});

test('actions/setup-python takes the python3 of the machine, as `python` too, and says when another was asked for', async () => {
  const job = await steps(
    "- { id: p, uses: actions/setup-python@v6, with: { python-version: '2.7' } }\n- run: python --version; python3 --version; echo ${{ steps.p.outputs.python-version }}",
  );
  expect(stepOf(job, 'p').annotations[0]?.message).toMatch(
    /^Python 2.7 is asked for; the stand-in has this machine's 3\./,
  );
  const [one, two, version] = printed(stepOf(job, 2));
  expect([one, two]).toEqual([`Python ${version}`, `Python ${version}`]);
});

test('actions/setup-node takes the Node that runs the runner', async () => {
  const job = await steps(
    '- { id: n, uses: actions/setup-node@v7, with: { node-version: 12 } }\n- run: node --version',
  );
  expect(stepOf(job, 'n').annotations[0]?.message).toMatch(/^Node 12 is asked for/);
  expect(printed(stepOf(job, 2))).toEqual([process.version]);
});

describe('artifacts', () => {
  test('go from job to job by name, without hidden files, from the folder that the files share', async () => {
    const run = await one.run(`on: push\njobs:
  up:
    runs-on: x
    steps:
      - uses: actions/checkout@v7
      - { id: u, uses: actions/upload-artifact@v6, with: { name: result, path: "out\\n!out/sub/none" } }
      - { uses: actions/upload-artifact@v6, with: { path: '\${{ runner.temp }}/*.md', if-no-files-found: ignore } }
      - { uses: actions/upload-artifact@v6, with: { name: result, path: a.txt }, continue-on-error: true }
  down:
    runs-on: x
    needs: up
    steps:
      - { uses: actions/download-artifact@v6, with: { name: result, path: here } }
      - { uses: actions/download-artifact@v6, with: { path: all } }
      - run: find . -type f | sort
      - { uses: actions/download-artifact@v6, with: { name: other } }\n`);
    expect(jobOf(run, 'up').steps.map(({ outcome }) => outcome)).toEqual(['success', 'success', 'success', 'failure']);
    expect(stepOf(jobOf(run, 'up'), 'u').outputs['artifact-digest']).toMatch(/^[0-9a-f]{64}$/);
    const down = jobOf(run, 'down');
    expect(printed(stepOf(down, 3))).toEqual([
      './all/result/b.txt',
      './all/result/sub/c.txt',
      './here/b.txt',
      './here/sub/c.txt',
    ]);
    expect(stepOf(down, 4).annotations[0]?.message).toMatch(/Artifact not found for name: other. The run has result./);
  });

  test('no file is a warning, or an error where that is asked for', async () => {
    const step = (rest: string) =>
      `- { uses: actions/upload-artifact@v6, continue-on-error: true, with: { path: none${rest} } }`;
    const job = await steps(`${step('')}\n${step(', if-no-files-found: error')}`);
    expect(job.steps.map(({ outcome, annotations }) => [outcome, annotations[0]?.level])).toEqual([
      ['success', 'warning'],
      ['failure', 'error'],
    ]);
  });

  test('a second attempt finds those of the first, and may make them again', async () => {
    const workflow = `on: push\njobs:
  up: { runs-on: x, steps: [{ run: echo kept > f }, { uses: actions/upload-artifact@v6, with: { path: f } }] }
  down: { runs-on: x, needs: up, steps: [{ uses: actions/download-artifact@v6, with: { name: artifact } }, { run: 'cat f; test "$GITHUB_RUN_ATTEMPT" = 2' }] }\n`;
    const first = await one.run(workflow);
    const second = await one.run(workflow, { attempt: 2, onlyFailedOf: first });
    expect([first.conclusion, second.conclusion, jobOf(second, 'up').kept]).toEqual(['failure', 'success', true]);
  });
});

test('aws-actions/configure-aws-credentials sets region and keys, which are hidden', async () => {
  const job = await steps(
    '- { uses: aws-actions/configure-aws-credentials@v6, with: { aws-region: eu-west-1, aws-access-key-id: AKIDEXAMPLE, aws-secret-access-key: s3cr3t/key } }\n- run: echo "$AWS_REGION $AWS_DEFAULT_REGION $AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY"\n- { uses: aws-actions/configure-aws-credentials@v6, with: { aws-region: nowhere } }',
  );
  expect(printed(stepOf(job, 2))).toEqual(['eu-west-1 eu-west-1 *** ***']);
  expect(stepOf(job, 3).annotations[0]?.message).toBe('Region is not valid: nowhere');
});

test('aws-actions/configure-aws-credentials takes no role without an identity, nor from given keys', async () => {
  const step = (rest: string) =>
    `- { uses: aws-actions/configure-aws-credentials@v6, continue-on-error: true, with: { aws-region: eu-west-1, role-to-assume: a-role${rest} } }`;
  const job = await steps(`${step('')}\n${step(', aws-access-key-id: AKIDEXAMPLE')}`);
  expect(job.steps.map(({ annotations }) => annotations[0]?.message)).toEqual([
    'a-role could not be assumed with OIDC: the job has no identity; give it `permissions: id-token: write`.',
    expect.stringMatching(/^The stand-in takes a role with the identity of the job only/),
  ]);
});

describe('actions/attest-build-provenance', () => {
  const uses = 'uses: actions/attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32';
  const allowed = '    permissions: { contents: read, id-token: write, attestations: write }\n';
  const tokens = {
    mint: () => ({ token: 'a-token', idTokenUrl: 'http://127.0.0.1:1/id', idTokenRequestToken: 'another-token' }),
  };
  const run = async (given: string, permissions = allowed) =>
    jobOf(
      await one.run(
        oneJob(
          `- uses: actions/checkout@v7\n- { id: a, ${uses}, with: { ${given} } }\n- run: cat "$RUNNER_TEMP/created_attestation_paths.txt"`,
          permissions,
        ),
        { tokens },
      ),
    );

  const envelopeOf = (outputs: Readonly<Record<string, string>>) => {
    const { dsseEnvelope } = JSON.parse(readFileSync(outputs['bundle-path'] ?? '', 'utf8'));
    const { signatures, payload } = dsseEnvelope;
    return { signatures, payload: JSON.parse(Buffer.from(payload, 'base64').toString()) };
  };

  test('writes what would be attested, in the form of the real one and without a signature', async () => {
    const job = await run("subject-path: 'a.txt, out/b*'");
    const { outputs } = stepOf(job, 'a');
    expect(outputs).toEqual({
      'bundle-path': printed(stepOf(job, 3))[0],
      'attestation-id': expect.stringMatching(/^[0-9a-f]{8}$/),
      'attestation-url': expect.stringContaining(`/org/example/attestations/${outputs['attestation-id']}`),
    });
    const { signatures, payload } = envelopeOf(outputs);
    expect(signatures).toEqual([]);
    const digest = (text: string) => ({ sha256: createHash('sha256').update(text).digest('hex') });
    expect(payload).toMatchObject({
      subject: [
        { name: 'a.txt', digest: digest('a') },
        { name: 'b.txt', digest: digest('b') },
      ],
      predicate: {
        buildDefinition: {
          externalParameters: { workflow: { ref: 'refs/heads/main', path: '.github/workflows/test.yml' } },
          resolvedDependencies: [{ digest: { gitCommit: one.sha() } }],
        },
      },
    });
  });

  test('attests an image by its name and its digest', async () => {
    const name = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/app';
    const job = await run(`subject-name: ${name}, subject-digest: 'sha256:${'a'.repeat(64)}'`);
    const { payload } = envelopeOf(stepOf(job, 'a').outputs);
    expect(payload.subject).toEqual([{ name, digest: { sha256: 'a'.repeat(64) } }]);
  });

  test.each([
    [
      'a digest without a name',
      `subject-digest: 'sha256:${'a'.repeat(64)}'`,
      allowed,
      /^subject-name must be provided/,
    ],
    [
      'a digest that is none',
      'subject-name: a, subject-digest: latest',
      allowed,
      /^subject-digest must be in the format/,
    ],
    [
      'a file and a digest',
      `subject-path: a.txt, subject-name: a, subject-digest: 'sha256:${'a'.repeat(64)}'`,
      allowed,
      /^Only one of subject-path, /,
    ],
    ['nothing', "subject-path: ''", allowed, /^One of subject-path, .* must be provided$/],
    ['a file that is not there', 'subject-path: none.tar', allowed, /^Could not find subject at path none\.tar$/],
    [
      'a job without an identity',
      'subject-path: a.txt',
      allowed.replace('id-token: write', 'id-token: none'),
      /id-token: write/,
    ],
    [
      'a job that may not store it',
      'subject-path: a.txt',
      allowed.replace('attestations: write', 'attestations: read'),
      /Resource not accessible by integration; .*attestations: write/,
    ],
  ])('%s is a sentence', async (_what, given, permissions, said) => {
    const job = await run(given, permissions);
    expect(job.conclusion).toBe('failure');
    expect(stepOf(job, 'a').annotations[0]?.message).toMatch(said);
  });
});
