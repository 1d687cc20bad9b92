import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readPage } from './s3-list.ts';
import { escapeXml, fitsXml, parseXml, XmlError } from './xml.ts';

test('whatever text comes in, it is read or refused, and nothing else happens', () => {
  const piece = fc.constantFrom(
    '<A>',
    '</A>',
    '<B/>',
    '<B',
    '>',
    '&amp;',
    '&#0;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '<?',
    '"',
    'x',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => `<A>${pieces.join('')}`),
  );
  fc.assert(
    fc.property(text, (document) => {
      try {
        expect(parseXml(document, 'A').name).toBe('A');
      } catch (error) {
        expect(error).toBeInstanceOf(XmlError);
      }
    }),
  );
});

test('what can be written comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }).filter(fitsXml), (text) => {
      expect(parseXml(`<A>${escapeXml(text)}</A>`, 'A').text).toBe(text);
    }),
  );
});

test('a page of a listing that is cut anywhere is refused, never taken for a shorter one', () => {
  const entry = (key: string) =>
    `<Contents><Key>${key}</Key><LastModified>2026-11-05T12:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag><Size>1</Size></Contents>`;
  const page = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${entry('a')}${entry('b')}</ListBucketResult>`;
  expect(readPage(page).objects).toHaveLength(2);
  for (let end = 0; end < page.length; end++) expect(() => readPage(page.slice(0, end))).toThrow(XmlError);
});
