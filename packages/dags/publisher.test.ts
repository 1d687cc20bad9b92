import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createS3, type S3 } from '@ci-actions/aws/s3';
import type { BucketOptions } from '@ci-actions/local/aws/options';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { createFaults, type Faults } from '@ci-actions/local/faults/faults';
import { type Log, silent } from '@ci-actions/log/log';
import { planJson } from '@ci-actions/release/plan-json';
import { TargetMoved } from '@ci-actions/release/protocol';
import { type ReleaseOptions, release } from '@ci-actions/release/release';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { dagsFacts, versionIdOf, warnUnversioned } from './facts.ts';
import { readManifest } from './manifest.ts';
import { createDagsPublisher, type DagsOptions } from './publisher.ts';

const keys = { accessKeyId: 'AKIATEST000000000000', secretAccessKey: 'for tests only' };
const manifestAt = '.ci-actions/dags/dags.json';

let aws: Aws;
let s3: S3;
let faults: Faults;
let root: string;
let now: number;
const clients: S3[] = [];

async function start(bucket: Partial<BucketOptions> = {}): Promise<void> {
  await stop();
  faults = createFaults();
  now = Date.now();
  aws = await startAws({
    users: [keys],
    buckets: [{ name: 'bucket', versioning: 'Enabled', ...bucket }],
    faults,
    clock: () => new Date(now),
  });
  s3 = client();
}
async function stop(): Promise<void> {
  for (const one of clients.splice(0)) one.close();
  await (aws as Aws | undefined)?.close();
}
function client(): S3 {
  const one = createS3({
    region: 'us-east-1',
    credentials: async () => keys,
    endpoint: aws.url,
    log: silent,
    clock: () => now,
    retry: { budgetMs: 500 },
  });
  clients.push(one);
  return one;
}

const { PATH } = process.env;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'dags-'));
  // Without python3, but where a test is about it: hundreds of publishes would start it hundreds of times.
  process.env.PATH = root;
  await start();
});
afterEach(async () => {
  process.env.PATH = PATH;
  await stop();
  rmSync(root, { recursive: true });
});

