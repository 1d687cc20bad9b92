import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { createFaults } from '@ci-actions/local/faults/faults';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

// The real process, killed at each of its requests. What runs is dist/, as the runner starts it, and not the sources:
// after a change of them `npm run build` comes first.

const door = fileURLToPath(new URL('../../dist/publish-dags-to-s3/index.js', import.meta.url));
const manifest = '.ci-actions/dags/dags.json';
/** More requests than a run makes; each kill has a bucket of its own. */
const most = 40;
const before = {
  'dags/a.py': 'from airflow import DAG\nDAG("a")\n',
  'dags/old.py': 'from airflow import DAG\nDAG("old")\n',
  'requirements.txt': 'boto3\n',
};
const after = {
  'dags/a.py': 'import lib\nfrom airflow import DAG\nDAG("a")\n',
  'dags/lib.py': 'x = 1\n',
  'dags/query.sql': 'select 1;\n',
  'requirements.txt': 'boto3\npandas\n',
};
const commits = { before: 'a'.repeat(40), after: 'b'.repeat(40) };

const faults = createFaults();
let aws: Aws;
let root: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'publish-dags-kill-'));
  for (const [name, tree] of Object.entries({ before, after })) {
    for (const [file, content] of Object.entries(tree)) {
      const to = path.join(root, name, file);
      mkdirSync(path.dirname(to), { recursive: true });
      writeFileSync(to, content);
    }
  }
  const buckets = Array.from({ length: most + 1 }, (_, n) => ({ name: `bucket-${n}`, versioning: 'Enabled' as const }));
  const users = [{ accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' }];
  aws = await startAws({ users, buckets, faults });
});
afterAll(async () => {
  await aws.close();
  rmSync(root, { recursive: true });
});

/** Starts the action as the runner does. */
function start(tree: 'before' | 'after', bucket: string, attempt: string): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [door], {
    // Without python3 and git, which would only take time here.
    env: {
      ...aws.environment(),
      PATH: '/nonexistent',
      GITHUB_WORKSPACE: path.join(root, tree),
      GITHUB_SHA: commits[tree],
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: attempt,
      RUNNER_TEMP: path.join(root, 'temp'),
      INPUT_ENVIRONMENT: 'staging',
      INPUT_BUCKET: bucket,
      INPUT_REQUIREMENTS: 'requirements.txt',
      'INPUT_MAX-DELETE': '100%',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
  return { child, said: () => text };
}

/** The objects of a bucket, without the manifest. */
function contentOf(bucket: string): Record<string, string> {
  const view = aws.s3.bucket(bucket);
  const keys = view.keys().filter((key) => key !== manifest);
  return Object.fromEntries(keys.map((key) => [key, view.text(key)]));
}

const manifestOf = (bucket: string) => JSON.parse(aws.s3.bucket(bucket).text(manifest));

test('killed at any of its requests, a run leaves nothing half that counts, and the next attempt finishes it', async () => {
  const first = start('before', 'bucket-0', '1');
  expect([(await once(first.child, 'close'))[0], first.said()]).toEqual([0, expect.stringContaining('Published')]);
  expect(contentOf('bucket-0')).toEqual(before);

  const killedAt: string[] = [];
  for (let n = 1; ; n++) {
    expect(n).toBeLessThanOrEqual(most);
    const bucket = `bucket-${n}`;
    const view = aws.s3.bucket(bucket);
    // As the first publish left it: an ETag is that of the content, so the record fits here too.
    for (const key of aws.s3.bucket('bucket-0').keys()) view.put(key, aws.s3.bucket('bucket-0').text(key));

    const { child, said } = start('after', bucket, '1');
    const closed = once(child, 'close');
    let killed = false;
    faults.clear();
    faults.add({
      match: { path: new RegExp(`^/${bucket}(/|$)`) },
      after: n - 1,
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
      // The killing function goes on when the child has closed, and the request after it, in turns of the event loop.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    }
    const left = contentOf(bucket);
    const record = manifestOf(bucket);

    if (left['dags/a.py'] === after['dags/a.py']) expect(left).toMatchObject(after);
    if (left['dags/old.py'] === undefined) expect(left).toEqual(after);
    if (record.commit === commits.after) expect(left).toEqual(after);
    else expect(record.commit).toBe(commits.before);
    if (!killed) {
      expect([code, said()]).toEqual([0, expect.stringContaining('Published')]);
      expect(record.commit).toBe(commits.after);
      break;
    }

    const again = start('after', bucket, '2');
    expect([(await once(again.child, 'close'))[0], again.said()]).toEqual([
      0,
      expect.stringMatching(/Published|holds/),
    ]);
    expect(contentOf(bucket)).toEqual(after);
    const { claim, commit, files, requirements } = manifestOf(bucket);
    expect({ claim, commit }).toEqual({ commit: commits.after });
    expect([...files.map(([file]: [string]) => `dags/${file}`), requirements.key]).toEqual(Object.keys(after));
    for (const [file, , etag] of files) expect(view.get(`dags/${file}`)?.etag).toBe(etag);
    expect(view.get('requirements.txt')?.etag).toBe(requirements.etag);
  }
  // The manifest and the listing; the claim, the requirements, three files, the delete; what reads it back; the record.
  expect(killedAt.filter((operation) => operation === 'PutObject').length).toBeGreaterThanOrEqual(6);
  expect(killedAt).toEqual(expect.arrayContaining(['GetObject', 'ListObjectsV2', 'DeleteObjects']));
});
