import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGitHub } from '@ci-actions/github/client';
import type { ArtifactRecord } from '@ci-actions/local/github/artifacts';
import type { Permissions } from '@ci-actions/local/github/permissions';
import { type Fault, type LoopbackGitHub, type SeenRequest, startGitHub } from '@ci-actions/local/github/server';
import { bareRepository, patientClock } from '@ci-actions/local/github/testing';
import { silent } from '@ci-actions/log/log';
import { UnusableArchive } from '@ci-actions/zip/read-zip';
import { writeZip } from '@ci-actions/zip/write-zip';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FindBaseOptions, findBase } from './base-artifact.ts';
import { extractJson } from './base-artifact-entry.ts';
import type { BaseRef } from './run-event.ts';

let repository: Awaited<ReturnType<typeof bareRepository>>;
let server: LoopbackGitHub;
let faults: (request: SeenRequest) => Fault | undefined;
let folder: string;
let lines: string[];

beforeAll(async () => {
  repository = await bareRepository(1);
  process.env.GITHUB_API_URL = 'http://127.0.0.1/api/v3';
});
beforeEach(async () => {
  faults = () => undefined;
  lines = [];
  folder = await mkdtemp(path.join(tmpdir(), 'base-artifact-'));
  const onRequest = (request: SeenRequest) => faults(request);
  server = await startGitHub({ owner: 'acme', repo: 'app', folder: repository.folder, onRequest });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
  expect(server.violations).toEqual([]);
});
afterAll(async () => {
  delete process.env.GITHUB_API_URL;
  await repository.remove();
});

const log = {
  info: (line: string) => void lines.push(line),
  warning: (line: string) => void lines.push(`! ${line}`),
};
const zip = (files: Record<string, string | Buffer>) =>
  writeZip(
    Object.entries(files).map(([name, content]) => ({ path: name, bytes: Buffer.from(content), executable: false })),
  );
const sha = (letter: string) => letter.repeat(40);
const base: BaseRef = { branch: 'main', sha: sha('b'), ownRun: 50, isOwnBranch: false };

/** Keeps an artifact whose JSON says which one it is. */
function keep(name: string, run: Partial<ArtifactRecord['run']> = {}, over: Partial<ArtifactRecord> = {}) {
  const made = { id: 10, headBranch: 'main', headSha: sha('a'), headRepositoryId: 1, ...run };
  return server.addArtifact({
    name: 'test-report',
    archive: zip({ 'test-report.json': `{"is":"${name}"}` }),
    run: made,
    ...over,
  });
}

async function find(over: Partial<FindBaseOptions> = {}, permissions: Permissions = { actions: 'read' }) {
  const github = createGitHub({
    token: server.mintToken({ permissions }).token,
    repository: 'acme/app',
    apiUrl: server.apiUrl,
    log: silent,
    retry: patientClock(),
  });
  const options = { base, artifact: 'test-report', fileName: 'test-report.json', folder, ...over };
  const found = await findBase(github, options, log);
  return found && { ...found, is: JSON.parse(await readFile(found.file, 'utf8')).is as string };
}
const calls = () => server.requests.filter(({ path }) => path.startsWith('/repos/')).length;