/** Makes a folder hold exactly these files. */
function write(files: Record<string, string | Buffer>, folder = 'dags'): void {
  rmSync(path.join(root, folder), { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

function publisher(options: Partial<DagsOptions> = {}) {
  return createDagsPublisher({
    s3,
    region: 'us-east-1',
    bucket: 'bucket',
    prefix: 'dags/',
    environment: 'staging',
    workspace: root,
    source: 'dags',
    exclude: [],
    delete: true,
    maxDelete: { percent: 25 },
    requirements: '',
    requirementsKey: 'requirements.txt',
    plugins: '',
    pluginsKey: 'plugins.zip',
    airflowignoreSyntax: 'glob',
    commit: 'c1',
    version: 'c1',
    name: 'org/repo',
    run: { id: '1', attempt: '1' },
    log: silent,
    ...options,
  });
}

/** Commits are of one line when their first letter is the same. */
const history = { descends: async (newer: string, older: string) => newer[0] === older[0] && newer > older };
function publish(options: Partial<DagsOptions> = {}, more: Partial<ReleaseOptions> = {}) {
  const log = options.log ?? silent;
  return release(publisher(options), { log, dryRun: false, allowOlder: false, history, records: undefined, ...more });
}

/** What the prefix holds, by path. */
function held(prefix = 'dags/'): Record<string, string> {
  const bucket = aws.s3.bucket('bucket');
  const found = bucket.keys().filter((key) => key.startsWith(prefix) && !key.startsWith('.ci-actions/'));
  return Object.fromEntries(found.map((key) => [key.slice(prefix.length), bucket.text(key)]));
}
const record = () => readManifest(Buffer.from(aws.s3.bucket('bucket').text(manifestAt)), 'x');

/** The operations since the last call, counted. */
let counted = 0;
function requests(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of aws.requests.slice(counted)) counts[operation] = (counts[operation] ?? 0) + 1;
  counted = aws.requests.length;
  return counts;
}
beforeEach(() => {
  counted = 0;
});

function recording(): Log & { lines: string[] } {
  const lines: string[] = [];
  const push = (line: string) => void lines.push(line);
  return { ...silent, info: push, notice: push, warning: push, lines };
}

const dag = (id: string, ...imports: string[]) =>
  `${imports.map((name) => `import ${name}\n`).join('')}from airflow import DAG\nDAG("${id}")\n`;
const tree = { 'a.py': dag('a', 'lib.x'), 'lib/__init__.py': '', 'lib/x.py': 'X = 1\n', 'sql/q.sql': 'select 1' };

describe('publishing', () => {
  test('puts the files there, keeps a record, and says so', async () => {
    write(tree);
    const outcome = await publish({ version: 'v1' });
    expect(outcome.reason).toBe('published');
    expect(held()).toEqual(tree);
    expect(outcome.plan.target).toMatchObject({ environment: 'staging', place: 's3://bucket/dags/' });
    const { published, claim } = record() ?? {};
    expect(claim).toBeUndefined();
    expect(published).toMatchObject({
      environment: 'staging',
      digest: outcome.artifact.digest,
      version: 'v1',
      commit: 'c1',
    });
    expect(published?.files.map(([name]) => name)).toEqual(['a.py', 'lib/__init__.py', 'lib/x.py', 'sql/q.sql']);
    expect(aws.s3.bucket('bucket').get('dags/a.py')?.headers['content-type']).toBe('text/x-python');
  });

  test('after a fresh checkout with the same content: the listing and the record are read, nothing is written', async () => {
    write(tree);
    await publish();
    requests();
    for (const name of Object.keys(tree)) utimesSync(path.join(root, 'dags', name), 1, 1);
    const outcome = await publish({ commit: 'c2' });
    expect(outcome.reason).toBe('already-published');
    expect(requests()).toEqual({ GetObject: 1, ListObjectsV2: 1 });
  });

  test('1,001 files are two listings, whatever lies beside them', async () => {
    write(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`d${i % 20}/${i}.sql`, `select ${i}`])));
    await publish();
    requests();
    expect((await publish()).reason).toBe('already-published');
    expect(requests()).toEqual({ GetObject: 1, ListObjectsV2: 2 });
  });

  test('sends what changed and deletes what is gone', async () => {
    write(tree);
    await publish();
    requests();
    const { 'sql/q.sql': _gone, ...rest } = tree;
    write({ ...rest, 'lib/x.py': 'X = 2\n', 'new.sql': 'select 2' });
    const outcome = await publish({ commit: 'c2' });
    expect(outcome.plan.steps).toEqual([
      { change: 'update', what: 'dags/lib/x.py', bytes: 6 },
      { change: 'add', what: 'dags/new.sql', bytes: 8 },
      { change: 'delete', what: 'dags/sql/q.sql', bytes: 0 },
    ]);
    expect(outcome.plan.unchanged).toBe(2);
    expect(held()).toEqual({ ...rest, 'lib/x.py': 'X = 2\n', 'new.sql': 'select 2' });
    // The claim, two files, the claim again before the delete, the record.
    expect(requests()).toMatchObject({ PutObject: 5, DeleteObjects: 1 });
  });

  test('compares rightly where no ETag is an MD5 (SSE-KMS)', async () => {
    await start({ kms: true });
    write(tree);
    await publish();
    requests();
    expect((await publish()).reason).toBe('already-published');
    expect(requests()).toEqual({ GetObject: 1, ListObjectsV2: 1 });
    write({ ...tree, 'lib/x.py': 'X = 2\n' });
    expect((await publish({ commit: 'c2' })).plan.steps.map(({ what }) => what)).toEqual(['dags/lib/x.py']);
  });

  test('takes over a bucket that something else has filled, by MD5, without sending it again', async () => {
    write(tree);
    for (const [name, content] of Object.entries(tree)) aws.s3.bucket('bucket').put(`dags/${name}`, content);
    const outcome = await publish();
    expect(outcome.reason).toBe('published');
    expect(outcome.plan.steps).toEqual([]);
    expect(record()?.published?.files).toHaveLength(4);
    requests();
    expect((await publish()).reason).toBe('already-published');
    expect(requests()).not.toHaveProperty('PutObject');
  });

  test('finds drift and puts it right', async () => {
    write(tree);
    await publish();
    const bucket = aws.s3.bucket('bucket');
    bucket.put('dags/a.py', dag('b'));
    bucket.delete('dags/sql/q.sql');
    bucket.put('dags/stray.py', 'x = 1');
    const outcome = await publish();
    expect(outcome.plan.steps).toEqual([
      { change: 'add', what: 'dags/sql/q.sql', bytes: 8, note: 'drifted' },
      { change: 'update', what: 'dags/a.py', bytes: tree['a.py'].length, note: 'drifted' },
      { change: 'delete', what: 'dags/stray.py', bytes: 0, note: 'not published by this action' },
    ]);
    expect(held()).toEqual(tree);
    expect(dagsFacts(outcome.artifact, outcome.plan)).toContainEqual([
      'Drift',
      '3 objects differed from what was published last',
    ]);
  });

  test('names with blanks, unicode and + arrive as they are', async () => {
    const odd = { 'sp ace+plus.sql': '1', 'ünï/日本.sql': '2', 'q\'uote"<>&?x=1#%41.sql': '3', '\u{1f600}.sql': '4' };
    write(odd);
    await publish();
    expect(held()).toEqual(odd);
    expect((await publish()).reason).toBe('already-published');
    write({ 'x.sql': '' });
    await publish({ commit: 'c2' });
    expect(held()).toEqual({ 'x.sql': '' });
  });

  test('a key with // in the bucket is not a file of the source and goes', async () => {
    aws.s3.bucket('bucket').put('dags/x//y.py', '1');
    write({ 'x/y.py': '2' });
    await publish();
    expect(held()).toEqual({ 'x/y.py': '2' });
  });

  test('the digest depends on the content only', async () => {
    write(tree);
    const digests = await Promise.all([
      publisher({ commit: 'x', environment: 'y', prefix: 'z/' }).build(),
      publisher().build(),
    ]);
    expect(digests[0]?.digest).toBe(digests[1]?.digest);
    expect(digests[0]?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    write({ ...tree, 'lib/x.py': 'X = 2\n' });
    expect((await publisher().build()).digest).not.toBe(digests[0]?.digest);
  });
});

