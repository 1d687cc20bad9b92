import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { region, type World } from './world.ts';

/** What an environment holds, as AWS and GitHub say themselves. */
export interface Holding {
  environment: string;
  bucket: string;
  version: string;
  commit: string;
  digest: string;
  files: number;
  bytes: number;
  requirements: string;
  plugins: string;
  /** The digest in the newest successful deployment of the environment. */
  recorded: string;
}

/** Reads every environment back with AWS's own client; nothing here comes from the memory of the runner. */
export async function readBack({ aws, github, environments, reader }: World): Promise<Holding[]> {
  const s3 = new S3Client({ region, endpoint: aws.url, credentials: reader, forcePathStyle: true });
  try {
    return await Promise.all(
      environments.map(async ({ name, bucket }) => {
        const objects = await list(s3, bucket);
        const manifest = await readJson(
          s3,
          bucket,
          objects.find(({ Key = '' }) => Key.startsWith('.ci-actions/dags/'))?.Key,
        );
        const dags = objects.filter(({ Key = '' }) => Key.startsWith('dags/'));
        const deployment = github
          .deployments()
          .filter(
            ({ environment, statuses }) => environment === name && statuses.some(({ state }) => state === 'success'),
          )
          .at(-1);
        return {
          environment: name,
          bucket,
          version: text(manifest.version),
          commit: text(manifest.commit).slice(0, 12),
          digest: text(manifest.digest),
          files: dags.length,
          bytes: dags.reduce((sum, { Size = 0 }) => sum + Size, 0),
          requirements: await versionOf(s3, bucket, 'requirements.txt'),
          plugins: await versionOf(s3, bucket, 'plugins.zip'),
          recorded: text(payloadOf(deployment?.payload).digest),
        };
      }),
    );
  } finally {
    s3.destroy();
  }
}

async function list(s3: S3Client, bucket: string) {
  const objects = [];
  for (let ContinuationToken: string | undefined; ; ) {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, ...(ContinuationToken ? { ContinuationToken } : {}) }),
    );
    objects.push(...(page.Contents ?? []));
    ContinuationToken = page.NextContinuationToken;
    if (!ContinuationToken) return objects;
  }
}

async function readJson(s3: S3Client, bucket: string, key: string | undefined): Promise<Record<string, unknown>> {
  if (key === undefined) return {};
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '{}');
}

async function versionOf(s3: S3Client, bucket: string, key: string): Promise<string> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).VersionId ?? '';
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'NotFound') return '';
    throw thrown;
  }
}

function payloadOf(payload: unknown): Record<string, unknown> {
  if (typeof payload === 'string') return JSON.parse(payload || '{}');
  return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