describe('the base', () => {
  test('is found in two calls, one for the list and one for the address', async () => {
    keep('old', { id: 9 });
    keep('base', { id: 11, headSha: sha('b') });
    keep('newer', { id: 12 });
    expect(await find()).toEqual({
      file: path.join(folder, 'base.json'),
      is: 'base',
      sha: sha('b'),
      branch: 'main',
      runId: 11,
    });
    expect([calls(), server.requests.length, lines]).toEqual([2, 3, []]);
    expect(await readdir(folder)).toEqual(['base.json']);
  });

  test('is the newest of the branch where the very commit has none', async () => {
    keep('old', { id: 9 });
    keep('new', { id: 12 });
    keep('of another branch', { id: 13, headBranch: 'topic' });
    expect((await find())?.is).toBe('new');
  });

  test.each<[string, Partial<BaseRef>, string | undefined]>([
    ['never the run itself', { ownRun: 12 }, 'old'],
    ['never what came after a push to the branch', { ownRun: 10, isOwnBranch: true }, 'old'],
    ['whatever is newest, for a pull request that is run again', { ownRun: 10 }, 'new'],
    ['whatever is newest, for a run that does not know its id', { ownRun: 0, isOwnBranch: true }, 'new'],
    ['nothing of another branch', { branch: 'release' }, undefined],
  ])('is %s', async (_name, over, expected) => {
    keep('old', { id: 9 });
    keep('new', { id: 12 });
    expect((await find({ base: { ...base, sha: undefined, ...over } }))?.is).toBe(expected);
  });

  test('is never of a fork, also where its branch or its commit is named alike', async () => {
    keep('of a fork', { headRepositoryId: 2 });
    keep('of a fork', { headRepositoryId: 2, headSha: sha('b') });
    expect(await find()).toBeUndefined();
    expect(lines).toEqual([
      'There is no comparison with the base: no run of it has left its results yet (artifact test-report, branch main).',
    ]);
    expect(calls()).toBe(1);
  });

  test('that has expired is gone, and one that has not is taken in its place', async () => {
    keep('expired', { id: 12, headSha: sha('b') }, { expired: true });
    expect(await find()).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(/: what there was has expired \(artifact test-report, branch main\)\.$/),
    ]);
    keep('old', { id: 9 });
    expect((await find())?.is).toBe('old');
  });

  test('that expires between the two calls is gone too', async () => {
    keep('x');
    faults = ({ path }) =>
      path.endsWith('/zip') ? { status: 410, body: { message: 'Artifact has expired' } } : undefined;
    expect(await find()).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(/^There is no comparison with the base\. GitHub could not download .*410/),
    ]);
  });

  test('is asked for by nobody without a branch to compare with', async () => {
    expect(await find({ base: undefined })).toBeUndefined();
    expect([calls(), lines.length]).toEqual([0, 1]);
  });

  test('a token that may not: a line that says what it would take', async () => {
    keep('x');
    expect(await find({}, { contents: 'read' })).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(
        /^There is no comparison .* \(403 Resource not accessible by integration\): add `actions: read` under/,
      ),
    ]);
  });

  test('the weather passes; what does not is a warning', async () => {
    keep('x');
    const list: Fault[] = ['reset', { status: 429, headers: { 'retry-after': '3' } }, { status: 503 }];
    faults = () => list.shift();
    expect((await find())?.is).toBe('x');
    faults = ({ part }) => (part === 'storage' ? { status: 503 } : undefined);
    expect(await find()).toBeUndefined();
    expect(lines).toEqual([
      expect.stringMatching(/^! There is no comparison .* did not succeed within 60 s .* 503\.$/),
    ]);
    expect(await readdir(folder)).toEqual(['base.json']);
  });

  test.each<[string, Partial<ArtifactRecord>, RegExp]>([
    [
      'several JSON files, none by the name',
      { archive: zip({ 'a.json': '{}', 'b.json': '{}' }) },
      /of run 10 holds 2 JSON files, and not exactly one is named test-report\.json\.$/,
    ],
    ['no JSON', { archive: zip({ 'a.html': '<p>' }) }, /of run 10 holds no JSON file\.$/],
    ['something else', { archive: Buffer.from('<html>') }, /of run 10 is neither a zip archive nor JSON\.$/],
    ['a broken archive', { archive: zip({ 'a.json': '{}' }).subarray(0, -10) }, /of run 10 is no whole zip archive\.$/],
    ['too large an archive', { archive: Buffer.alloc(20_001) }, /of run 10 has 20\.0 kB, more than 20\.0 kB\.$/],
    ['a bomb', { archive: zip({ 'a.json': Buffer.alloc(1_000_000) }) }, /of run 10 holds more than 100\.0 kB\.$/],
  ])('that is %s is left out with a line', async (_name, over, line) => {
    keep('x', {}, over);
    expect(await find({ limits: { archive: 20_000, json: 100_000 } })).toBeUndefined();
    expect(lines).toEqual([expect.stringMatching(line)]);
  });

  test('whose bytes are not those that were uploaded is left out', async () => {
    keep('x');
    const other = zip({ 'a.json': '{"is":"y"}' });
    faults = ({ part }) => (part === 'storage' ? { status: 200, body: other.toString('latin1') } : undefined);
    expect(await find()).toBeUndefined();
    expect(lines).toEqual([expect.stringMatching(/of run 10 is not what was uploaded\.$/)]);
  });
});

