import { isDeepStrictEqual } from 'node:util';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Probe } from './probe.ts';

/** @throws Error unless both are the same, saying what was asked, what should be and what is */
export function same(what: string, found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected)) {
    const short = (value: unknown) => (JSON.stringify(value) ?? 'undefined').slice(0, 400);
    throw new Error(`${what} should be ${short(expected)}, and is ${short(found)}.`);
  }
}

/** @throws Error unless the request is refused with the status and, where it is given, the code */
export async function refused(request: Promise<unknown>, status?: number, code?: string): Promise<void> {
  let answer: unknown;
  try {
    await request;
  } catch (thrown) {
    answer = thrown;
  }
  if (!(answer instanceof Error)) throw new Error('The server accepted what it should refuse.');
  const found = (answer as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  if (found === undefined || found < 400) throw answer;
  if (status !== undefined) same('The status of the refusal', found, status);
  if (code !== undefined) same('The code of the refusal', answer.name, code);
}

/** @throws Error unless the object reads back as it should */
export async function readsBack({ client, bucket }: Probe, key: string, body: string | Buffer): Promise<void> {
  const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const found = Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  const expected = Buffer.from(body);
  if (found.equals(expected)) return;
  throw new Error(
    `The body of ${key} should be ${expected.length} bytes, ${show(expected)}, and is ${found.length} bytes, ${show(found)}.`,
  );
}

const show = (body: Buffer) => JSON.stringify(body.toString('latin1', 0, 60));

/** Runs the work for each item, so many at a time. */
export async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<unknown>) {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}