describe('the order of the writes', () => {
  test('the claim, pins, modules before what imports them, DAG files, deletes, the record', async () => {
    aws.s3.bucket('bucket').put('dags/old.py', '1');
    write({
      'a.py': dag('a', 'lib.x', 'factory'),
      'factory.py': 'import lib.x\nimport airflow\ndef dag(): pass\n',
      'ignored.py': dag('a'),
      'lib/x.py': 'from . import y\n',
      'lib/y.py': '',
      '.airflowignore': '/ignored.py\n',
    });
    writeFileSync(path.join(root, 'requirements.txt'), 'boto3\n');
    requests();
    const begun = aws.requests.length;
    await publish({ requirements: 'requirements.txt' });
    const writes = aws.requests.slice(begun).filter(({ operation }) => /^(Put|Delete)/.test(operation));
    const order = writes.map(({ operation, key }) => (operation === 'PutObject' ? key : operation));
    expect(order.slice(0, 2)).toEqual([manifestAt, 'requirements.txt']);
    expect(new Set(order.slice(2, 5))).toEqual(new Set(['dags/.airflowignore', 'dags/ignored.py', 'dags/lib/y.py']));
    expect(order.slice(5)).toEqual([
      'dags/lib/x.py',
      'dags/factory.py',
      'dags/a.py',
      manifestAt,
      'DeleteObjects',
      manifestAt,
    ]);
  });
});

describe('what is deleted', () => {
  test('nothing with delete: false', async () => {
    aws.s3.bucket('bucket').put('dags/old.py', '1');
    write(tree);
    await publish({ delete: false });
    expect(held()).toEqual({ ...tree, 'old.py': '1' });
    expect((await publish({ delete: false })).reason).toBe('already-published');
  });

  test('not what is excluded, not the markers of folders, but leftovers of Python', async () => {
    const bucket = aws.s3.bucket('bucket');
    for (const key of ['dags/', 'dags/sub/', 'dags/keep.env', 'dags/__pycache__/a.pyc']) bucket.put(key, '');
    write({ ...tree, 'local.env': '' });
    await publish({ exclude: ['*.env'] });
    expect(Object.keys(held()).sort()).toEqual([
      '',
      'a.py',
      'keep.env',
      'lib/__init__.py',
      'lib/x.py',
      'sql/q.sql',
      'sub/',
    ]);
  });

  test('at the root of the bucket: neither the records nor requirements and plugins', async () => {
    const bucket = aws.s3.bucket('bucket');
    for (const key of ['.ci-actions/dags/other.json', 'requirements.txt', 'plugins.zip', 'old.py'])
      bucket.put(key, '1');
    write(tree);
    await publish({ prefix: '' });
    expect(held('')).toEqual({ ...tree, 'requirements.txt': '1', 'plugins.zip': '1' });
    expect(bucket.keys().filter((key) => key.startsWith('.ci-actions/'))).toEqual([
      '.ci-actions/dags.json',
      '.ci-actions/dags/other.json',
    ]);
    expect((await publish({ prefix: '' })).reason).toBe('already-published');
  });

  test('other prefixes are not looked at', async () => {
    aws.s3.bucket('bucket').put('dags-old/a.py', '1');
    write(tree);
    await publish();
    expect(aws.s3.bucket('bucket').text('dags-old/a.py')).toBe('1');
  });

  test('not what another publish keeps below the prefix', async () => {
    write({ 'a.sql': '1' });
    await publish({ prefix: 'dags/team/' });
    write({ 'b.sql': '2' });
    aws.s3.bucket('bucket').put('dags/old.sql', '3');
    const outcome = await publish();
    expect(outcome.plan.steps.map(({ what }) => what)).toEqual(['dags/b.sql', 'dags/old.sql']);
    expect(held()).toEqual({ 'b.sql': '2', 'team/a.sql': '1' });
  });

  test('not an object that something else wrote after the plan', async () => {
    write({ 'a.sql': '1' });
    aws.s3.bucket('bucket').put('dags/old.sql', 'old');
    const mine = publisher();
    const artifact = await mine.build();
    const plan = await mine.plan(artifact);
    aws.s3.bucket('bucket').put('dags/old.sql', 'somebody');
    await expect(mine.apply(artifact, plan)).rejects.toThrow(TargetMoved);
    expect(held()['old.sql']).toBe('somebody');
  });

  test('a delete that did not happen is found by reading back', async () => {
    write({ 'a.sql': '1' });
    aws.s3.bucket('bucket').put('dags/old.sql', 'old');
    const mine = publisher();
    const artifact = await mine.build();
    const plan = await mine.plan(artifact);
    const work = await mine.apply(artifact, plan);
    aws.s3.bucket('bucket').put('dags/old.sql', 'back');
    await expect(mine.verify(artifact, plan, work)).rejects.toThrow(/something else changed "dags\/old\.sql"/);
  });

  test('no more than max-delete, and then nothing is written', async () => {
    for (let i = 0; i < 44; i++) aws.s3.bucket('bucket').put(`dags/${i}.py`, '1');
    write({ 'a.sql': '' });
    await expect(publish()).rejects.toThrow('The plan deletes 44 of 44 objects in s3://bucket/dags/');
    // A plan that deletes asks once more: whether another publish keeps something there.
    expect(requests()).toEqual({ GetObject: 1, ListObjectsV2: 2 });
    await publish({ maxDelete: { percent: 100 } });
    expect(held()).toEqual({ 'a.sql': '' });
  });

  test('an empty or missing source is refused before anything is asked', async () => {
    await expect(publish()).rejects.toThrow('The input `source` is "dags", and there is no such file or folder');
    mkdirSync(path.join(root, 'dags'));
    await expect(publish()).rejects.toThrow('The source folder "dags" holds no file to publish');
    await expect(publish({ source: '..' })).rejects.toThrow('leads out of the workspace');
    writeFileSync(path.join(root, 'file'), '');
    await expect(publish({ source: 'file' })).rejects.toThrow('which is a file; name the folder');
    expect(requests()).toEqual({});
  });
});

