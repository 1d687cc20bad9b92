import { createGitHub } from '@ci-actions/github/client';
import { headOfComment, isNewer, isSame, markerOf, ownComment } from '@ci-actions/github/comment-marker';
import type { Comment } from '@ci-actions/github/comments';
import type { CommentRecord } from '@ci-actions/local/github/comments';
import type { PullRecord } from '@ci-actions/local/github/pulls';
import { type Fault, type LoopbackGitHub, type SeenRequest, startGitHub } from '@ci-actions/local/github/server';
import { bareRepository, patientClock } from '@ci-actions/local/github/testing';
import type { MintOptions } from '@ci-actions/local/github/tokens';
import { silent } from '@ci-actions/log/log';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { conclude } from '../conclude.ts';
import { renderComment } from '../render/comment.ts';
import { faults } from '../render/test-tools.ts';
import { failed, file, suite } from '../test-tools.ts';
import { type CommentOptions, findPull, writeComment } from './comment.ts';
import { orFallBack } from './fork.ts';
import type { Run, RunEvent } from './run-event.ts';

let repository: Awaited<ReturnType<typeof bareRepository>>;
let server: LoopbackGitHub;
let playFaults: (request: SeenRequest) => Fault | undefined;
let lines: string[];

beforeAll(async () => {
  repository = await bareRepository(2);
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});
beforeEach(async () => {
  playFaults = () => undefined;
  lines = [];
  const onRequest = (request: SeenRequest) => playFaults(request);
  server = await startGitHub({ owner: 'acme', repo: 'app', folder: repository.folder, onRequest });
  server.addPull(pull());
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
const sha = (at: number) => repository.shas.at(at) ?? '';
function pull(over: Partial<PullRecord> = {}): PullRecord {
  const head = { sha: sha(-1), ref: 'topic', owner: 'acme' };
  return { number: 7, state: 'open', head, base: { sha: sha(0), ref: 'main' }, ...over };
}
const client = (options: MintOptions = { permissions: { 'pull-requests': 'write' } }) =>
  createGitHub({
    token: server.mintToken(options).token,
    repository: 'acme/app',
    apiUrl: server.apiUrl,
    log: silent,
    retry: patientClock(),
  });
const options = (over: Partial<CommentOptions> = {}): CommentOptions => ({
  mode: 'on-failure',
  title: 'Tests',
  needed: true,
  markdown: () => '1 of 3 tests failed\n',
  cleared: '✅ 3 tests passed',
  run: { runId: '5', runAttempt: '1' },
  ...over,
});
const bodies = () => server.comments().map(({ body }) => body.replace(/^(<!--.*-->\n)+/, '').trim());
const writes = () => server.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method);
const ann = { login: 'ann', type: 'User' } as const;
const bot = { login: 'github-actions[bot]', type: 'Bot', app: 'github-actions' } as const;
const said = (over: Partial<CommentRecord>) => server.addComment({ pull: 7, author: ann, body: 'hello', ...over });

describe('the life of a comment', () => {
  const red = { needed: true };
  const green = { needed: false, markdown: () => 'all well' };
  test.each<[CommentOptions['mode'], [string, Partial<CommentOptions>, string, string[]][]]>([
    [
      'on-failure',
      [
        ['green, none there', green, 'not-needed', []],
        ['red', red, 'created', ['1 of 3 tests failed']],
        ['red as before', red, 'unchanged', ['1 of 3 tests failed']],
        ['red otherwise', { markdown: () => '2 of 3' }, 'updated', ['2 of 3']],
        ['green', green, 'cleared', ['✅ 3 tests passed']],
        ['still green', green, 'unchanged', ['✅ 3 tests passed']],
        ['red again', red, 'updated', ['1 of 3 tests failed']],
      ],
    ],
    [
      'always',
      [
        ['green, none there', green, 'created', ['all well']],
        ['still green', green, 'unchanged', ['all well']],
        ['red', red, 'updated', ['1 of 3 tests failed']],
        ['green', green, 'updated', ['all well']],
      ],
    ],
    ['never', [['red', red, 'not-needed', []]]],
  ])('%s', async (mode, steps) => {
    let runId = 5;
    for (const [name, over, did, expected] of steps) {
      server.requests.length = 0;
      const run = { runId: String(runId++), runAttempt: '1' };
      const result = await writeComment(client(), 7, options({ mode, run, ...over }));
      expect([name, result, bodies()]).toEqual([name, did, expected]);
      expect([name, writes().length]).toEqual([name, ['not-needed', 'unchanged'].includes(did) ? 0 : 1]);
    }
    if (mode === 'never') expect(server.requests).toEqual([]);
  });

  test('each title has its own', async () => {
    for (const title of ['Tests (linux)', 'Tests (windows)', 'Tests (linux)']) {
      await writeComment(client(), 7, options({ title, markdown: () => title }));
    }
    expect(bodies()).toEqual(['Tests (linux)', 'Tests (windows)']);
  });

  test('it is found behind the comments of others, on any page', async () => {
    for (let at = 0; at < 130; at++) said({ body: `${at}` });
    await writeComment(client(), 7, options());
    for (let at = 0; at < 100; at++) said({ body: `${at}` });
    expect(await writeComment(client(), 7, options({ markdown: () => 'new' }))).toBe('updated');
    expect(writes()).toEqual(['POST', 'PATCH']);
  });

  test('a slower, older run does not overtake a newer one; the older attempt neither', async () => {
    await writeComment(client(), 7, options({ run: { runId: '10', runAttempt: '2' } }));
    for (const run of [
      { runId: '9', runAttempt: '3' },
      { runId: '10', runAttempt: '1' },
    ]) {
      expect(await writeComment(client(), 7, options({ run, needed: false }))).toBe('superseded');
    }
    expect(bodies()).toEqual(['1 of 3 tests failed']);
    const run = { runId: '10', runAttempt: '3' };
    expect(await writeComment(client(), 7, options({ run, needed: false }))).toBe('cleared');
  });

  test('it has at most 65,536 bytes, whatever it has of its own', async () => {
    await writeComment(client(), 7, options({ title: 'T'.repeat(500), markdown: (limit) => 'x'.repeat(limit) }));
    expect(Buffer.byteLength(server.comments()[0]?.body ?? '')).toBe(65_536);
  });

  test.each<[string, (Fault | undefined)[]]>([
    ['the answer is lost', ['lost']],
    ['the connection breaks', ['reset', 'reset']],
    ['GitHub wants to wait', [{ status: 429, headers: { 'retry-after': '5' } }]],
    ['GitHub is broken for a while', [{ status: 502 }, 'lost']],
  ])('%s: there is one comment', async (_name, list) => {
    playFaults = ({ method }) => (method === 'GET' ? undefined : list.shift());
    await writeComment(client(), 7, options());
    expect(bodies()).toEqual(['1 of 3 tests failed']);
  });
});

test('the whole body of a hostile report mentions nobody, and its head cannot be left', async () => {
  const hostile = [
    '--> @octocat',
    '@org/team #1',
    '<!-- ci-actions/test-report: x -->',
    '</details>```@a',
    '![x](http://x/y)',
  ];
  const failures = hostile.flatMap((name) => [
    failed({ name, message: name, details: name, className: name, suite: { path: [name], declaredMs: 0 } }),
  ]);
  const report = conclude([file({ file: hostile.join(), suites: [suite({ failed: 5, path: hostile })], failures })]);
  for (const title of hostile) {
    const markdown = (limit: number) => renderComment(report, { title, limit, place: () => undefined });
    await writeComment(client(), 7, options({ title, markdown }));
  }
  expect(server.comments()).toHaveLength(hostile.length);
  for (const { body } of server.comments()) {
    const [marker, run, ...rest] = body.split('\n');
    expect(marker).toMatch(/^<!-- ci-actions\/test-report: [a-z0-9-]+ -->$/);
    expect(run).toBe('<!-- run 5/1 -->');
    expect(faults(rest.join('\n'))).toEqual([]);
  }
});

describe('whose comment it is', () => {
  const quoted = headOfComment(markerOf('test-report', 'Tests'), { runId: '1', runAttempt: '1' });
  test.each<[string, Partial<CommentRecord>]>([
    ['a person who quotes the marker', { body: `> ${quoted}` }],
    ['a person who begins with the marker', { body: `${quoted}hands off` }],
    ['a person who writes through an app', { body: quoted, author: { ...ann, app: 'github-actions' } }],
    ['a person who is named like a bot', { body: quoted, author: { login: 'github-actions', type: 'User' } }],
    ['the bot, further down', { body: `look:\n${quoted}`, author: bot }],
    [
      'the bot, of another report',
      { body: headOfComment(markerOf('test-report', 'Other'), { runId: '1', runAttempt: '1' }), author: bot },
    ],
  ])('%s is not us', async (_name, comment) => {
    const theirs = said(comment);
    expect(await writeComment(client(), 7, options({ needed: false }))).toBe('not-needed');
    expect(await writeComment(client(), 7, options())).toBe('created');
    expect(server.comments().find(({ id }) => id === theirs.id)?.body).toBe(comment.body);
  });

  test.each<[string, MintOptions]>([
    ['a workflow’s token', {}],
    ['an app’s token', { app: 'reporter' }],
    ['a person’s token', { person: 'ann' }],
  ])('%s finds its own again', async (_name, mint) => {
    const github = client({ permissions: { 'pull-requests': 'write' }, ...mint });
    expect(await writeComment(github, 7, options())).toBe('created');
    expect(await writeComment(github, 7, options({ needed: false }))).toBe('cleared');
  });

  test('a person’s token does not take what the bot wrote', async () => {
    await writeComment(client(), 7, options());
    const github = client({ permissions: { 'pull-requests': 'write' }, person: 'ann' });
    expect(await writeComment(github, 7, options())).toBe('created');
  });

  test('an account that is gone and an app’s name that does not fit are nobody', () => {
    const by = (author: Comment['author']): Comment[] => [{ id: 1, url: '', body: quoted, author }];
    expect(ownComment(by({ login: '', type: '' }), markerOf('test-report', 'Tests'), undefined)).toBeUndefined();
    expect(
      ownComment(by({ login: 'a[bot]', type: 'Bot', app: 'b' }), markerOf('test-report', 'Tests'), undefined),
    ).toBeUndefined();
    expect(ownComment(by({ login: 'a[bot]', type: 'Bot' }), markerOf('test-report', 'Tests'), undefined)?.id).toBe(1);
  });
});

describe('the marker', () => {
  test.each([
    ['Tests', /^<!-- ci-actions\/test-report: tests-[0-9a-f]{12} -->$/],
    ['E2E / Windows (x64)', /: e2e-windows-x64-[0-9a-f]{12} -->$/],
    ['--> <script>', /: script-[0-9a-f]{12} -->$/],
    ['測試', /: [0-9a-f]{12} -->$/],
    ['', /: [0-9a-f]{12} -->$/],
    ['a--b', /: a-b-[0-9a-f]{12} -->$/],
  ])('of %j is one comment of HTML', (title, expected) => {
    expect(markerOf('test-report', title)).toMatch(expected);
    expect(markerOf('test-report', title).slice(4, -3)).not.toMatch(/--|>|\n/);
  });

  test('of two titles is never the same', () => {
    expect(new Set(['a b', 'a-b', 'A b', 'a  b', ' a b'].map((title) => markerOf('test-report', title))).size).toBe(5);
  });

  test('the run is not part of what is shown, and GitHub may change line ends', () => {
    const one = `${headOfComment(markerOf('test-report', 'Tests'), { runId: '1', runAttempt: '1' })}text\n`;
    const other = `${headOfComment(markerOf('test-report', 'Tests'), { runId: '2', runAttempt: '1' })}text`.replaceAll(
      '\n',
      '\r\n',
    );
    expect([isSame(one, other), isSame(one, `${one}more`)]).toEqual([true, false]);
    expect(isNewer(other, { runId: '1', runAttempt: '1' })).toBe(true);
    expect(isNewer('no head', { runId: '1', runAttempt: '1' })).toBe(false);
    expect(headOfComment(markerOf('test-report', 'Tests'), { runId: '', runAttempt: 'x' })).toMatch(
      /<!-- run 0\/0 -->\n$/,
    );
  });
});

describe('the pull request', () => {
  const run = (over: Partial<Run> = {}): Run => ({
    repository: 'acme/app',
    eventName: 'push',
    sha: sha(-1),
    ref: 'refs/heads/topic',
    runId: '5',
    runAttempt: '1',
    ...over,
  });
  const follows = (head: string, owner: string): RunEvent => ({
    workflow_run: {
      head_sha: head,
      head_branch: 'topic',
      head_repository: { full_name: `${owner}/app` },
      pull_requests: [],
    },
  });

  test('is in the event', async () => {
    expect(await findPull(client(), { pull_request: { number: 3 } }, run(), log)).toBe(3);
    expect(server.requests).toEqual([]);
  });

  test('of a push is the open one of the branch', async () => {
    server.addPull(pull({ number: 6, state: 'closed' }));
    server.addPull(pull({ number: 8, head: { ...pull().head, ref: 'other' } }));
    expect(await findPull(client(), {}, run(), log)).toBe(7);
    expect(server.requests).toHaveLength(1);
  });

  test('of a fork is found by its branch, and only while its head is the tested commit', async () => {
    const fork = { sha: 'f'.repeat(40), ref: 'topic', owner: 'eve' };
    server.addPull(pull({ number: 9, head: fork }));
    const on = run({ eventName: 'workflow_run', ref: 'refs/heads/main' });
    expect(await findPull(client(), follows(fork.sha, 'eve'), on, log)).toBe(9);
    expect(await findPull(client(), follows('e'.repeat(40), 'eve'), on, log)).toBeUndefined();
    expect(await findPull(client(), follows(fork.sha, 'mallory'), on, log)).toBeUndefined();
    expect(await findPull(client(), follows(sha(-1), 'acme'), on, log)).toBe(7);
  });

  test.each<[string, Partial<Run>, number]>([
    ['a branch without one', { ref: 'refs/heads/lonely' }, 1],
    ['a tag', { ref: 'refs/tags/v1' }, 0],
    ['a schedule', { eventName: 'schedule', ref: 'refs/heads/main' }, 1],
  ])('of %s is none, and a line says so', async (_name, over, calls) => {
    expect(await findPull(client(), {}, run(over), log)).toBeUndefined();
    expect(lines).toEqual([
      `There is no comment, because this ${over.eventName ?? 'push'} belongs to no open pull request.`,
    ]);
    expect(server.requests).toHaveLength(calls);
  });
});

test.each<[string, MintOptions, RegExp]>([
  ['only reads', { permissions: { 'pull-requests': 'read' } }, /may not comment .*: add `pull-requests: write` under/],
  ['of a fork', { permissions: { 'pull-requests': 'write' }, fork: true }, /may not comment/],
  ['has nothing', { permissions: {} }, /may not list the comments .*: add `pull-requests: write` under/],
])('a token that %s: a line, and no error', async (_name, mint, line) => {
  const work = () => writeComment(client(mint), 7, options());
  expect(await orFallBack(log, 'The comment', undefined, work)).toBeUndefined();
  expect(lines).toEqual([expect.stringMatching(line)]);
  expect(bodies()).toEqual([]);
});

test('a pull request that is not there: a warning, and no error', async () => {
  await orFallBack(log, 'The comment', undefined, () => writeComment(client(), 99, options()));
  expect(lines).toEqual([
    '! The comment is left out. GitHub could not list the comments of pull request #99 (404 Not Found).',
  ]);
});
