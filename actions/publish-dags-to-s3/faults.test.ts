import { appendFileSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readContext } from '@ci-actions/kit/context';
import type { Host } from '@ci-actions/kit/host';
import type { AwsOptions } from '@ci-actions/local/aws/options';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { createFaults } from '@ci-actions/local/faults/faults';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { run } from './main.ts';

// What goes wrong between a job and S3, through the action's own door: one sentence that says what to do, nothing written
// where nothing may be, and the same step once more, when it is mended, publishes.

const user = { accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' };
const hour = 3_600_000;
const manifest = '.ci-actions/dags/dags.json';
const faults = createFaults();

let aws: Aws;
let root: string;
let clock: () => Date;

async function start(options: AwsOptions = {}) {
  await aws?.close();
  const buckets = [{ name: 'bucket', versioning: 'Enabled' as const }];
  aws = await startAws({ users: [user], buckets, faults, clock: () => clock(), ...options });
}

beforeEach(async () => {
  faults.clear();
  clock = () => new Date();
  root = mkdtempSync(path.join(tmpdir(), 'publish-dags-faults-'));
  mkdirSync(path.join(root, 'dags'));
  write('dags/a.py', 'import lib\nfrom airflow import DAG\nDAG("a")\n');
  write('dags/lib.py', 'x = 1\n');
  write('dags/query.sql', 'select 1');
  write('requirements.txt', 'boto3\n');
  await start();
});
afterEach(async () => {
  await aws.close();
  rmSync(root, { recursive: true });
});

const write = (file: string, content: string | Buffer) => writeFileSync(path.join(root, file), content);
const keys = () => aws.s3.bucket('bucket').keys();

/** Runs the action as a step of a job would, for a bucket without a role. */
async function step(inputs: Record<string, string> = {}, env: Record<string, string> = {}) {
  const outputs: Record<string, string> = {};
  const warnings: string[] = [];
  const all = {
    GITHUB_WORKSPACE: root,
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_RUN_ID: '7',
    GITHUB_RUN_ATTEMPT: '1',
    ...aws.environment(),
    ...env,
  };
  const given: Record<string, string> = { environment: 'staging', bucket: 'bucket', requirements: 'requirements.txt' };
  const warning = (line: string) => void warnings.push(line);
  const host: Host = {
    input: (name) => ({ ...given, ...inputs })[name] ?? '',
    output: (name, value) => {
      outputs[name] = String(value);
    },
    log: { info() {}, notice() {}, warning, debug() {}, group: (_title, work) => work() },
    annotate() {},
    mask() {},
    summarise: async (name) => `/summaries/${name}.md`,
    idToken: () => Promise.reject(new Error('This job has no token.')),
    context: readContext(all),
    env: all,
  };
  await run(host);
  return { outputs, warnings };
}

/** Runs a step that must fail. @returns its one sentence */
async function failing(...step_: Parameters<typeof step>): Promise<string> {
  const thrown = await step(...step_).then(
    () => new Error('It did not fail.'),
    (error) => error,
  );
  expect(thrown.message).toMatch(/^[^\n]{20,700}\.$/);
  return thrown.message;
}

/** Runs the step once more; what the source holds is there afterwards, and nothing else. */
async function converges(...step_: Parameters<typeof step>): Promise<void> {
  const { outputs } = await step(...step_);
  expect(outputs.reason).toBe('published');
  expect(keys()).toEqual([manifest, 'dags/a.py', 'dags/lib.py', 'dags/query.sql', 'requirements.txt']);
  expect(aws.s3.bucket('bucket').text(manifest)).not.toContain('"claim"');
}

describe('before anything is written', () => {
  test('a bucket in another region', async () => {
    await start({ buckets: [{ name: 'bucket', versioning: 'Enabled', region: 'eu-west-1' }] });
    expect(await failing()).toBe(
      'The S3 bucket bucket is in the region eu-west-1, not in us-east-1. Set aws-region to eu-west-1.',
    );
    expect(keys()).toEqual([]);
    await converges({ 'aws-region': 'eu-west-1' });
  });

  test('a bucket that does not exist', async () => {
    expect(await failing({ bucket: 'no-such-bucket' })).toBe(
      'The S3 bucket no-such-bucket does not exist (region us-east-1). Check the name of the bucket.',
    );
    expect(aws.s3.buckets()).toEqual(['bucket']);
  });

  test('a wrong secret', async () => {
    expect(await failing({}, { AWS_SECRET_ACCESS_KEY: 'for tests onlx' })).toContain(
      'S3 does not accept the signature: the secret access key does not belong to the access key (the access key AKIA...0000',
    );
    expect(keys()).toEqual([]);
    await converges();
  });

  test('a session that has expired', async () => {
    const expires = new Date(Date.now() - hour);
    await start({
      users: [
        { ...user, sessionToken: 'session', expires },
        { ...user, accessKeyId: 'AKIAFRESH' },
      ],
    });
    expect(await failing()).toMatch(
      /^The AWS credentials \(the access key AKIA\.\.\.0000 of the environment\) have expired .*role-to-assume, which renews them/,
    );
    expect(keys()).toEqual([]);
    await converges({}, { AWS_ACCESS_KEY_ID: 'AKIAFRESH', AWS_SESSION_TOKEN: '' });
  });

  test('a clock that jumps, so that no correction helps', async () => {
    let asked = 0;
    clock = () => new Date(Date.now() + hour * ++asked);
    expect(await failing()).toMatch(
      /^The clock of this machine is \d+ minutes behind that of S3, and S3 takes no request that is more than 15 minutes off\. Set the clock\.$/,
    );
    clock = () => new Date();
    expect(keys()).toEqual([]);
    await converges();
  });
});

test.each([-1, 1])('a clock that is %i h off is corrected once, and the run goes on', async (hours) => {
  clock = () => new Date(Date.now() + hours * hour);
  await converges();
  const skewed = aws.requests.filter(({ code }) => code === 'RequestTimeTooSkewed');
  expect(skewed).toHaveLength(1);
});

test('a bucket without versions: a warning by itself, and it is published', async () => {
  await start({ buckets: [{ name: 'bucket' }] });
  const { outputs, warnings } = await step();
  expect(outputs).toMatchObject({ reason: 'published', 'requirements-version-id': '' });
  expect(warnings.filter((line) => line.startsWith('The bucket bucket keeps no versions'))).toHaveLength(1);
});

describe('while it publishes', () => {
  test('no permission to write one file: no DAG file is there', async () => {
    const all = { actions: ['s3:*'], resources: ['*'] };
    const policy = [
      { actions: ['s3:ListBucket', 's3:GetObject'], resources: ['*'] },
      {
        actions: ['s3:PutObject'],
        resources: ['.ci-actions/*', 'requirements.txt', 'dags/a.py', 'dags/query.sql'].map(
          (key) => `arn:aws:s3:::bucket/${key}`,
        ),
      },
    ];
    await start({
      users: [
        { ...user, policy },
        { ...user, accessKeyId: 'AKIAMAYALL', policy: [all] },
      ],
    });
    expect(await failing()).toMatch(
      /^Uploading s3:\/\/bucket\/dags\/lib\.py was denied: .* may not do s3:PutObject on arn:aws:s3:::bucket\/dags\/lib\.py\. Allow it in the policy/,
    );
    expect(keys()).not.toContain('dags/a.py');
    await converges({}, { AWS_ACCESS_KEY_ID: 'AKIAMAYALL' });
  });

  test('a session that expires in the middle: no DAG file is there', async () => {
    faults.add({ match: { operation: 'PutObject' }, after: 2, answer: 'expired-token' });
    expect(await failing()).toContain('have expired or were withdrawn');
    expect(keys()).not.toContain('dags/a.py');
    faults.clear();
    await converges();
  });

  /** Does something to the checkout as soon as S3 is asked for the claim: everything is read and nothing sent by then. */
  const whenClaimed = (change: () => void) =>
    faults.add({ match: { operation: 'PutObject', path: `/bucket/${manifest}` }, times: 1, answer: change });

  test.each<[string, string, () => void, RegExp]>([
    [
      'a file that vanishes',
      'lib.py',
      () => rmSync(path.join(root, 'dags/lib.py')),
      /^The file \S+\/dags\/lib\.py changed while it was being published: it is gone\. Publish again/,
    ],
    [
      'a file that is written to',
      'lib.py',
      () => write('dags/lib.py', 'x = 12\n'),
      /^The file \S+\/dags\/lib\.py changed while it was being published: it was written to since it was read\. Publish again/,
    ],
    [
      'requirements that grow',
      'requirements.txt',
      () => write('requirements.txt', 'boto3\nmoto\n'),
      /^The file \S+\/requirements\.txt changed while it was being published: it had 6 bytes when planned and now has 11\. Publish again/,
    ],
    [
      'requirements of the same size',
      'requirements.txt',
      () => write('requirements.txt', 'moto3\n'),
      /^The file \S+\/requirements\.txt changed while it was being published: S3 got other bytes than were planned .*Publish again/,
    ],
    [
      'requirements that vanish',
      'requirements.txt',
      () => rmSync(path.join(root, 'requirements.txt')),
      /^The file \S+\/requirements\.txt changed while it was being published: it is gone\. Publish again/,
    ],
  ])('%s: it is not there, and no DAG file is', async (_what, file, change, sentence) => {
    whenClaimed(change);
    expect(await failing()).toMatch(sentence);
    expect(keys()).not.toContain('dags/a.py');
    expect(keys().filter((key) => key.endsWith(file))).toEqual([]);
    write('dags/lib.py', 'x = 2\n');
    write('requirements.txt', 'pandas\n');
    await converges();
    expect(aws.s3.bucket('bucket').text('dags/lib.py')).toBe('x = 2\n');
    expect(aws.s3.bucket('bucket').text('requirements.txt')).toBe('pandas\n');
  });
});

describe('a file that is streamed', () => {
  // Far more than the sockets between the two hold, so that its end is read long after its beginning has arrived.
  const size = 48 << 20;
  let way: Server;
  const sockets = new Set<Socket>();
  let arrived: () => void;

  /** Passes bytes on to S3, and tells when the first of a large body have come. */
  beforeEach(async () => {
    way = createServer((from) => {
      const to = connect(Number(new URL(aws.url).port), '127.0.0.1');
      for (const [socket, other] of [
        [from, to],
        [to, from],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
      }
      let seen = 0;
      from.on('data', (chunk: Buffer) => {
        const before = seen;
        seen += chunk.length;
        if (before < 1 << 20 && seen >= 1 << 20) arrived();
      });
      from.pipe(to);
      to.pipe(from);
    });
    await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
    write('dags/query.sql', Buffer.alloc(size, 'a'));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await new Promise((resolve) => way.close(resolve));
  });

  test.each<[string, (file: string) => void, string]>([
    [
      'is overwritten',
      (file) => {
        const handle = openSync(file, 'r+');
        writeSync(handle, 'b', size - 1);
        closeSync(handle);
      },
      'S3 got other bytes than were planned',
    ],
    ['grows', (file) => appendFileSync(file, 'b'), `it had ${size} bytes when planned and now has ${size + 1}`],
  ])('and %s while it is sent: it is not there, and no DAG file is', async (_how, change, why) => {
    const file = path.join(root, 'dags/query.sql');
    let times = 0;
    arrived = () => {
      times += 1;
      change(file);
    };
    const url = `http://127.0.0.1:${(way.address() as AddressInfo).port}`;
    expect(await failing({}, { AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: url })).toContain(
      `dags/query.sql changed while it was being published: ${why}`,
    );
    expect(times).toBe(1);
    expect(keys()).not.toContain('dags/query.sql');
    expect(keys()).not.toContain('dags/a.py');
    await converges();
  });
});
