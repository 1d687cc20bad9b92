import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Manifest, manifestKey, prefixesBelow, readManifest, writeManifest } from './manifest.ts';
import { readMaxDelete, tooManyDeletes } from './max-delete.ts';

const run = { id: '7', attempt: '1' };
const published = {
  environment: 'staging',
  digest: 'sha256:aa',
  version: 'v1',
  commit: 'c0ffee',
  publishedAt: '2026-11-20T00:00:00.000Z',
  run,
  checkedWith: '3.11.7',
};
const claim = { environment: 'staging', run, commit: 'c', digest: 'd', token: 't', beat: 3 };

describe('the manifest', () => {
  test('reads what it writes', () => {
    const file = fc.tuple(fc.string(), fc.string(), fc.string(), fc.nat());
    fc.assert(
      fc.property(fc.array(file, { maxLength: 4 }), fc.boolean(), fc.boolean(), (files, held, pinned) => {
        const pin = { key: 'requirements.txt', sha256: 'a', etag: 'b', size: 1 };
        const manifest: Manifest = {
          published: { ...published, ...(pinned ? { requirements: pin } : {}), files },
          claim: held ? claim : undefined,
        };
        expect(readManifest(writeManifest(manifest), 'x')).toEqual(manifest);
      }),
    );
    expect(readManifest(writeManifest({ published: undefined, claim }), 'x')).toEqual({ published: undefined, claim });
  });

  test('has a line for each file', () => {
    const files = [
      ['a.py', 'aa', 'bb', 1],
      ['b.py', 'cc', 'dd', 2],
    ] as const;
    const lines = writeManifest({ published: { ...published, files }, claim: undefined })
      .toString()
      .split('\n');
    expect(lines.slice(1, 3)).toEqual(['["a.py","aa","bb",1],', '["b.py","cc","dd",2]']);
  });

  test.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['null', 'null'],
    ['another object', '{}'],
    ['another kind', '{"format":1,"kind":"image"}'],
    ['no format', '{"kind":"dags"}'],
    ['a broken record', '{"format":1,"kind":"dags","digest":1}'],
    ['a broken file', JSON.stringify({ format: 1, kind: 'dags', ...published, files: [['a']] })],
    ['a broken claim', '{"format":1,"kind":"dags","claim":{"run":{}}}'],
  ])('%s is none', (_name, text) => {
    expect(readManifest(Buffer.from(text), 'x')).toBeUndefined();
  });

  test('one of a newer version is refused', () => {
    expect(() => readManifest(Buffer.from('{"format":2,"kind":"dags"}'), 's3://b/k')).toThrow(
      'The record in s3://b/k is of format 2, which a newer version of this action wrote',
    );
  });

  test('no two prefixes have one key', () => {
    const prefixes = ['', 'dags/', 'root/', 'dags.json/', 'a/b/', 'a-b/', 'a%2Fb/', 'dags/dags/', '.json/'];
    expect(new Set(prefixes.map(manifestKey)).size).toBe(prefixes.length);
    expect(manifestKey('dags/')).toBe('.ci-actions/dags/dags.json');
    expect(manifestKey('')).toBe('.ci-actions/dags.json');
  });
});

describe('max-delete', () => {
  test.each([
    ['25%', { percent: 25 }],
    ['100 %', { percent: 100 }],
    ['0', { number: 0 }],
    ['40', { number: 40 }],
  ])('%s', (text, expected) => {
    expect(readMaxDelete(text)).toEqual(expected);
  });
  test.each(['', 'all', '-1', '101%', '2.5', '25 percent'])('refuses %j', (text) => {
    expect(() => readMaxDelete(text)).toThrow('set it to a share such as 25%');
  });

  const keys = (count: number) => Array.from({ length: count }, (_, i) => `dags/${i}.py`);
  test.each([
    ['25%', 10, 10],
    ['25%', 25, 100],
    ['25%', 499, 1999],
    ['100%', 50, 50],
    ['3', 3, 100],
    ['0%', 0, 100],
  ])('%s lets %i of %i go', (max, deletes, present) => {
    expect(tooManyDeletes(keys(deletes), present, readMaxDelete(max), 's3://b/dags/')).toBeUndefined();
  });
  test.each([
    ['25%', 11, 11],
    ['25%', 26, 100],
    ['3', 4, 100],
    ['0%', 1, 100],
    ['0', 1, 1],
  ])('%s refuses %i of %i', (max, deletes, present) => {
    expect(tooManyDeletes(keys(deletes), present, readMaxDelete(max), 's3://b/dags/')).toContain(
      `The plan deletes ${deletes} of ${present} object`,
    );
  });
  test('says how many of how many, names a few and how to let it pass', () => {
    expect(tooManyDeletes(keys(26), 100, { percent: 25 }, 's3://b/dags/')).toBe(
      'The plan deletes 26 of 100 objects in s3://b/dags/ ("dags/0.py", "dags/1.py", "dags/2.py", "dags/3.py", "dags/4.py" and 21 more), and `max-delete` allows 25. If the source folder is the right one, raise it: `max-delete: 26`, or `100%`; to keep them, name them in `exclude` or set `delete: false`.',
    );
  });
});

test.each([
  ['team/', 'team/a/'],
  ['', 'dags/'],
  ['a/', 'a/b/c/'],
])('the record of a publish below %j tells its prefix %j', (prefix, below) => {
  const { records, prefixOf } = prefixesBelow(prefix);
  expect(manifestKey(below).startsWith(records)).toBe(true);
  expect(prefixOf(manifestKey(below))).toBe(below);
  expect(prefixOf(manifestKey(prefix))).toBeUndefined();
});
