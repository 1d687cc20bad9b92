import { createGitHub } from '@ci-actions/github/client';
import type { Permissions } from '@ci-actions/local/github/permissions';
import { type Fault, type LoopbackGitHub, type SeenRequest, startGitHub } from '@ci-actions/local/github/server';
import { bareRepository, patientClock } from '@ci-actions/local/github/testing';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CheckOptions, createCheckRun, externalIdOf } from './check-run.ts';
import { cutLine, type Remark, toAnnotations } from './check-run-annotations.ts';
import { orFallBack } from './fork.ts';

let repository: Awaited<ReturnType<typeof bareRepository>>;
let server: LoopbackGitHub;
let faults: (request: SeenRequest) => Fault | undefined;
let lines: string[];

beforeAll(async () => {
  repository = await bareRepository(1);
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});
beforeEach(async () => {
  faults = () => undefined;
  lines = [];
  const onRequest = (request: SeenRequest) => faults(request);
  server = await startGitHub({ owner: 'acme', repo: 'app', folder: repository.folder, onRequest });
});
afterEach(async () => {
  await server.close();
  expect(server.violations).toEqual([]);
});
afterAll(async () => {
  delete process.env.GITHUB_API_URL;
  await repository.remove();
});

const log = {
  ...silent,
  info: (line: string) => void lines.push(line),
  warning: (line: string) => void lines.push(`! ${line}`),
};
const client = (permissions: Permissions = { checks: 'write' }) =>
  createGitHub({
    token: server.mintToken({ permissions }).token,
    repository: 'acme/app',
    apiUrl: server.apiUrl,
    log: silent,
    retry: patientClock(),
  });
const remarks = (count: number): Remark[] =>
  Array.from({ length: count }, (_, at) => ({
    level: 'error',
    title: `t${at + 1}`,
    message: 'no',
    file: 'a.ts',
    line: at + 1,
  }));
const options = (over: Partial<CheckOptions> = {}): CheckOptions => ({
  name: 'Tests',
  headSha: repository.shas[0] ?? '',
  externalId: 'x',
  conclusion: 'failure',
  title: '1 of 3 tests failed',
  summary: () => 'summary',
  annotations: [],
  ...over,
});
const writes = () =>
  server.requests.filter(({ method }) => method !== 'GET').map(({ method, status }) => [method, status]);
const lineNumbers = () => server.checkRuns().map(({ annotations }) => annotations.map(({ start_line }) => start_line));
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('a check run', () => {
  test.each([
    ['success', 'success'],
    ['failure', 'failure'],
    ['incomplete', 'failure'],
    ['empty', 'neutral'],
  ] as const)('of a report that is a %s is a %s', async (conclusion, expected) => {
    const { url } = await createCheckRun(client(), options({ conclusion, detailsUrl: 'https://example.org/1' }), log);
    expect(server.checkRuns()).toMatchObject([
      {
        name: 'Tests',
        status: 'completed',
        conclusion: expected,
        title: '1 of 3 tests failed',
        summary: 'summary',
        detailsUrl: 'https://example.org/1',
      },
    ]);
    expect(url).toMatch(/\/acme\/app\/runs\/\d+$/);
    expect(lines).toEqual([]);
  });

  test.each([
    [0, 1],
    [1, 1],
    [49, 1],
    [50, 1],
    [51, 2],
    [100, 2],
    [120, 3],
  ])('with %i annotations takes %i requests', async (count, requests) => {
    const reported = await createCheckRun(client(), options({ annotations: remarks(count) }), log);
    expect(reported).toMatchObject({ annotations: count, refused: 0 });
    expect(lineNumbers()).toEqual([upTo(count)]);
    expect(writes()).toEqual(upTo(requests).map((n) => (n === 1 ? ['POST', 201] : ['PATCH', 200])));
  });

  test('has Markdown made for 65,535 bytes, and a title and a name of 255 characters', async () => {
    const limits: number[] = [];
    const summary = (limit: number) => {
      limits.push(limit);
      return 'ü'.repeat(Math.floor(limit / 2));
    };
    await createCheckRun(client(), options({ summary, title: 'ü'.repeat(300), name: 'n'.repeat(300) }), log);
    const [made] = server.checkRuns();
    expect([limits, Buffer.byteLength(made?.summary ?? '')]).toEqual([[65_535], 65_534]);
    expect([made?.title, made?.name]).toEqual([`${'ü'.repeat(254)}…`, `${'n'.repeat(254)}…`]);
  });
});

