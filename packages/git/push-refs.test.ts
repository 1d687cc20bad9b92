import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Fault, type LoopbackGitHub, type SeenRequest, startGitHub } from '@ci-actions/local/github/server';
import { patientClock } from '@ci-actions/local/github/testing';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { pushRefs } from './push-refs.ts';
import { authFor } from './remote.ts';
import { sandbox } from './testing.ts';

const box = sandbox();
const one = box.commit({});
const two = box.commit({ parents: [one], ref: 'refs/heads/main' });
let github: LoopbackGitHub;
let clone: string;
let weather: ((request: SeenRequest) => Fault | undefined | Promise<Fault | undefined>) | undefined;
const hook = path.join(box.origin, 'hooks', 'update');

beforeAll(async () => {
  box.git(box.origin, 'config', 'http.receivepack', 'true');
  github = await startGitHub({ owner: 'o', repo: 'r', folder: box.origin, onRequest: (seen) => weather?.(seen) });
  clone = box.shallow('--depth=2');
  box.git(clone, 'remote', 'set-url', 'origin', github.cloneUrl);
});
afterEach(() => {
  weather = undefined;
  rmSync(hook, { force: true });
});
afterAll(async () => {
  await github.close();
  box.remove();
});

const remote = (contents: 'read' | 'write' = 'write', budgetMs = 60_000) => ({
  folder: clone,
  name: 'origin',
  env: authFor(github.url, github.mintToken({ permissions: { contents } }).token),
  retry: { ...patientClock(), budgetMs },
});
const remoteValue = (ref: string) => box.git(box.origin, 'rev-parse', ref);
const asPush = ({ part, method, path }: SeenRequest) =>
  part === 'git' && method === 'POST' && path.includes('git-receive-pack');

/** Refuses tags by a hook of the server. */
function refuse(script: string): void {
  writeFileSync(hook, `#!/bin/sh\n${script}\n`);
  chmodSync(hook, 0o755);
}

test('nothing to push', async () => {
  expect(await pushRefs(remote(), [])).toEqual([]);
});

test('a ref is created once; the same again is done; another value is not taken', async () => {
  const ref = 'refs/tags/v1.0.0';
  expect(await pushRefs(remote(), [{ ref, object: one, expected: '' }])).toEqual([{ ref, done: true }]);
  expect(await pushRefs(remote(), [{ ref, object: one, expected: '' }])).toEqual([{ ref, done: true }]);
  expect(await pushRefs(remote(), [{ ref, object: two, expected: '' }])).toMatchObject([{ ref, why: 'exists' }]);
  expect(remoteValue(ref)).toBe(one);
});

test('a ref moves from the value that is expected, and from no other', async () => {
  const ref = 'refs/tags/v1';
  box.git(box.origin, 'update-ref', ref, one);
  expect(await pushRefs(remote(), [{ ref, object: two, expected: one }])).toEqual([{ ref, done: true }]);
  expect(remoteValue(ref)).toBe(two);
  expect(await pushRefs(remote(), [{ ref, object: one, expected: one }])).toMatchObject([{ ref, why: 'moved' }]);
  expect(remoteValue(ref)).toBe(two);
});

test('each ref has its own fate, in the order that was asked', async () => {
  refuse(
    'case "$1" in *bad) echo "error: GH013: Repository rule violations found for $1." >&2; echo "- Cannot create ref due to creations being restricted." >&2; exit 1;; esac',
  );
  const update = (ref: string) => ({ ref, object: two, expected: '' });
  const [bad, good, old] = await pushRefs(
    remote(),
    ['refs/tags/bad', 'refs/tags/good'].map(update).concat({ ref: 'refs/tags/v1.0.0', object: two, expected: '' }),
  );
  expect(good).toEqual({ ref: 'refs/tags/good', done: true });
  expect(old).toMatchObject({ ref: 'refs/tags/v1.0.0', done: false, why: 'exists' });
  expect(bad).toEqual({
    ref: 'refs/tags/bad',
    done: false,
    why: 'refused',
    text: expect.stringMatching(/^error: GH013: .*bad\.\n- Cannot create ref due to creations being restricted\.\n/),
  });
});

test('a tag that would lie in the name of another: refused at once, and it is said which', async () => {
  const ref = 'refs/tags/in/the/way';
  box.git(box.origin, 'update-ref', 'refs/tags/in/the', one);
  expect(await pushRefs(remote(), [{ ref, object: two, expected: '' }])).toEqual([
    {
      ref,
      done: false,
      why: 'refused',
      text: expect.stringContaining("'refs/tags/in/the' exists; cannot create 'refs/tags/in/the/way'"),
    },
  ]);
});