describe('checks before the first write', () => {
  beforeEach(() => {
    process.env.PATH = PATH;
  });

  test('syntax and ids are checked, and all faults are said at once', async () => {
    write({ 'a.py': dag('x'), 'b.py': `\n${dag('x')}`, 'c.py': 'def f(:\n' });
    const message = await publish().then(String, (thrown: Error) => thrown.message);
    expect(message).toContain('The DAGs have faults, so nothing was published.');
    expect(message).toContain('The dag_id "x" is defined twice: dags/a.py:2 and dags/b.py:3.');
    const { python } = await import('./python/syntax.ts').then(({ checkSyntax }) =>
      checkSyntax([path.join(root, 'dags/a.py')]),
    );
    if (python) expect(message).toMatch(/1 Python file cannot be read by Python [\d.]+:\ndags\/c\.py:1: /);
    expect(requests()).not.toHaveProperty('PutObject');
  });

  test('files that .airflowignore names define no DAG, and are published', async () => {
    write({ 'a.py': dag('x'), 'old/b.py': dag('x'), '.airflowignore': 'old\n' });
    expect((await publish()).reason).toBe('published');
    expect(Object.keys(held()).sort()).toEqual(['.airflowignore', 'a.py', 'old/b.py']);
  });

  test('what the last publish has checked is not checked again', async () => {
    write({ ...tree, 'b.py': dag('b') });
    const log = recording();
    await publish({ log });
    const said = log.lines.find((line) => line.startsWith('Python'));
    if (said === undefined)
      expect(log.lines).toContain('This machine has no python3, so the syntax of the Python files was not checked.');
    else {
      expect(said).toMatch(/^Python [\d.]+ passed 4 files\.$/);
      write({ ...tree, 'b.py': dag('c') });
      await publish({ log, commit: 'c2' });
      expect(log.lines).toContainEqual(expect.stringMatching(/passed 1 file; 3 passed at the last publish\.$/));
    }
  });

  test('a machine without python3 says so, and publishes', async () => {
    write(tree);
    const log = recording();
    process.env.PATH = root;
    await publish({ log });
    expect(log.lines).toContain('This machine has no python3, so the syntax of the Python files was not checked.');
    expect(record()?.published?.checkedWith).toBeNull();
  });
});