describe('the JSON of an archive', () => {
  async function extract(archive: Buffer, preferred = 'test-report.json', limit = 1_000_000) {
    const from = path.join(folder, 'a');
    const to = path.join(folder, 'b');
    await writeFile(from, archive);
    await extractJson(from, preferred, to, limit);
    return readFile(to, 'utf8');
  }

  // Ours writes no such name: it is put into a good archive.
  const hostile = Buffer.from(
    zip({ 'aa/bb/etc/x.json': '3' }).toString('latin1').replaceAll('aa/bb', '../..'),
    'latin1',
  );
  test.each<[string, Buffer, string]>([
    ['the only one, whatever its name', zip({ 'out/ctrf.JSON': '1', 'page.html': '<p>' }), '1'],
    ['the one by its name, in a folder too', zip({ 'a.json': '1', 'out/test-report.json': '2' }), '2'],
    ['one that would lead out of the folder: only its bytes are taken', hostile, '3'],
    ['a stored one', zip({ 'a.json': 'x' }), 'x'],
    ['a large one', zip({ 'a.json': `[${'1,'.repeat(300_000)}1]` }), `[${'1,'.repeat(300_000)}1]`],
    ['the file itself, not packed', Buffer.from(' {"a":1}'), ' {"a":1}'],
  ])('%s', async (_name, archive, expected) => {
    expect((await extract(archive)) === expected).toBe(true);
  });

  /** Changes a field of the central directory and of the local header. */
  function forged(central: number, bytes: readonly number[]): Buffer {
    const archive = Buffer.from(zip({ 'a.json': JSON.stringify({ a: 'b'.repeat(500) }) }));
    Buffer.from(bytes).copy(archive, archive.indexOf('PK\x01\x02') + central);
    return archive;
  }

  test.each<[string, Buffer, RegExp]>([
    ['says that it is small and is not', forged(24, [1, 0, 0, 0]), /no whole zip/],
    ['says that it is larger than the limit', forged(24, [0, 0, 0, 0x7f]), /holds more than 1\.0 MB/],
    ['has another checksum', forged(16, [1, 2, 3, 4]), /no whole zip/],
    ['is encrypted', forged(8, [1, 8]), /not understood/],
    ['is packed by another method', forged(10, [12, 0]), /not understood/],
    ['is beyond the end', forged(42, [0xff, 0xff, 0, 0]), /no whole zip/],
    ['is longer than the archive', forged(20, [0xff, 0xff, 0, 0]), /no whole zip/],
    ['is not deflated', forged(42, [1, 0, 0, 0]), /no whole zip/],
  ])('that %s is refused', async (_name, archive, message) => {
    await expect(extract(archive)).rejects.toThrow(message);
  });

  test('that is no more than the limit passes, and one byte more does not', async () => {
    expect(await extract(zip({ 'a.json': 'x'.repeat(1_000) }), 'a', 1_000)).toHaveLength(1_000);
    await expect(extract(zip({ 'a.json': 'x'.repeat(1_001) }), 'a', 1_000)).rejects.toThrow(UnusableArchive);
    await expect(extract(Buffer.from(`{${' '.repeat(1_000)}}`), 'a', 1_000)).rejects.toThrow(UnusableArchive);
  });

  test('of any bytes at all, and of an archive with any of its bytes changed, is a reason or the content', async () => {
    const whole = zip({ 'a.json': '{"a":1}', 'b.txt': 'b'.repeat(300) });
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    const changed = fc.array(change, { maxLength: 4 }).map((changes) => {
      const archive = Buffer.from(whole);
      for (const { at, byte } of changes) archive[at] = byte;
      return archive;
    });
    const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from('PK'), bytes]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, anything), async (archive) => {
        const result = await extract(archive).catch((thrown: unknown) => thrown);
        expect(result === '{"a":1}' || result instanceof UnusableArchive).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