test('a token that may only read: denied, and it is said by whom', async () => {
  const asking = remote('read');
  const [result] = await pushRefs(asking, [{ ref: 'refs/tags/denied', object: two, expected: '' }]);
  expect(result).toMatchObject({
    done: false,
    why: 'denied',
    text: 'Permission to o/r.git denied to github-actions[bot].',
  });
  expect(JSON.stringify(result)).not.toContain(asking.env.GIT_CONFIG_VALUE_1?.split(' ').at(-1));
});

test('no token at all: denied, without a prompt', async () => {
  const [result] = await pushRefs({ ...remote(), env: {} }, [{ ref: 'refs/tags/denied', object: two, expected: '' }]);
  expect(result).toMatchObject({ done: false, why: 'denied' });
});

test('a missing permission for workflows', async () => {
  refuse(
    'echo "refusing to allow a GitHub App to create or update workflow x.yml without \\`workflows\\` permission" >&2; exit 1',
  );
  const [result] = await pushRefs(remote(), [{ ref: 'refs/tags/flow', object: two, expected: '' }]);
  expect(result).toMatchObject({ why: 'denied', text: expect.stringContaining('without `workflows` permission') });
});

test.each(['reset', { status: 503 }] as const)('%j before the work: the next try does it', async (fault) => {
  let left = 2;
  weather = (request) => (request.part === 'git' && left-- > 0 ? fault : undefined);
  const ref = `refs/tags/weather-${typeof fault}`;
  expect(await pushRefs(remote(), [{ ref, object: two, expected: '' }])).toEqual([{ ref, done: true }]);
  expect(remoteValue(ref)).toBe(two);
});

test('a reply that is lost after the work: our own success is seen', async () => {
  const ref = 'refs/tags/lost';
  let lost = 0;
  weather = (request) => {
    if (!asPush(request) || lost++ > 0) return undefined;
    box.git(box.origin, 'update-ref', ref, two);
    return 'reset';
  };
  expect(await pushRefs(remote(), [{ ref, object: two, expected: '' }])).toEqual([{ ref, done: true }]);
  expect(lost).toBeGreaterThan(0);
});

test('the last reply in the budget is lost: the remote is looked at once more', async () => {
  const ref = 'refs/tags/last';
  weather = (request) => {
    if (!asPush(request) && !request.path.includes('service=git-receive-pack')) return undefined;
    if (asPush(request)) box.git(box.origin, 'update-ref', ref, two);
    return asPush(request) ? 'reset' : undefined;
  };
  expect(await pushRefs(remote('write', 0), [{ ref, object: two, expected: '' }])).toEqual([{ ref, done: true }]);
});

test('another push that comes between the look and the work: exists, or moved', async () => {
  const race = (ref: string, value: string) => {
    weather = (request) => {
      if (asPush(request)) box.git(box.origin, 'update-ref', ref, value);
      return undefined;
    };
  };
  race('refs/tags/race', one);
  expect(await pushRefs(remote(), [{ ref: 'refs/tags/race', object: two, expected: '' }])).toMatchObject([
    { done: false, why: 'exists' },
  ]);
  weather = undefined;
  const three = box.commit({ parents: [two] });
  box.git(box.origin, 'update-ref', 'refs/tags/race', one);
  race('refs/tags/race', three);
  expect(await pushRefs(remote(), [{ ref: 'refs/tags/race', object: two, expected: one }])).toMatchObject([
    { done: false, why: 'moved' },
  ]);
  race('refs/tags/ours', two);
  expect(await pushRefs(remote(), [{ ref: 'refs/tags/ours', object: two, expected: '' }])).toMatchObject([
    { done: true },
  ]);
});

test('a network that stays away is an error that names its cause', async () => {
  weather = ({ part }) => (part === 'git' ? { status: 502 } : undefined);
  await expect(pushRefs(remote('write', 200), [{ ref: 'refs/tags/x', object: two, expected: '' }])).rejects.toThrow(
    /^Pushing refs\/tags\/x to origin did not succeed within 0.2 s .*502/,
  );
});

test.each(['v1', 'refs/tags/a b', 'refs/tags/a:b', '--all', 'refs/tags/*'])('%s is no ref', async (ref) => {
  await expect(pushRefs(remote(), [{ ref, object: two, expected: '' }])).rejects.toThrow('cannot be pushed');
});

test('an object that the clone does not have', async () => {
  await expect(pushRefs(remote(), [{ ref: 'refs/tags/x', object: 'f'.repeat(40), expected: '' }])).rejects.toThrow(
    /^Nothing could be pushed to origin: /,
  );
});
