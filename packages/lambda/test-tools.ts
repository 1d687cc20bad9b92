import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createLambda, type LambdaClient } from '@ci-actions/aws/lambda/client';
import { createS3, type S3 } from '@ci-actions/aws/s3';
import type { Retry } from '@ci-actions/http/retry';
import type { AwsOptions } from '@ci-actions/local/aws/options';
import { type Aws, startAws } from '@ci-actions/local/aws/server';
import { createFaults, type Faults } from '@ci-actions/local/faults/faults';
import type { Log } from '@ci-actions/log/log';
import { silent } from '@ci-actions/log/log';
import type { History } from '@ci-actions/release/guards';
import type { Outcome } from '@ci-actions/release/protocol';
import { release } from '@ci-actions/release/release';
import { writeZip } from '@ci-actions/zip/write-zip';
import type { BuiltZip } from './built-zip.ts';
import type { LambdaArtifact } from './lambda-artifact.ts';
import type { LambdaPublisherOptions } from './lambda-options.ts';
import type { LambdaPlan } from './lambda-plan.ts';
import { createLambdaPublisher } from './publisher.ts';

/** The embedded S3 and Lambda, with clients of ours, for the tests of this package. */

export const region = 'eu-central-1';
export const older = 'a'.repeat(40);
export const newer = 'b'.repeat(40);
const history: History = { descends: async (one, other) => one === newer && other === older };
const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'root-secret' };
/** As patient as ever, and quick. */
export const quick: Retry = { sleep: (ms) => delay(Math.min(ms, 2)) };

/** A zip of a Python function with this text, and how it is packed. */
export function pack(text: string, more: Record<string, string> = {}): { bytes: Buffer; digest: string } {
  const files = { 'index.py': text, ...more };
  const entries = Object.entries(files).map(([name, content]) => ({
    path: name,
    bytes: Buffer.from(content),
    executable: false,
  }));
  const bytes = writeZip(entries);
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

export interface Publish extends Partial<LambdaPublisherOptions> {
  text?: string;
  files?: Record<string, string>;
  allowOlder?: boolean;
}

export interface Bench {
  aws: Aws;
  faults: Faults;
  lambda: LambdaClient;
  s3: S3;
  lines: string[];
  /** Publishes a function of the text, to the alias `live` of `orders` where nothing else is said. */
  publish(run?: Publish): Promise<Outcome<LambdaArtifact, LambdaPlan>>;
  /** The writes of Lambda since this was asked last: `UpdateFunctionCode DryRun`, … */
  writes(): string[];
  /** The objects of the bucket. */
  keys(): string[];
  close(): Promise<void>;
}

/** @param options a function `orders` without an alias and a bucket `code` with versions, where nothing else is said */
export async function startBench(options: AwsOptions = {}): Promise<Bench> {
  const root = mkdtempSync(path.join(tmpdir(), 'lambda-publisher-'));
  const faults = createFaults();
  const aws = await startAws({
    region,
    users: [keys],
    buckets: [{ name: 'code', versioning: 'Enabled' }],
    functions: [{ name: 'orders', runtime: 'python3.12', handler: 'index.handler' }],
    lambda: { settleMs: 0 },
    faults,
    ...options,
  });
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const log: Log = { ...silent, info: say, notice: say, warning: say };
  const common = { region, credentials: async () => keys, log, env: aws.environment(), retry: quick };
  const lambda = createLambda({ ...common, endpoint: aws.url });
  const s3 = createS3(common);
  let seen = 0;

  const built = (text: string, files?: Record<string, string>): BuiltZip => {
    const { bytes, digest } = pack(text, files);
    const file = path.join(root, `${digest.slice(7, 19)}.zip`);
    writeFileSync(file, bytes);
    return {
      file,
      size: bytes.length,
      unzippedSize: text.length,
      sha256: digest.replace('sha256:', ''),
      folders: [{ path: '.', bytes: text.length }],
    };
  };

  return {
    aws,
    faults,
    lambda,
    s3,
    lines,
    async publish({ text = 'one', files, allowOlder = false, ...own } = {}) {
      const publisher = createLambdaPublisher({
        lambda,
        s3,
        region,
        function: 'orders',
        layer: '',
        alias: 'live',
        bucket: '',
        prefix: '',
        environment: 'staging',
        name: 'orders',
        commit: older,
        version: (own.commit ?? older).slice(0, 12),
        smokeEvent: undefined,
        code: { kind: 'zip', build: async () => built(text, files) },
        dryRun: false,
        log,
        ...own,
      });
      const sleep = quick.sleep ?? delay;
      return release(publisher, {
        log,
        dryRun: own.dryRun ?? false,
        allowOlder,
        history,
        records: undefined,
        sleep: (ms) => Promise.resolve(sleep(ms)),
      });
    },
    writes() {
      const fresh = aws.lambda.writes.slice(seen);
      seen = aws.lambda.writes.length;
      return fresh.map(({ operation, input, code }) =>
        [operation, ...(input.DryRun === true ? ['DryRun'] : []), ...(code ? [code] : [])].join(' '),
      );
    },
    keys: () => aws.s3.bucket('code').keys(),
    async close() {
      lambda.close();
      s3.close();
      await aws.close();
      rmSync(root, { recursive: true });
    },
  };
}
