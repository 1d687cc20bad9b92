/** An embedded Lambda and its clients, for tests. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsOptions } from '../options.ts';
import { type Aws, startAws } from '../server.ts';
import { storedZip } from './stored-zip.ts';

export const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
export const account = '123456789012';
export const region = 'eu-central-1';
export const arn = (name: string, qualifier?: string) =>
  `arn:aws:lambda:${region}:${account}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`;

export interface Bench {
  aws: Aws;
  lambda: LambdaClient;
  /** Another client: other keys, another region. */
  client(credentials: { accessKeyId: string; secretAccessKey: string }, region?: string): LambdaClient;
  close(): Promise<void>;
}

/** Starts an AWS whose first user may do everything, in which changes are done at once. */
export async function startBench(options: AwsOptions = {}): Promise<Bench> {
  const aws = await startAws({ region, users: [keys], lambda: { settleMs: 0, settleAsks: 0 }, ...options });
  const clients: LambdaClient[] = [];
  const client = (credentials: typeof keys, of = region) => {
    const made = new LambdaClient({ endpoint: aws.url, region: of, credentials, maxAttempts: 1 });
    clients.push(made);
    return made;
  };
  return {
    aws,
    lambda: client(keys),
    client,
    async close() {
      for (const one of clients) one.destroy();
      await aws.close();
    },
  };
}

/** The archive of a Python function with this text in its handler file. */
export const python = (content: string) => storedZip([{ name: 'index.py', content }]);

/** What somebody was told: `done`, or the error's name. */
export function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (thrown) => thrown.name,
  );
}

/** The error's name and its sentence. */
export function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (thrown) => `${thrown.name}: ${thrown.message}`,
  );
}
