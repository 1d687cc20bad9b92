import type { LambdaClient as SdkClient } from '@aws-sdk/client-lambda';
import { digestOf } from './code-sha256.ts';
import { isMissing } from './lambda-error.ts';
import { operations } from './operations.ts';
import type { Session } from './session.ts';

/** One version of a layer. */
export interface LayerVersion {
  version: string;
  /** With the version: what a function names. */
  arn: string;
  /** As Lambda writes it. */
  codeSha256: string;
  /** `sha256:<hex>` of the zip. */
  digest: string | undefined;
  /** Of the zip, in bytes. */
  codeSize: number;
  description: string;
  runtimes: readonly string[];
  architectures: readonly string[];
}

/** Where the zip of a function or a layer is. */
export type ZipSource =
  | { zip: Uint8Array }
  | {
      bucket: string;
      key: string;
      /** Where the bucket keeps versions. */
      versionId?: string | undefined;
    };

/** What a layer version is published with. */
export interface NewLayerVersion {
  source: ZipSource;
  /** Of the zip, as Lambda writes it: by it a version is recognised whose answer was lost. */
  codeSha256: string;
  description: string;
  runtimes: readonly string[];
  architectures: readonly string[];
}

const sdk = () => import('@aws-sdk/client-lambda');

/** @returns the newest version of a layer; undefined where there is none */
export async function latestLayerVersion({ ask }: Session, name: string): Promise<LayerVersion | undefined> {
  const { ListLayerVersionsCommand, GetLayerVersionCommand } = await sdk();
  const about = { kind: 'layer' as const, name };
  try {
    // The newest comes first.
    const { LayerVersions = [] } = await ask(operations.layerVersions, about, (client) =>
      client.send(new ListLayerVersionsCommand({ LayerName: name })),
    );
    const [newest] = LayerVersions.map(({ Version = 0 }) => Version).sort((a, b) => b - a);
    if (newest === undefined) return undefined;
    const found = await ask(operations.layerVersion, { ...about, part: `version ${newest}` }, (client) =>
      client.send(new GetLayerVersionCommand({ LayerName: name, VersionNumber: newest })),
    );
    return read(found);
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** Publishes a version of a layer; a version whose answer was lost is found again, and not published twice. */
export async function publishLayerVersion(
  session: Session,
  name: string,
  { source, codeSha256, description, runtimes, architectures }: NewLayerVersion,
): Promise<LayerVersion> {
  const { PublishLayerVersionCommand } = await sdk();
  const request = new PublishLayerVersionCommand({
    LayerName: name,
    Description: description,
    Content: 'zip' in source ? { ZipFile: source.zip } : s3Source(source),
    ...(runtimes.length > 0 ? { CompatibleRuntimes: [...runtimes] as never[] } : {}),
    ...(architectures.length > 0 ? { CompatibleArchitectures: [...architectures] as never[] } : {}),
  });
  const code = 'zip' in source ? undefined : `s3://${source.bucket}/${source.key}`;
  return session.ask(
    operations.publishLayer,
    { kind: 'layer', name, code },
    async (client: SdkClient) => read(await client.send(request)),
    {
      ownSuccess: async () => {
        const latest = await latestLayerVersion(session, name);
        return latest?.codeSha256 === codeSha256 ? latest : undefined;
      },
    },
  );
}

/** An object as Lambda's requests name it. */
export function s3Source({ bucket, key, versionId }: Exclude<ZipSource, { zip: Uint8Array }>) {
  return { S3Bucket: bucket, S3Key: key, ...(versionId === undefined ? {} : { S3ObjectVersion: versionId }) };
}

interface LayerAnswer {
  Version?: number | undefined;
  LayerVersionArn?: string | undefined;
  Description?: string | undefined;
  CompatibleRuntimes?: readonly string[] | undefined;
  CompatibleArchitectures?: readonly string[] | undefined;
  Content?: { CodeSha256?: string | undefined; CodeSize?: number | undefined } | undefined;
}

function read(answer: LayerAnswer): LayerVersion {
  const { CodeSha256 = '', CodeSize = 0 } = answer.Content ?? {};
  return {
    version: String(answer.Version ?? ''),
    arn: answer.LayerVersionArn ?? '',
    codeSha256: CodeSha256,
    digest: digestOf(CodeSha256),
    codeSize: CodeSize,
    description: answer.Description ?? '',
    runtimes: answer.CompatibleRuntimes ?? [],
    architectures: answer.CompatibleArchitectures ?? [],
  };
}
