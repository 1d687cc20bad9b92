import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { recordsOf } from './recorded.ts';
import { region, type World } from './world.ts';

/** One publish that an environment holds, as AWS and GitHub say themselves. */
export interface Holding {
  environment: string;
  bucket: string;
  /** Where in the bucket: `dags/`, or empty for its root. */
  prefix: string;
  version: string;
  commit: string;
  /** Empty where nothing was published. */
  digest: string;
  files: number;
  bytes: number;
  requirements: string;
  plugins: string;
  /** The digest in the newest successful deployment of it. */
  recorded: string;
}

/**
 * Reads every environment back with AWS's own client; nothing here comes from the memory of the runner.
 *
 * @returns for each environment a row per publish, or one that holds nothing
 */
export async function readBack(world: World): Promise<Holding[]> {
  const { aws, environments, reader } = world;
  const s3 = new S3Client({ region, endpoint: aws.url, credentials: reader, forcePathStyle: true });
  try {
    const all = await Promise.all(environments.map(({ name, bucket }) => readBucket(s3, world, name, bucket)));
    return all.flat();
  } finally {
    s3.destroy();
  }
}

async function readBucket(s3: S3Client, world: World, environment: string, bucket: string): Promise<Holding[]> {
  const objects = await list(s3, bucket);
  const publishes = objects.flatMap(({ key }) => {
    const prefix = prefixOf(key);
    return prefix === undefined ? [] : [{ key, prefix }];
  });
  if (publishes.length === 0) return [{ environment, bucket, ...nothing }];
  const prefixes = publishes.map(({ prefix }) => prefix);
  return Promise.all(
    publishes.map(async ({ key, prefix }) => {
      const manifest = await readJson(s3, bucket, key);
      const pins = [keyOf(manifest.requirements), keyOf(manifest.plugins)];
      const inner = prefixes.filter((other) => other !== prefix && other.startsWith(prefix));
      const files = objects.filter(
        (object) =>
          object.key.startsWith(prefix) &&
          !object.key.startsWith('.ci-actions/') &&
          !pins.includes(object.key) &&
          !inner.some((other) => object.key.startsWith(other)),
      );
      const [requirements = '', plugins = ''] = await Promise.all(pins.map((pin) => versionOf(s3, bucket, pin)));
      return {
        environment,
        bucket,
        prefix,
        version: text(manifest.version),
        commit: text(manifest.commit).slice(0, 12),
        digest: text(manifest.digest),
        files: files.length,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
        requirements,
        plugins,
        recorded: recordedIn(world, environment, `s3://${bucket}/${prefix}`),
      };
    }),
  );
}

const nothing = {
  ...{ prefix: '', version: '', commit: '', digest: '', files: 0, bytes: 0 },
  ...{ requirements: '', plugins: '', recorded: '' },
};

/** The prefix that a manifest is of, by its key: `.ci-actions/dags/<prefix>.json`, `.ci-actions/dags.json` for the root. */
function prefixOf(key: string): string | undefined {
  const found = /^\.ci-actions\/dags(?:\/(.+))?\.json$/.exec(key);
  if (!found) return undefined;
  return found[1] === undefined ? '' : `${found[1]}/`;
}

function recordedIn(world: World, environment: string, target: string): string {
  return text(recordsOf(world, environment).findLast((record) => record.target === target)?.digest);
}

async function list(s3: S3Client, bucket: string): Promise<{ key: string; size: number }[]> {
  const objects = [];
  for (let ContinuationToken: string | undefined; ; ) {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, ...(ContinuationToken ? { ContinuationToken } : {}) }),
    );
    objects.push(...(page.Contents ?? []).map(({ Key: key = '', Size: size = 0 }) => ({ key, size })));
    ContinuationToken = page.NextContinuationToken;
    if (!ContinuationToken) return objects;
  }
}

async function readJson(s3: S3Client, bucket: string, key: string): Promise<Record<string, unknown>> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '{}');
}

async function versionOf(s3: S3Client, bucket: string, key: string | undefined): Promise<string> {
  if (key === undefined) return '';
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))).VersionId ?? '';
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'NotFound') return '';
    throw thrown;
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const keyOf = (pin: unknown) => text((pin as { key?: unknown } | undefined)?.key) || undefined;
