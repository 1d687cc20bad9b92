import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { createFaults } from '@ci-actions/local/faults/faults';
import { layoutFiles, makeImage, writeTar } from '@ci-actions/oci/archive/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

// The real process, killed at each of its requests. What runs is dist/, as the runner starts it, and not the sources:
// after a change of them `npm run build` comes first.

const door = fileURLToPath(new URL('../../dist/publish-image-to-ecr/index.js', import.meta.url));
/** More requests than a run makes; each kill has a repository of its own. */
const most = 40;
const commits = { before: 'a'.repeat(40), after: 'b'.repeat(40) };
const tags = { before: 'sha-aaaaaaaaaaaa', after: 'sha-bbbbbbbbbbbb' };
const digests = { before: '', after: '' };
let before: { manifest: Buffer; mediaType: string; blobs: Buffer[] };

const faults = createFaults();
let aws: Aws;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'publish-image-kill-'));
  for (const name of ['before', 'after'] as const) {
    const labels = { 'org.opencontainers.image.revision': commits[name] };
    const image = await makeImage({ labels, layers: [{ base: 'the same' }, { app: name }] });
    digests[name] = image.root.digest;
    const { bytes: manifest, mediaType, digest } = image.root;
    const blobs = [...image.blobs].flatMap(([other, bytes]) => (other === digest ? [] : [bytes]));
    if (name === 'before') before = { manifest, mediaType, blobs };
    await writeTar(path.join(root, `${name}.tar`), layoutFiles(image));
  }
  const users = [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' }];
  const repositories = Array.from({ length: most + 1 }, (_, n) => ({ name: `app-${n}` }));
  aws = await startAws({ users, repositories, faults });
});
afterAll(async () => {
  await aws.close();
  rmSync(root, { recursive: true });
});

/** Starts the action as the runner does. */
function start(which: 'before' | 'after', repository: string): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [door], {
    // Without git, which would only take time here.
    env: {
      ...aws.environment(),
      PATH: '/nonexistent',
      GITHUB_WORKSPACE: root,
      GITHUB_SHA: commits[which],
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
      RUNNER_TEMP: path.join(root, 'temp'),
      INPUT_ENVIRONMENT: 'staging',
      INPUT_REPOSITORY: repository,
      INPUT_IMAGE: `${which}.tar`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { child, said: () => text };
}

test('killed at any of its requests, a run leaves the environment at one image or the other, and the next finishes it', async () => {
  const killedAt: string[] = [];
  for (let n = 0; ; n++) {
    expect(n).toBeLessThanOrEqual(most);
    const repository = `app-${n}`;
    faults.clear();
    const view = aws.ecr.repository(repository);
    for (const tag of [tags.before, 'staging']) await view.put({ ...before, tag });

    const { child, said } = start('after', repository);
    const closed = once(child, 'close');
    let killed = false;
    faults.add({
      // The control plane is asked once, and its paths name no repository.
      match: { path: new RegExp(`^/v2/${repository}/`) },
      after: n,
      times: 1,
      async answer({ operation }) {
        // The request has arrived, so it is carried out; its answer finds nobody.
        child.kill('SIGKILL');
        await closed;
        killed = true;
        killedAt.push(operation ?? '');
      },
    });
    const [code] = await closed;
    if (killed || code === null) {
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    if (!killed) {
      expect([code, said()]).toEqual([0, expect.stringContaining('Published')]);
      break;
    }
    expect(Object.values(digests)).toContain(view.tags().staging);
    expect(view.tags()[tags.before]).toBe(digests.before);

    faults.clear();
    const again = start('after', repository);
    expect([(await once(again.child, 'close'))[0], again.said()]).toEqual([0, expect.stringContaining(digests.after)]);
    expect(view.tags()).toEqual({ [tags.before]: digests.before, [tags.after]: digests.after, staging: digests.after });
    const moves = aws.ecr.pushes.filter((push) => push.repository === repository && push.tag === 'staging');
    expect(moves.map(({ digest }) => digest)).toEqual([digests.before, digests.after]);
  }
  expect(new Set(killedAt)).toEqual(
    new Set(['HeadManifest', 'GetManifest', 'GetBlob', 'HeadBlob', 'StartUpload', 'PutBlob', 'PutManifest']),
  );
}, 120_000);
