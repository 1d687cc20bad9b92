import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { warnTaken } from '../facts.ts';
import type { Published } from '../manifest.ts';
import type { Pin } from '../source/pins.ts';
import { comparePins } from './compare-pins.ts';

const content = Buffer.from('boto3\n');
const sha256 = createHash('sha256').update(content).digest('hex');
const md5 = createHash('md5').update(content).digest('hex');
const pin: Pin = { what: 'requirements', key: 'r.txt', sha256, size: content.length, content, packed: [] };

const published = (fields: object): Published => ({
  environment: 'e',
  digest: 'd',
  version: 'v',
  commit: 'c',
  publishedAt: '',
  run: { id: '', attempt: '1' },
  checkedWith: null,
  files: [],
  requirements: { key: 'r.txt', sha256, etag: 'known', size: content.length, ...fields },
});

const size = content.length;
const other = 'f'.repeat(64);
type Head = { etag: string; size: number; sha256?: string } | undefined;
const cases: readonly (readonly [
  string,
  Head,
  Published | undefined,
  'add' | 'update' | undefined,
  string | undefined,
])[] = [
  ['nothing there', undefined, undefined, 'add', 'requirements'],
  ['as the record says', { etag: 'known', size }, published({}), undefined, undefined],
  [
    'as the record says, of other content',
    { etag: 'known', size },
    published({ sha256: other }),
    'update',
    'requirements',
  ],
  ['no record, the same MD5', { etag: md5, size }, undefined, undefined, undefined],
  ['no record, KMS without a checksum', { etag: 'kms', size }, undefined, 'update', 'requirements'],
  ['no record, KMS with the checksum', { etag: 'kms', size, sha256 }, undefined, undefined, undefined],
  ['another checksum, whatever the MD5', { etag: md5, size, sha256: other }, undefined, 'update', 'requirements'],
  ['written again with the same content', { etag: 'kms', size, sha256 }, published({}), undefined, undefined],
  [
    'changed since the record',
    { etag: 'new', size, sha256: other },
    published({}),
    'update',
    'requirements, changed by somebody else',
  ],
  ['gone since the record', undefined, published({}), 'add', 'requirements'],
  ['a record of another key', { etag: 'new', size, sha256: other }, published({ key: 'x' }), 'update', 'requirements'],
];

describe('comparePins', () => {
  test.each(cases)('%s', async (_name, head, record, change, note) => {
    const [result] = await comparePins({ head: async () => head }, 'bucket', [pin], record);
    expect(result?.step?.change).toBe(change);
    expect(result?.step?.note).toBe(note);
    expect(result?.replaces).toBe(head?.etag);
    if (change === undefined) expect(result?.record).toEqual({ key: 'r.txt', sha256, etag: head?.etag, size });
  });

  test('what a publish left behind that broke off is its own', async () => {
    const head = async () => ({ etag: 'new', size, sha256: other });
    const [result] = await comparePins({ head }, 'bucket', [pin], published({}), true);
    expect(result).toMatchObject({ step: { change: 'update', note: 'requirements' }, taken: false });
  });
});

test('a publish that replaces what somebody else put there says so, once', async () => {
  const lines: string[] = [];
  const log = { warning: (line: string) => lines.push(line) };
  const head = async () => ({ etag: 'new', size, sha256: other });
  warnTaken({ pins: await comparePins({ head }, 'bucket', [pin], published({})) }, log);
  expect(lines).toEqual([expect.stringMatching(/has changed "r\.txt", .* set `requirements-key` to a key of its own/)]);
  warnTaken({ pins: await comparePins({ head }, 'bucket', [pin], undefined) }, log);
  expect(lines).toHaveLength(1);
});