describe('requirements and plugins', () => {
  const pins = { requirements: 'requirements.txt', plugins: 'plugins' };

  test('are sent when they changed only, and their versions are always known', async () => {
    write(tree);
    writeFileSync(path.join(root, 'requirements.txt'), 'boto3\n');
    write({ 'hooks/h.py': 'x = 1\n', '__init__.py': '', 'x.pyc': '' }, 'plugins');
    const first = await publish(pins);
    const bucket = aws.s3.bucket('bucket');
    const versions = (key: string) => bucket.versions(key).map(({ versionId }) => versionId);
    expect(versionIdOf(first.plan, 'requirements')).toBe(versions('requirements.txt')[0]);
    expect(versionIdOf(first.plan, 'plugins')).toBe(versions('plugins.zip')[0]);
    const archive = bucket.get('plugins.zip')?.body ?? Buffer.alloc(0);
    expect(Object.keys(unzipSync(archive))).toEqual(['__init__.py', 'hooks/h.py']);

    const second = await publish(pins);
    expect(second.reason).toBe('already-published');
    expect(versionIdOf(second.plan, 'plugins')).toBe(versionIdOf(first.plan, 'plugins'));

    write({ ...tree, 'a.py': dag('changed') });
    const third = await publish({ ...pins, commit: 'c2' });
    expect(third.reason).toBe('published');
    expect(versionIdOf(third.plan, 'requirements')).toBe(versionIdOf(first.plan, 'requirements'));
    expect(versions('requirements.txt')).toHaveLength(1);

    writeFileSync(path.join(root, 'requirements.txt'), 'boto3==1\n');
    const fourth = await publish({ ...pins, commit: 'c3' });
    expect(fourth.plan.steps).toEqual([{ change: 'update', what: 'requirements.txt', bytes: 9, note: 'requirements' }]);
    expect(versions('requirements.txt')).toHaveLength(2);
    expect(versionIdOf(fourth.plan, 'requirements')).toBe(versions('requirements.txt')[0]);
    expect(dagsFacts(fourth.artifact, fourth.plan)).toContainEqual([
      'Requirements',
      `\`requirements.txt\`, version \`${versions('requirements.txt')[0]}\``,
    ]);
  });

  test('are sent again when somebody else has changed them', async () => {
    write(tree);
    writeFileSync(path.join(root, 'requirements.txt'), 'boto3\n');
    await publish({ requirements: 'requirements.txt' });
    aws.s3.bucket('bucket').put('requirements.txt', 'other');
    await publish({ requirements: 'requirements.txt' });
    expect(aws.s3.bucket('bucket').text('requirements.txt')).toBe('boto3\n');
  });

  test('a bucket without versions is said, and how to mend it', async () => {
    await stop();
    aws = await startAws({ users: [keys], buckets: [{ name: 'bucket' }], clock: () => new Date(now) });
    s3 = client();
    write(tree);
    writeFileSync(path.join(root, 'requirements.txt'), 'boto3\n');
    const { plan } = await publish({ requirements: 'requirements.txt' });
    expect(versionIdOf(plan, 'requirements')).toBe('');
    const log = recording();
    warnUnversioned(plan, 'bucket', log);
    expect(log.lines[0]).toContain('The bucket bucket keeps no versions');
    expect(log.lines[0]).toContain('aws s3api put-bucket-versioning --bucket bucket');
  });

  const packed = (files: Record<string, string>) => {
    write(files, 'zipped');
    return publisher({ plugins: 'zipped' });
  };
  test('a zip archive is taken as it is, but not with plugins/ as its root', async () => {
    write(tree);
    const { writeZip } = await import('@ci-actions/zip/write-zip');
    const zip = (...names: string[]) =>
      writeFileSync(
        path.join(root, 'p.zip'),
        writeZip(names.map((name) => ({ path: name, bytes: Buffer.from('x'), executable: false }))),
      );
    zip('a.py', 'plugins/b.py');
    await publish({ plugins: 'p.zip' });
    expect(Object.keys(unzipSync(aws.s3.bucket('bucket').get('plugins.zip')?.body ?? Buffer.alloc(0)))).toHaveLength(2);
    zip('plugins/a.py', 'plugins/b.py');
    await expect(publish({ plugins: 'p.zip' })).rejects.toThrow('whose root is the folder plugins/');
    writeFileSync(path.join(root, 'p.zip'), 'no zip');
    await expect(publish({ plugins: 'p.zip' })).rejects.toThrow('neither a folder nor a zip archive');
    await expect(packed({ 'plugins/a.py': '' }).build()).rejects.toThrow('Set the input to "zipped/plugins"');
    await expect(packed({ 'a.pyc': '' }).build()).rejects.toThrow('a folder without a file to pack');
    await expect(publish({ requirements: 'dags' })).rejects.toThrow('which is a folder; name the file');
    await expect(publish({ requirements: 'no.txt' })).rejects.toThrow('The input `requirements` is "no.txt"');
  });

  test('a key that a file of the source has, or that both have, is refused', async () => {
    write(tree);
    writeFileSync(path.join(root, 'r.txt'), '');
    const one = { requirements: 'r.txt' };
    await expect(publish({ ...one, requirementsKey: 'dags/a.py' })).rejects.toThrow(
      'a file of the source is published there',
    );
    await expect(publish({ ...one, requirementsKey: '.ci-actions/x' })).rejects.toThrow('`requirements-key`');
    await expect(publish({ ...one, plugins: 'dags', pluginsKey: 'requirements.txt' })).rejects.toThrow('have one key');
  });

  test('a fault in the Python of a plugin is found', async () => {
    process.env.PATH = PATH;
    write(tree);
    write({ 'p.py': 'def (' }, 'plugins');
    const log = recording();
    const message = await publish({ plugins: 'plugins', log }).then(
      () => log.lines.join('\n'),
      (thrown: Error) => thrown.message,
    );
    expect(message).toMatch(/plugins: p\.py:1: |no python3/);
  });
});

