import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Fault, SeenRequest } from '@ci-actions/local/github/server';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Checkout, makePlace, type Place } from './test-tools.ts';

// The real process, killed at each request that writes: what it reads in between changes nothing. What runs is dist/, as
// the runner starts it, and not the sources: after a change of them `npm run build` comes first.

const door = fileURLToPath(new URL('../../dist/tag-library/index.js', import.meta.url));
const files = { 'out/a.whl': 'wheel', 'out/b.tar.gz': 'source' };

/** Every write of a whole run, in order. */
const writes = ['push', 'dispatch', 'release', 'upload', 'upload', 'publish', 'push'];

let place: Place;
let head: string;
let onWrite: ((what: string, nth: number) => Promise<Fault | undefined>) | undefined;
let made: string[] = [];

beforeAll(async () => {
  place = await makePlace({
    async onRequest(request) {
      const what = writeOf(request);
      if (what === undefined) return undefined;
      made.push(what);
      return onWrite?.(what, made.length - 1);
    },
  });
  place.commit('feat: begin', { '.github/workflows/deploy.yml': 'on: workflow_dispatch\njobs: {}\n' });
  const first = place.git('rev-parse', 'HEAD');
  head = place.commit('feat: more (#2)');
  // A prefix is a library of its own: each kill has one.
  for (let n = 0; n <= writes.length * 2; n++) place.git('tag', `k${n}-v1.0.0`, first);
  place.git('push', '--quiet', 'origin', '--tags');
});
afterAll(async () => {
  await place.close();
  expect(place.github.violations).toEqual([]);
});

/** What a request writes; undefined for those that read. */
function writeOf({ part, method, path: target }: SeenRequest): string | undefined {
  if (method === 'GET' || target.endsWith('/git-upload-pack')) return undefined;
  if (part === 'git') return 'push';
  if (target.includes('/dispatches')) return 'dispatch';
  if (target.includes('/assets?')) return 'upload';
  return method === 'PATCH' ? 'publish' : method === 'POST' ? 'release' : method;
}

