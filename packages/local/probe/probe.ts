import { randomBytes } from 'node:crypto';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** A server to be probed. */
export interface ProbedServer {
  url: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** What a check is given: AWS's own client, with its default settings but for one attempt, and a bucket of this run. */
export interface Probe {
  client: S3Client;
  bucket: string;
  /** Another client of the same server, with other settings. */
  with(settings: S3ClientConfig): S3Client;
  /** Closes the connections of all clients. */
  close(): void;
}

/** One row of the probe. The checks of one run share a bucket and run in order: the first one makes it. */
export interface Check {
  row: number;
  /** What is asked, and what a right server answers. */
  name: string;
  /** @throws when the server answers otherwise */
  run(probe: Probe): Promise<void>;
  /** S3's public behaviour beyond that; asserted of the embedded server only. @throws when it answers otherwise */
  strict?(probe: Probe): Promise<void>;
}

/** Opens clients to a server for one run of the checks. */
export function openProbe({ url, region, accessKeyId, secretAccessKey }: ProbedServer): Probe {
  const clients: S3Client[] = [];
  const make = (settings: S3ClientConfig = {}) => {
    const credentials = { accessKeyId, secretAccessKey };
    // The SDK warns on the console of what a check expects, such as a stream that is refused.
    const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };
    const client = new S3Client({
      logger,
      endpoint: url,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
      ...settings,
    });
    clients.push(client);
    return client;
  };
  return {
    client: make(),
    bucket: `probe-${randomBytes(6).toString('hex')}`,
    with: make,
    close() {
      for (const client of clients) client.destroy();
    },
  };
}