describe('a dry run', () => {
  test('shows the exact plan and writes nothing', async () => {
    aws.s3.bucket('bucket').put('dags/old.py', '1');
    write(tree);
    writeFileSync(path.join(root, 'requirements.txt'), 'boto3\n');
    const before = aws.s3.bucket('bucket').keys();
    const options = { requirements: 'requirements.txt' };
    const dry = await publish(options, { dryRun: true });
    expect(dry.reason).toBe('dry-run');
    expect(requests()).toEqual({ GetObject: 1, ListObjectsV2: 2, HeadObject: 1 });
    expect(aws.s3.bucket('bucket').keys()).toEqual(before);
    const real = await publish(options);
    expect(real.plan.steps).toEqual(dry.plan.steps);
    expect(JSON.parse(planJson(dry.plan))).toMatchObject({
      place: 's3://bucket/dags/',
      total: 6,
      live: null,
      unchanged: 0,
    });
  });
});

describe('the record', () => {
  test('that is garbage is said, and files are compared by MD5', async () => {
    write(tree);
    await publish();
    aws.s3.bucket('bucket').put(manifestAt, 'garbage');
    const log = recording();
    const outcome = await publish({ log });
    expect(log.lines).toContainEqual(expect.stringContaining('is no record of this action'));
    expect(outcome.plan.steps).toEqual([]);
    expect(record()?.published?.digest).toBe(outcome.artifact.digest);
  });

  test('of a newer version is not replaced', async () => {
    write(tree);
    aws.s3.bucket('bucket').put(manifestAt, '{"format":2,"kind":"dags"}');
    await expect(publish()).rejects.toThrow('which a newer version of this action wrote');
  });
});

/** A client whose process is killed at the call with this number: nothing that it asks for afterwards happens. */
function mortal(callsLeft: number, when: 'before' | 'after'): S3 {
  let left = callsLeft;
  const dead = () => Promise.reject(new Error('killed'));
  const call = <T>(work: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left > 0) return work();
    return left === 0 && when === 'after' ? work().then(dead) : dead();
  };
  return {
    async *list(bucket, prefix) {
      const pages = await call(async () => s3.list(bucket, prefix));
      yield* pages;
    },
    get: (...args) => call(() => s3.get(...args)),
    head: (...args) => call(() => s3.head(...args)),
    put: (...args) => call(() => s3.put(...args)),
    deleteMany: (...args) => call(() => s3.deleteMany(...args)),
    close() {},
  };
}

describe('a run that is killed at any call', () => {
  const before = { 'a.py': dag('a', 'lib.x'), 'b.py': dag('b', 'lib.x'), 'lib/x.py': 'X = 1\n', 'old.py': dag('o') };
  const after = {
    'a.py': `${dag('a', 'lib.x')}# 2\n`,
    'b.py': dag('b', 'lib.x'),
    'lib/x.py': 'import lib.y\n',
    'lib/y.py': '',
    'new.py': dag('n', 'lib.y'),
  };
  const kinds = ['before', 'after'].flatMap((when) =>
    [false, true].map((kms) => ({ when: when as 'before' | 'after', kms })),
  );

  test.each(kinds)(
    'leaves nothing half-published, and a later run finishes it ($when, KMS $kms)',
    async ({ when, kms }) => {
      let calls = 0;
      for (let finished = false; !finished; calls++) {
        await start({ kms });
        write(before);
        writeFileSync(path.join(root, 'requirements.txt'), '1');
        await publish({ requirements: 'requirements.txt' });
        write(after);
        writeFileSync(path.join(root, 'requirements.txt'), '2');
        const next = { requirements: 'requirements.txt', commit: 'c2', run: { id: '2', attempt: '1' } };
        finished = await publish({ ...next, s3: mortal(calls + 1, when) }).then(
          () => true,
          () => false,
        );

        const now2 = held();
        const fresh = (name: keyof typeof after) => now2[name] === after[name];
        if (fresh('a.py') || now2['new.py'] !== undefined) expect(fresh('lib/x.py') && fresh('lib/y.py')).toBe(true);
        if (fresh('lib/x.py')) expect(fresh('lib/y.py')).toBe(true);
        if (now2['old.py'] === undefined) expect(now2).toEqual(after);
        // The record is of what is whole: of the old, until all of the new is there.
        const said = record()?.published?.commit;
        if (said === 'c2') expect(now2).toEqual(after);
        else expect(said).toBe('c1');

        // Another run waits for the lease of the dead one; the same run does not.
        const again = { ...next, run: { id: calls % 2 ? '2' : '3', attempt: '2' } };
        const outcome = await publish(again, {
          sleep: async (ms) => {
            now += ms;
          },
          now: () => now,
        });
        expect(['published', 'already-published']).toContain(outcome.reason);
        expect(held()).toEqual(after);
        expect(record()).toMatchObject({
          claim: undefined,
          published: { commit: 'c2', digest: outcome.artifact.digest },
        });
        const { steps } = outcome.plan;
        expect(steps.filter(({ note }) => note === 'drifted')).toEqual([]);
        requests();
        expect((await publish(again)).reason).toBe('already-published');
        expect(requests()).not.toHaveProperty('PutObject');
      }
      expect(calls).toBeGreaterThan(10);
    },
  );
});

