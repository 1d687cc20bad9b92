import { describe, expect, test } from '@jest/globals';
import { decodeChunked } from './aws-chunked.ts';
import { Principals } from './principals.ts';
import { type AwsRequest, Query } from './request.ts';
import { uriEncode, verifySignature } from './sigv4.ts';

// The keys, the requests and the signatures of AWS's own documents:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const principals = new Principals({
  users: [{ accessKeyId, secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }],
});
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function request(
  method: string,
  target: string,
  headers: Record<string, string>,
  signed: string,
  signature: string,
): AwsRequest {
  const [rawPath = '', query = ''] = target.split('?');
  return {
    id: 'test',
    method,
    rawPath,
    query: new Query(query),
    body: Buffer.alloc(0),
    time: new Date('2013-05-24T00:00:30Z'),
    headers: {
      'x-amz-date': '20130524T000000Z',
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signed},Signature=${signature}`,
    },
  };
}

const host = 'examplebucket.s3.amazonaws.com';
const published: [title: string, AwsRequest][] = [
  [
    'GET with a range',
    request(
      'GET',
      '/test.txt',
      { host, range: 'bytes=0-9', 'x-amz-content-sha256': empty },
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
  ],
  [
    'PUT of a key with a dollar sign',
    request(
      'PUT',
      '/test$file.text',
      {
        host,
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      },
      'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ),
  ],
  [
    'a query without a value',
    request(
      'GET',
      '/?lifecycle',
      { host, 'x-amz-content-sha256': empty },
      'host;x-amz-content-sha256;x-amz-date',
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ),
  ],
  [
    'a listing',
    request(
      'GET',
      '/?max-keys=2&prefix=J',
      { host, 'x-amz-content-sha256': empty },
      'host;x-amz-content-sha256;x-amz-date',
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ),
  ],
];

describe("AWS's published signatures", () => {
  for (const [title, asked] of published) {
    test(title, () => {
      expect(verifySignature(asked, principals, 's3').region).toBe('us-east-1');
    });
    test(`${title}: one changed letter of the path is refused`, () => {
      const changed = { ...asked, rawPath: `${asked.rawPath}x` };
      expect(() => verifySignature(changed, principals, 's3')).toThrow('does not match');
    });
  }
});

const chunkHeaders = {
  host: 's3.amazonaws.com',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '66560',
  'x-amz-storage-class': 'REDUCED_REDUNDANCY',
};
const chunk = (size: number, signature: string) =>
  `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}\r\n`;

describe("AWS's published chunk signatures", () => {
  const seed = verifySignature(
    request(
      'PUT',
      '/examplebucket/chunkObject.txt',
      { ...chunkHeaders, 'content-length': '66824', 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      'content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class',
      '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    ),
    principals,
    's3',
  );
  const framed =
    chunk(65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648') +
    chunk(1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497') +
    chunk(0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9');

  test('the body without its framing', () => {
    expect(decodeChunked(Buffer.from(framed), seed)).toEqual({ body: Buffer.alloc(66560, 'a'), trailers: {} });
  });

  const broken: [title: string, text: string, message: string][] = [
    ['one changed byte of a chunk', framed.replace('aaa\r\n400', 'aab\r\n400'), 'does not match'],
    ['a chunk without a signature', framed.replace(/;chunk-signature=0055\w+/, ''), 'does not match'],
    ['a body that breaks off in a chunk', framed.slice(0, 60_000), 'breaks off'],
    ['a body without its last chunk', framed.slice(0, framed.lastIndexOf('0;chunk')), 'breaks off'],
    ['a size that is no number', framed.replace('10000;', 'zz;'), 'breaks off'],
  ];
  for (const [title, text, message] of broken) {
    test(`${title} is refused`, () => {
      expect(() => decodeChunked(Buffer.from(text), seed)).toThrow(message);
    });
  }
});

describe("AWS's published trailer signature", () => {
  const seed = verifySignature(
    request(
      'PUT',
      '/examplebucket/chunkObject.txt',
      {
        ...chunkHeaders,
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
        'x-amz-trailer': 'x-amz-checksum-crc32c',
      },
      'content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer',
      '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
    ),
    principals,
    's3',
  );
  const framed =
    chunk(65536, 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2') +
    chunk(1024, '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7') +
    '0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n' +
    'x-amz-checksum-crc32c:sOO8/Q==\r\n' +
    'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n';

  test('the body and its trailer', () => {
    const { body, trailers } = decodeChunked(Buffer.from(framed), seed);
    expect(body).toHaveLength(66560);
    expect(trailers).toEqual({ 'x-amz-checksum-crc32c': 'sOO8/Q==' });
  });

  test('a changed trailer is refused', () => {
    expect(() => decodeChunked(Buffer.from(framed.replace('sOO8', 'sOO9')), seed)).toThrow('does not match');
  });
});

test('UriEncode keeps the unreserved bytes alone', () => {
  expect(uriEncode("aZ0-._~ +!'()*/ü")).toBe('aZ0-._~%20%2B%21%27%28%29%2A%2F%C3%BC');
});
