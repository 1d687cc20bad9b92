import path from 'node:path';
import { codeSha256Of } from '@ci-actions/aws/lambda/code-sha256';
import { code, table } from '@ci-actions/format/markdown';
import { bytes } from '@ci-actions/format/units';
import type { Host } from '@ci-actions/kit/host';
import { pack } from './pack.ts';
import type { Inputs, Wanted } from './read-inputs.ts';
import type { Told } from './tell-outcomes.ts';

/** Just zips one function: no AWS, no token. */
export async function zipFunction(
  host: Host,
  inputs: Inputs,
  wanted: Wanted,
  outputs: readonly string[],
  { version }: { version: string },
): Promise<Told> {
  const { runtime, handler, architecture = 'x86_64' } = inputs;
  const platform = { runtime, handler, architecture };
  const zip = await host.log.group(`Zip ${wanted.name}`, () =>
    pack(host, inputs, wanted, outputs, platform, { direct: false, mustInstall: false }),
  );
  const { size, unzippedSize, sha256, folders } = zip;
  const file = wanted.output === '' ? zip.file : path.relative(host.context.workspace, zip.file);
  const rows = [
    ['Zip', code(file)],
    ['Digest', code(`sha256:${sha256}`)],
    ['Version', code(version)],
    ['Size', `${bytes(size)}, ${bytes(unzippedSize)} unzipped`],
    [
      'Largest',
      folders
        .slice(0, 10)
        .map((one) => `${code(one.path)} ${bytes(one.bytes)}`)
        .join(', '),
    ],
  ];
  return {
    name: wanted.name,
    source: wanted.source,
    published: false,
    reason: 'zipped',
    version,
    outputs: {
      zip: file,
      digest: `sha256:${sha256}`,
      'code-sha256': codeSha256Of(sha256),
      size: String(size),
      'unzipped-size': String(unzippedSize),
      bucket: '',
      key: '',
      'version-id': '',
      'function-version': '',
      alias: '',
    },
    plan: '',
    markdown: `### 📦 Zipped ${code(wanted.name)}: nothing is published\n\n${table(['', ''], rows)}\n`,
  };
}