describe('two runs at once', () => {
  const older = { 'a.py': dag('a', 'lib'), 'lib.py': 'X = 1\n', 'only-older.sql': '1' };
  const newer = { 'a.py': dag('a2', 'lib'), 'lib.py': 'X = 2\n', 'only-newer.sql': '2' };

  /** Runs one publish, and in the middle of it, before its call with this number, a whole other one. */
  async function interleave(
    first: { commit: string; files: Record<string, string> },
    second: typeof first,
    at: number,
  ) {
    write(first.files, 'first');
    write(second.files, 'second');
    let calls = 0;
    let other: ReturnType<typeof publish> | undefined;
    const intrude = async () => {
      calls += 1;
      if (calls !== at) return;
      await new Promise<void>((resume) => {
        const sleep = () =>
          new Promise<void>((again) => {
            resume();
            setTimeout(again, 2);
          });
        const run = { id: '2', attempt: '1' };
        other = publish(
          { commit: second.commit, version: second.commit, source: 'second', run, s3: client() },
          { sleep },
        );
        other.then(
          () => resume(),
          () => resume(),
        );
      });
    };
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      await intrude();
      return work();
    };
    const spied: S3 = {
      async *list(bucket, prefix) {
        await intrude();
        yield* s3.list(bucket, prefix);
      },
      get: (...args) => step(() => s3.get(...args)),
      head: (...args) => step(() => s3.head(...args)),
      put: (...args) => step(() => s3.put(...args)),
      deleteMany: (...args) => step(() => s3.deleteMany(...args)),
      close() {},
    };
    const sleep = () => new Promise<void>((again) => setTimeout(again, 2));
    const mine = await publish({ commit: first.commit, version: first.commit, source: 'first', s3: spied }, { sleep });
    return { first: mine.reason, second: (await other)?.reason };
  }

  test.each([
    ['the older first', { commit: 'c1', files: older }, { commit: 'c2', files: newer }],
    ['the newer first', { commit: 'c2', files: newer }, { commit: 'c1', files: older }],
  ])('the newer one wins, wherever the other comes in between (%s)', async (_name, first, second) => {
    const seen = new Set<string>();
    for (let at = 1; ; at++) {
      await start();
      const reasons = await interleave(first, second, at);
      if (reasons.second === undefined) {
        expect(at).toBeGreaterThan(8);
        break;
      }
      expect(held()).toEqual(newer);
      expect(record()).toMatchObject({ claim: undefined, published: { commit: 'c2' } });
      const newerReason = first.commit === 'c2' ? reasons.first : reasons.second;
      expect(newerReason).toBe('published');
      seen.add(first.commit === 'c1' ? reasons.first : reasons.second);
    }
    expect([...seen].sort()).toEqual(
      first.commit === 'c1' ? ['published', 'superseded'] : expect.arrayContaining(['superseded']),
    );
  });

  test('of two unrelated branches each is published once, and what is there is one of them, whole', async () => {
    const [one, two] = [
      { commit: 'x1', files: older },
      { commit: 'y1', files: newer },
    ];
    for (let at = 1; ; at++) {
      await start();
      const reasons = await interleave(one, two, at);
      if (reasons.second === undefined) break;
      expect(reasons).toEqual({ first: 'published', second: 'published' });
      const { commit } = record()?.published ?? {};
      expect(held()).toEqual(commit === 'x1' ? older : newer);
    }
  });

  test('a claim of another run is waited for; one that was given up is not', async () => {
    write(tree);
    const holder = publisher();
    const artifact = await holder.build();
    const plan = await holder.plan(artifact);
    faults.add({ match: { operation: 'PutObject', path: /sql/ }, answer: 403 });
    await expect(holder.apply(artifact, plan)).rejects.toThrow();
    faults.clear();
    const other = publisher({ run: { id: '2', attempt: '1' } });
    await other.build();
    expect((await other.look()).busy).toBeUndefined();

    // A holder that is killed says nothing: its claim counts until the lease ends, by S3's clock.
    await expect(publish({ s3: mortal(4, 'after') })).rejects.toThrow('killed');
    const looked = async (run: DagsOptions['run'], environment = 'staging') => {
      const third = publisher({ run, environment });
      await third.build();
      return (await third.look()).busy;
    };
    expect(await looked({ id: '2', attempt: '1' })).toEqual({ commit: 'c1', by: 'Run 1' });
    expect(await looked({ id: '1', attempt: '2' })).toBeUndefined();
    expect(await looked({ id: '1', attempt: '1' }, 'production')).toEqual({ commit: 'c1', by: 'Run 1' });
    now += 61_000;
    expect(await looked({ id: '2', attempt: '1' })).toBeUndefined();
  });

  test('a holder renews its claim, and stops at once when it was taken over, before any delete', async () => {
    aws.s3.bucket('bucket').put('dags/old.py', '1');
    write(tree);
    let taken = false;
    const slow: S3 = {
      ...s3,
      put: async (bucket, key, content, options) => {
        if (key === 'dags/a.py') {
          const beats = async () => Number(JSON.parse(aws.s3.bucket('bucket').text(manifestAt)).claim.beat);
          while ((await beats()) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
          aws.s3.bucket('bucket').put(manifestAt, '{"format":1,"kind":"dags"}');
          taken = true;
        }
        return s3.put(bucket, key, content, options);
      },
    };
    const holder = publisher({ s3: slow, renewMs: 10 });
    const artifact = await holder.build();
    await expect(holder.apply(artifact, await holder.plan(artifact))).rejects.toThrow(TargetMoved);
    expect(taken).toBe(true);
    expect(held()['old.py']).toBe('1');
    expect(aws.s3.bucket('bucket').text(manifestAt)).toBe('{"format":1,"kind":"dags"}');
  });

  test('a file that something else wrote after the plan is not overwritten unseen', async () => {
    write(tree);
    const mine = publisher();
    const artifact = await mine.build();
    const plan = await mine.plan(artifact);
    aws.s3.bucket('bucket').put('dags/a.py', 'somebody');
    await expect(mine.apply(artifact, plan)).rejects.toThrow(TargetMoved);
    expect(held()['a.py']).toBe('somebody');
  });

  test('what is changed between apply and verify is found, named and mended by planning again', async () => {
    write(tree);
    const mine = publisher();
    const artifact = await mine.build();
    const plan = await mine.plan(artifact);
    const work = await mine.apply(artifact, plan);
    aws.s3.bucket('bucket').put('dags/a.py', 'somebody');
    await expect(mine.verify(artifact, plan, work)).rejects.toThrow(
      's3://bucket/dags/ does not hold what was just published: something else changed "dags/a.py".',
    );
    expect((await publish()).reason).toBe('published');
    expect(held()).toEqual(tree);
  });
});