describe('the weather', () => {
  test.each<[string, (Fault | undefined)[]]>([
    ['answers are lost', ['lost', 'lost', undefined, 'lost']],
    ['connections break', ['reset', undefined, 'reset']],
    [
      'GitHub wants to wait',
      [
        { status: 429, headers: { 'retry-after': '7' } },
        { status: 403, headers: { 'retry-after': '1' }, body: { message: 'secondary rate limit' } },
      ],
    ],
    ['GitHub is broken for a while', [{ status: 502 }, undefined, { status: 503 }, { status: 500 }]],
  ])('%s: one check, each annotation once', async (_name, list) => {
    faults = ({ method }) => (method === 'GET' ? undefined : list.shift());
    expect(await createCheckRun(client(), options({ annotations: remarks(120) }), log)).toMatchObject({
      annotations: 120,
    });
    expect(lineNumbers()).toEqual([upTo(120)]);
  });

  test.each([1, 2, 3])('killed after %i of 4 requests, it goes on where it ended', async (done) => {
    let left = done;
    const killed = new Error('killed');
    const github = client();
    const mortal = {
      ...github,
      updateCheckRun: (...args: Parameters<typeof github.updateCheckRun>) =>
        --left > 0 ? github.updateCheckRun(...args) : Promise.reject(killed),
    };
    await expect(createCheckRun(mortal, options({ annotations: remarks(170) }), log)).rejects.toBe(killed);
    // What was there by then said already how the tests went.
    expect(server.checkRuns()).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
    expect(await createCheckRun(client(), options({ annotations: remarks(170) }), log)).toMatchObject({
      annotations: 170,
    });
    expect(lineNumbers()).toEqual([upTo(170)]);
  });

  test('another attempt of the run, and another leg of a matrix, make a check of their own', async () => {
    const run = { repository: 'acme/app', eventName: 'push', sha: '', ref: '', runId: '5', runAttempt: '1' };
    const ids = [
      externalIdOf(run, 'Tests'),
      externalIdOf({ ...run, runAttempt: '2' }, 'Tests'),
      externalIdOf({ ...run, runId: '6' }, 'Tests'),
      externalIdOf(run, 'Other'),
      externalIdOf(run, 'Tests', 'leg 2'),
    ];
    expect(ids[0]).toMatch(/^ci-actions\/test-report\/5\/1\/[0-9a-f]{16}$/);
    expect(new Set(ids).size).toBe(5);
    for (const externalId of [...ids, ids[0] ?? '']) await createCheckRun(client(), options({ externalId }), log);
    expect(server.checkRuns().map(({ externalId }) => externalId)).toEqual(ids);
  });

  test('GitHub fails for good in the middle: the check stands, and a warning says what is missing', async () => {
    faults = ({ method }) => (method === 'PATCH' ? { status: 500, body: { message: 'Server Error' } } : undefined);
    const reported = await createCheckRun(client(), options({ annotations: remarks(170) }), log);
    expect(reported).toMatchObject({ annotations: 50, refused: 120 });
    expect(lines).toEqual([
      expect.stringMatching(
        /^! 120 annotations of the check left out\. Updating the check Tests did not succeed within 60 s .*500 Server Error\.$/,
      ),
    ]);
  });

  test('annotations that GitHub does not take do not cost the check, nor the other annotations', async () => {
    const refuse = new Set([1, 101]);
    faults = ({ method, body }) => {
      const first = method === 'GET' ? undefined : JSON.parse(body.toString()).output.annotations[0]?.start_line;
      return refuse.has(first) ? { status: 422, body: { message: 'Invalid request.' } } : undefined;
    };
    const reported = await createCheckRun(client(), options({ annotations: remarks(170) }), log);
    expect(reported).toMatchObject({ annotations: 70, refused: 100 });
    expect(lines.map((line) => line.slice(0, 42))).toEqual(Array(2).fill('! 50 annotations of the check left out. Gi'));
  });
});

describe('a token that may not', () => {
  test.each<[string, Permissions]>([
    ['only reads', { checks: 'read' }],
    ['has no permission for checks', { contents: 'read' }],
  ])('%s: a line, and no error', async (_name, permissions) => {
    const work = () => createCheckRun(client(permissions), options(), log);
    expect(await orFallBack(log, 'The check', undefined, work)).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(
        /^The check is left out\. The token may not .* \(403 Resource not accessible by integration\): add `checks: (read|write)` under `permissions:` of the job\.$/,
      ),
    ]);
    expect(server.checkRuns()).toEqual([]);
  });

  test('a commit that GitHub does not have is no reason to fail', async () => {
    const work = () => createCheckRun(client(), options({ headSha: '1'.repeat(40) }), log);
    expect(await orFallBack(log, 'The check', undefined, work)).toBeUndefined();
    expect(lines).toEqual([expect.stringMatching(/^! The check is left out\. GitHub could not .*422 No commit found/)]);
  });
});

describe('annotations', () => {
  const one = (over: Partial<Remark>) =>
    toAnnotations([{ level: 'error', title: 't', message: 'm', file: 'a.ts', line: 3, ...over }])[0];
  test('without a place are left to the summary', () => {
    expect(
      toAnnotations([
        { level: 'error', title: 't', message: 'm' },
        { level: 'error', title: 't', message: 'm', file: '' },
      ]),
    ).toEqual([]);
  });

  test.each([
    [{ line: 3 }, 3],
    [{ line: 0 }, 1],
    [{ line: -4 }, 1],
    [{ line: 1.5 }, 1],
    [{ line: Number.NaN }, 1],
    [{ line: 2 ** 40 }, 1],
  ])('%j is at line %i', (over, line) => {
    expect(one(over)).toMatchObject({ startLine: line, endLine: line });
  });

  test.each([
    ['error', 'failure'],
    ['warning', 'warning'],
    ['notice', 'notice'],
  ] as const)('%s is a %s', (level, expected) => {
    expect(one({ level })?.level).toBe(expected);
  });

  test('keep within the limits, and lose what a parser of JSON chokes on', () => {
    const long = one({ title: '😀'.repeat(200), message: 'ü'.repeat(50_000), details: '😀'.repeat(20_000) });
    expect(long?.title).toBe(`${'😀'.repeat(127)}…`);
    for (const shown of [long?.message ?? '', long?.rawDetails ?? '']) {
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(64_000);
      expect(shown).toMatch(/^[ü😀]+\n…$/u);
    }
    expect(one({ message: 'a\u0000b\r\nc\ud800' })?.message).toBe('a�b\nc�');
    expect(one({ message: ' ' })?.message).toBe('t');
    expect(one({ message: '', title: '' })?.message).toBe('The test failed.');
    expect(one({})).not.toHaveProperty('rawDetails');
    expect(cutLine('a\n b\tc')).toBe('a b c');
  });
});
