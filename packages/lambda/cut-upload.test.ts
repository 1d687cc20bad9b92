import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createLambda } from '@ci-actions/aws/lambda/client';
import { createS3 } from '@ci-actions/aws/s3';
import { silent } from '@ci-actions/log/log';
import { expect, test } from '@jest/globals';
import { pack, quick, region, startBench } from './test-tools.ts';

/** Text that cannot be packed to much less than half. */
const noise = Array.from({ length: 20_000 }, (_, n) => createHash('sha256').update(`${n}`).digest('hex')).join('');
const files = { 'noise.txt': noise };

/** A way to a server on which the first request of more than so many bytes is cut in the middle. */
async function startCutting(to: string, bytes: number) {
  let cuts = 0;
  const server = createServer((client) => {
    const onward = connect(Number(new URL(to).port), '127.0.0.1');
    const both = [client, onward];
    let sent = 0;
    client.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      if (sent <= bytes || cuts > 0) return void onward.write(chunk);
      cuts += 1;
      for (const socket of both) socket.destroy();
    });
    onward.on('data', (chunk) => client.write(chunk));
    for (const socket of both) {
      socket.on('error', () => undefined);
      socket.on('close', () => both.forEach((each) => void each.destroy()));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, cuts: () => cuts, close: () => void server.close() };
}

test.each([
  ['with the request to Lambda', '', []],
  ['to the bucket', 'code', [`orders/${pack('one', files).digest.slice(7)}.zip`]],
])('an upload %s that is cut in the middle is sent again, whole, and once only', async (_how, bucket, keys) => {
  const bench = await startBench();
  const cutting = await startCutting(bench.aws.url, 300_000);
  const credentials = async () => ({ accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' });
  const common = { region, credentials, log: silent, env: {}, retry: quick, endpoint: cutting.url };
  const [lambda, s3] = [createLambda(common), createS3(common)];
  try {
    const { reason } = await bench.publish({ lambda, s3, bucket, files });
    expect([reason, cutting.cuts()]).toEqual(['published', 1]);
    const { versions, at } = bench.aws.lambda.function('orders');
    expect([versions.length, at('live').text('noise.txt') === noise, bench.keys()]).toEqual([1, true, keys]);
  } finally {
    lambda.close();
    s3.close();
    cutting.close();
    await bench.close();
  }
});
