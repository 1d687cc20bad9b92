import { request } from 'node:http';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFaults, type FaultRule } from '../../faults/faults.ts';
import { type Bench, digestOf, outcome, putManifest, send, smallImage, startBench, upload } from './testing.ts';

const image = smallImage();
let bench: Bench;
afterEach(() => bench.close());

async function begin(now: (() => number) | undefined, ...rules: FaultRule[]): Promise<{ authorization: string }> {
  const faults = createFaults([], now);
  bench = await startBench({ faults, repositories: [{ name: 'app' }] });
  await bench.aws.ecr.repository('app').put({ ...image, tag: 'v1' });
  const login = await bench.login();
  faults.add(...rules);
  return login;
}
const broken = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    () => 'broken',
  );

describe('the control plane', () => {
  const cases: [answer: FaultRule['answer'], says: string, status: number][] = [
    [429, 'ThrottlingException', 400],
    [500, 'ServerException', 500],
    [503, 'ServiceUnavailableException', 503],
    ['expired-token', 'ExpiredTokenException', 400],
  ];
  for (const [answer, says, status] of cases) {
    test(`${answer}: ${says}`, async () => {
      await begin(undefined, { match: { operation: 'GetAuthorizationToken' }, times: 1, answer });
      const ask = () => outcome(bench.ecr.send(new GetAuthorizationTokenCommand({})));
      expect([await ask(), await ask()]).toEqual([says, 'done']);
      expect(bench.aws.requests.at(-2)).toMatchObject({ operation: 'GetAuthorizationToken', status, code: says });
    });
  }

  test('lost: the repository is there, though nobody was told', async () => {
    await begin(undefined, { times: 1, answer: 'lost' });
    expect(await broken(bench.ecr.send(new GetAuthorizationTokenCommand({})))).toBe('broken');
  });
});

describe('the registry', () => {
  test('429 by count, with a Retry-After', async () => {
    const headers = await begin(undefined, { match: { operation: 'HeadBlob' }, times: 2, answer: 429, retryAfter: 3 });
    const ask = () => send(`${bench.aws.url}/v2/app/blobs/${digestOf(image.layer)}`, { method: 'HEAD', headers });
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first, second, third].map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(first?.headers.get('retry-after')).toBe('3');
  });

  test('429 for a time: however often it is asked', async () => {
    let now = 0;
    const headers = await begin(() => now, { match: { operation: 'PutManifest' }, forMs: 1000, answer: 429 });
    const put = () => putManifest(bench.aws.url, 'app', 'v2', image, headers);
    const said = [];
    for (now = 0; now <= 1200; now += 300) said.push((await put()).status);
    expect(said).toEqual([429, 429, 429, 429, 201]);
    expect(bench.aws.requests.find(({ status }) => status === 429)?.code).toBe('TOOMANYREQUESTS');
  });

  test('429 in ECR’s words, 503 at the ping', async () => {
    const headers = await begin(
      undefined,
      { match: { operation: 'Ping' }, times: 1, answer: 503 },
      { match: { operation: 'GetManifest' }, times: 1, answer: 429 },
    );
    expect((await send(`${bench.aws.url}/v2/`, { headers })).status).toBe(503);
    const answer = await send(`${bench.aws.url}/v2/app/manifests/v1`, { headers });
    expect(answer.text).toBe('{"errors":[{"code":"TOOMANYREQUESTS","message":"Rate exceeded"}]}');
  });

  test('a token that expires between two requests', async () => {
    const headers = await begin(undefined, { match: { operation: 'PutBlob' }, times: 1, answer: 'expired-token' });
    const answer = await upload(bench.aws.url, 'app', Buffer.from('x'), headers);
    expect([answer.status, answer.code]).toEqual([401, 'DENIED']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    expect((await upload(bench.aws.url, 'app', Buffer.from('x'), headers)).status).toBe(201);
  });

  test('reset in the middle of a blob: half of it came, nothing is kept, the same place takes it again', async () => {
    const headers = await begin(undefined, { match: { operation: 'PutBlob' }, times: 1, answer: 'reset' });
    const bytes = Buffer.alloc(4 * 1024 * 1024, 'b');
    const begun = await send(`${bench.aws.url}/v2/app/blobs/uploads/`, { method: 'POST', headers });
    const place = `${begun.headers.get('location')}?digest=${digestOf(bytes)}`;
    const put = () => send(place, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    expect(await broken(put())).toBe('broken');
    const { status, bytes: came = 0 } = bench.aws.requests.at(-1) ?? {};
    expect(status).toBe(0);
    expect(came).toBeGreaterThanOrEqual(bytes.length / 2);
    expect(came).toBeLessThan(bytes.length);
    expect(bench.aws.ecr.repository('app').blobs()).not.toContain(digestOf(bytes));
    expect((await put()).status).toBe(201);
  });

  test('a client that breaks off in the middle of a blob has left nothing', async () => {
    const headers = await begin(undefined);
    const bytes = Buffer.from('the whole of it');
    const begun = await send(`${bench.aws.url}/v2/app/blobs/uploads/`, { method: 'POST', headers });
    const place = `${begun.headers.get('location')}?digest=${digestOf(bytes)}`;
    await new Promise<void>((resolve) => {
      const sent = request(place, { method: 'PUT', headers: { ...headers, 'content-length': bytes.length } });
      sent.on('error', () => resolve());
      sent.write(bytes.subarray(0, 5), () => sent.destroy(new Error('broken off')));
    });
    const again = await send(place, { method: 'PUT', headers, body: bytes.toString() });
    expect(again.status).toBe(201);
  });

  test('reset in the middle of a download', async () => {
    const headers = await begin(undefined, { match: { operation: 'DownloadLayer' }, times: 1, answer: 'reset' });
    const layer = digestOf(image.layer);
    const found = await send(`${bench.aws.url}/v2/app/blobs/${layer}`, { headers });
    const location = found.headers.get('location') ?? '';
    expect(await broken(send(location))).toBe('broken');
    expect((await send(location)).text).toBe('layer');
  });

  test('lost: the tag is there, though nobody was told', async () => {
    const headers = await begin(undefined, { match: { operation: 'PutManifest' }, times: 1, answer: 'lost' });
    expect(await broken(putManifest(bench.aws.url, 'app', 'v2', image, headers))).toBe('broken');
    expect(bench.aws.ecr.image('app', 'v2')?.digest).toBe(image.digest);
    expect(bench.aws.requests.at(-1)).toMatchObject({ operation: 'PutManifest', reference: 'v2', status: 0 });
  });

  test('slow, and a function that sees what is asked', async () => {
    const seen: unknown[] = [];
    const headers = await begin(
      undefined,
      { match: { operation: 'Ping' }, times: 1, answer: 'slow', delayMs: 5 },
      { match: { operation: 'StartUpload' }, answer: (asked) => void seen.push(asked) },
    );
    expect((await send(`${bench.aws.url}/v2/`, { headers })).status).toBe(200);
    expect((await send(`${bench.aws.url}/v2/app/blobs/uploads/`, { method: 'POST', headers })).status).toBe(202);
    expect(seen).toEqual([{ method: 'POST', path: '/v2/app/blobs/uploads/', operation: 'StartUpload' }]);
  });
});
