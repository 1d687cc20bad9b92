import { expect, test } from '@jest/globals';
import { readPage } from './s3-list.ts';
import { XmlError } from './xml.ts';

const entry = (key: string, more = '') =>
  `<Contents><Key>${key}</Key><LastModified>2026-11-05T12:00:00.000Z</LastModified><ETag>&quot;abc-2&quot;</ETag><Size>12</Size>${more}</Contents>`;
const page = (inside: string) => `<ListBucketResult xmlns="x"><Name>b</Name>${inside}</ListBucketResult>`;

test.each([
  // What S3 itself answers, and what other servers do.
  { written: 'a+b.txt', encoded: true, key: 'a b.txt' },
  { written: 'a%20b.txt', encoded: true, key: 'a b.txt' },
  { written: 'a%2Bb.txt', encoded: true, key: 'a+b.txt' },
  { written: '100%25.csv', encoded: true, key: '100%.csv' },
  { written: '%E6%97%A5/x', encoded: true, key: '日/x' },
  { written: 'a%01b', encoded: true, key: 'a\u0001b' },
  { written: 'a+b%20.txt', encoded: false, key: 'a+b%20.txt' },
  { written: 'a&amp;b', encoded: false, key: 'a&b' },
])('the key $written is $key', ({ written, encoded, key }) => {
  const type = encoded ? '<EncodingType>url</EncodingType>' : '';
  const { objects, next } = readPage(page(`${type}<IsTruncated>false</IsTruncated>${entry(written)}`));
  expect(objects).toEqual([{ key, etag: 'abc-2', size: 12, lastModified: new Date('2026-11-05T12:00:00Z') }]);
  expect(next).toBeUndefined();
});

test.each([
  ['an owner', entry('b', '<Owner><ID>1</ID><Key>not this one</Key></Owner>')],
  ['an element that is empty', entry('b', '<Owner/>')],
  ['a comment that looks like an entry', `<!--${entry('x')}-->${entry('b')}`],
  ['lines and blanks', entry('b').replaceAll('><', '>\n  <')],
  ['an attribute', entry('b').replace('<Size>', '<Size unit="byte">')],
  ['CDATA', entry('<![CDATA[b]]>')],
  ['a quote by number', entry('b').replaceAll('&quot;', '&#34;')],
])('an entry of another shape, between plain ones: %s', (_what, other) => {
  const { objects } = readPage(page(`<IsTruncated>false</IsTruncated>${entry('a')}${other}${entry('c')}`));
  const rest = { etag: 'abc-2', size: 12, lastModified: new Date('2026-11-05T12:00:00Z') };
  expect(objects).toEqual(['a', 'b', 'c'].map((key) => ({ key, ...rest })));
});

test('the way to the next page', () => {
  const text = page('<IsTruncated>true</IsTruncated><NextContinuationToken>t&amp;k=</NextContinuationToken>');
  expect(readPage(text)).toEqual({ objects: [], next: 't&k=' });
});

test.each([
  ['cut', page(entry('a')).slice(0, -30)],
  ['truncated without a way on', page('<IsTruncated>true</IsTruncated>')],
  ['an entry without a key', page(entry(''))],
  ['an entry without a size', page(entry('a').replace('<Size>12</Size>', ''))],
  ['an entry without a date', page(entry('a').replace('2026', 'x'))],
  ['a key that cannot be decoded', page(`<EncodingType>url</EncodingType>${entry('%E6%9')}`)],
  ['another document', '<Error><Code>InternalError</Code></Error>'],
])('%s is an error', (_name, text) => {
  expect(() => readPage(text)).toThrow(XmlError);
});
