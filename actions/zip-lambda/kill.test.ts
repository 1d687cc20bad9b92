import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { createFaults } from '@ci-actions/local/faults/faults';
import { writeZip } from '@ci-actions/zip/write-zip';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeTree } from './test-tools.ts';

// The real process, killed at each of its requests. What runs is dist/, as the runner starts it, and not the sources:
// after a change of them `npm run build` comes first.

const door = fileURLToPath(new URL('../../dist/zip-lambda/index.js', import.meta.url));
/** More requests than a run makes; each kill has a function of its own. */
const most = 40;
const code = {
  before: 'def handler(event, context):\n    return "before"\n',
  after: 'def handler(event, context):\n    return "after"\n',
};

const faults = createFaults();
let aws: Aws;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'zip-lambda-kill-'));
  writeTree(root, { 'fn/app.py': code.after });
  mkdirSync(path.join(root, 'temp'));
  aws = await startAws({
    users: [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' }],
    buckets: [{ name: 'zips', versioning: 'Enabled' }],
    functions: Array.from({ length: most + 1 }, (_, n) => ({
      name: `fn-${n}`,
      handler: 'app.handler',
      code: writeZip([{ path: 'app.py', bytes: Buffer.from(code.before), executable: false }]),
      aliases: { live: '1' },
    })),
    lambda: { settleMs: 1, settleAsks: 0 },
    faults,
  });
});
afterAll(async () => {
  await aws.close();
  rmSync(root, { recursive: true });
});

/** Starts the action as the runner does. */
function start(name: string): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [door], {
    // Without python3 and git, which would only take time here.
    env: {
      ...aws.environment(),
      PATH: '/nonexistent',
      GITHUB_WORKSPACE: root,
      GITHUB_SHA: 'b'.repeat(40),
      GITHUB_RUN_ID: '7',
      RUNNER_TEMP: path.join(root, 'temp'),
      INPUT_ENVIRONMENT: 'staging',
      INPUT_SOURCE: 'fn',
      INPUT_FUNCTION: name,
      INPUT_ALIAS: 'live',
      INPUT_BUCKET: 'zips',
      INPUT_PREFIX: name,
      'INPUT_SMOKE-EVENT': '{}',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { child, said: () => text };
}

test('killed at any of its requests, the alias names a whole version, and the next run finishes without a second one', async () => {
  const killedAt: string[] = [];
  for (let n = 0; ; n++) {
    expect(n).toBeLessThanOrEqual(most);
    const name = `fn-${n}`;
    const fn = aws.lambda.function(name);
    faults.clear();
    const { child, said } = start(name);
    const closed = once(child, 'close');
    let killed = false;
    faults.add({
      match: {},
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
    const [status] = await closed;
    if (killed || status === null) {
      // The killing function goes on when the child has closed, and the request after it, in turns of the event loop.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    const live = fn.at('live');
    expect(Object.values(code)).toContain(live.text('app.py'));
    if (!killed) {
      expect([status, said()]).toEqual([0, expect.stringContaining('Published')]);
      expect(live.text('app.py')).toBe(code.after);
      break;
    }

    const again = start(name);
    expect([(await once(again.child, 'close'))[0], again.said()]).toEqual([
      0,
      expect.stringMatching(/Published|has lambda|already/),
    ]);
    expect(fn.at('live').text('app.py')).toBe(code.after);
    expect(fn.versions.map((version) => version.text('app.py'))).toEqual([code.before, code.after]);
  }
  expect(killedAt).toEqual(
    expect.arrayContaining(['PutObject', 'UpdateFunctionCode', 'PublishVersion', 'Invoke', 'UpdateAlias']),
  );
}, 120_000);