/** Starts the action as the runner does. */
function start({ workspace, env, token }: Checkout, prefix: string) {
  const temp = `${workspace}-temp`;
  mkdirSync(temp);
  const output = path.join(temp, 'output');
  writeFileSync(output, '');
  const child = spawn(process.execPath, [door], {
    env: {
      ...env,
      PATH: process.env.PATH,
      HOME: temp,
      RUNNER_TEMP: temp,
      GITHUB_OUTPUT: output,
      'INPUT_GITHUB-TOKEN': token,
      INPUT_PREFIX: prefix,
      INPUT_ASSETS: 'out/*',
      INPUT_DISPATCH: 'deploy.yml',
      'INPUT_FLOATING-TAGS': 'true',
      INPUT_RELEASE: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const closed = once(child, 'close');
  return {
    child,
    closed,
    said: () => said,
    /** The outputs by their names; without the number of the library, and so the same for all. */
    outputs() {
      const found = readFileSync(output, 'utf8').matchAll(/^(.+)<<(ghadelimiter_.+)\n([\s\S]*?)\n\2$/gm);
      const pairs = Array.from(found, ([, name = '', , value = '']) => [name, value.replace(/\bk\d+(?=\\?-v)/g, 'k')]);
      return Object.fromEntries(pairs) as Record<string, string>;
    },
  };
}

const permissions = { contents: 'write', actions: 'write' } as const;
const runIn = (prefix: string) => start(place.checkout({ permissions, files }), prefix);

/** What the remote has of a library. */
function heldOf(prefix: string) {
  const at = (name: string) => place.remote(`refs/tags/${prefix}${name}`);
  return {
    tags: place.git('ls-remote', '--tags', '--refs', 'origin', `refs/tags/${prefix}*`).split('\n').length,
    version: at('1.1.0'),
    floating: [at('1'), at('1.1')],
    releases: place.github
      .releases()
      .filter(({ tag }) => tag.startsWith(prefix))
      .map(({ tag, draft, assets }) => ({
        tag,
        draft,
        assets: assets.map(({ name, state, bytes }) => [name, state, bytes.toString()]).sort(),
      })),
  };
}

const wholeOf = (prefix: string) => ({
  tags: 4,
  version: head,
  floating: [head, head],
  releases: [
    {
      tag: `${prefix}1.1.0`,
      draft: false,
      assets: [
        ['a.whl', 'uploaded', 'wheel'],
        ['b.tar.gz', 'uploaded', 'source'],
      ],
    },
  ],
});
const dispatchesOf = (prefix: string) =>
  place.github.dispatches().filter(({ ref }) => ref === `refs/tags/${prefix}1.1.0`).length;

test('killed at any of its writes, done or not, the next run makes it whole: one tag, one release, every output', async () => {
  const whole = runIn('k0-v');
  expect([(await whole.closed)[0], whole.said()]).toEqual([0, expect.stringContaining('Published 1.1.0')]);
  // These are all of its writes, so none is left out below.
  expect(made).toEqual(writes);
  expect(heldOf('k0-v')).toEqual(wholeOf('k0-v'));
  expect(dispatchesOf('k0-v')).toBe(1);
  const expected = whole.outputs();
  expect(Object.entries(expected).filter(([, value]) => value === '')).toEqual([]);

  // Before the first write, after each of them, and in the middle of an upload. Before another is after the one before it.
  const kills = [
    { nth: 0, carriedOut: false },
    { nth: 4, carriedOut: false },
  ].concat(writes.map((_, nth) => ({ nth, carriedOut: true })));
  for (const [index, { nth, carriedOut }] of kills.entries()) {
    const prefix = `k${index + 1}-v`;
    const told = `${writes[nth]} ${nth}, ${carriedOut ? 'carried out' : 'broken off'}`;
    made = [];
    const first = runIn(prefix);
    let seen = -1;
    onWrite = async (_what, at) => {
      if (at < nth) return undefined;
      if (seen < 0) {
        seen = place.github.requests.length - 1;
        first.child.kill('SIGKILL');
        await first.closed;
      }
      // The git that it has left behind carries out its push, or tries once more to.
      return carriedOut ? undefined : 'reset';
    };
    expect([told, ...(await first.closed)]).toEqual([told, null, 'SIGKILL']);
    // What has arrived is carried out, its answer finds nobody.
    while (carriedOut && place.github.requests[seen]?.status === 0) await delay(2);
    const left = heldOf(prefix);
    onWrite = undefined;
    expect([told, made.slice(0, nth + 1)]).toEqual([told, writes.slice(0, nth + 1)]);
    if (carriedOut) expect([told, made.length]).toEqual([told, nth + 1]);
    expect([told, left.version]).toEqual([told, nth === 0 && !carriedOut ? '' : head]);
    // Nobody sees a release that is not whole, nor follows a floating tag to one.
    if (nth < 5) expect([told, left.releases.filter(({ draft }) => !draft)]).toEqual([told, []]);
    if (nth < 6) expect([told, left.floating]).toEqual([told, ['', '']]);

    const again = runIn(prefix);
    const [code] = await again.closed;
    expect([told, code, again.said()]).toEqual([told, 0, expect.stringMatching(/Published 1\.1\.0|already/)]);
    expect([told, heldOf(prefix)]).toEqual([told, wholeOf(prefix)]);
    // At least once: it cannot be known whether the one that was asked for has started.
    expect([told, [1, 2].includes(dispatchesOf(prefix))]).toEqual([told, true]);
    const { published, reason, plan, packages, summary, ...rest } = again.outputs();
    const done = nth === writes.length - 1;
    expect([told, published, reason]).toEqual([told, String(!done), done ? 'already-published' : 'published']);
    expect([plan, packages, summary]).not.toContain('');
    expect([told, { ...expected, ...rest }, Object.keys(again.outputs())]).toEqual([
      told,
      expected,
      Object.keys(expected),
    ]);
  }
}, 120_000);