describe('faults', () => {
  test('a file that changes after the plan: one sentence, and the next run publishes', async () => {
    write(tree);
    const mine = publisher();
    const artifact = await mine.build();
    const plan = await mine.plan(artifact);
    writeFileSync(path.join(root, 'dags/lib/x.py'), 'X = 3\n');
    await expect(mine.apply(artifact, plan)).rejects.toThrow(/lib\/x\.py changed while it was being published/);
    expect(held()).not.toHaveProperty('a.py');
    expect(record()?.published).toBeUndefined();
    expect((await publish()).reason).toBe('published');
    expect(held()).toEqual({ ...tree, 'lib/x.py': 'X = 3\n' });
  });

  test.each([503, 'reset', 'lost'] as const)('%s now and then is nothing to talk about', async (answer) => {
    write(tree);
    for (const after of [0, 3, 6]) faults.add({ after, times: 1, answer });
    expect((await publish()).reason).toBe('published');
    expect(faults.hits).toBeGreaterThan(1);
    expect(held()).toEqual(tree);
  });

  test('a missing bucket is one sentence', async () => {
    write(tree);
    await expect(publish({ bucket: 'no-such-bucket' })).rejects.toThrow(/The S3 bucket no-such-bucket does not exist/);
  });
});

test('the digest of a tree is as documented', async () => {
  write({ 'a.sql': 'x' });
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  expect((await publisher().build()).digest).toBe(`sha256:${sha256(`a.sql\0${sha256('x')}\n`)}`);
});
