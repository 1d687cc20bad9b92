import path from 'node:path';
import { code, table } from '@ci-actions/format/markdown';
import { bytes, count } from '@ci-actions/format/units';
import type { Engine } from '@ci-actions/image/build/engine';
import { readContents } from '@ci-actions/image/image-artifact';
import type { Host } from '@ci-actions/kit/host';
import { writeOciArchive } from '@ci-actions/oci/archive/write-oci-archive';
import { outputFile } from '@ci-actions/workspace/output-file';
import type { Inputs } from './inputs.ts';
import { beginSource } from './open-source.ts';
import { registriesOf } from './registries.ts';
import { summariseFailure } from './summarise-failure.ts';

const noTags = { names: [], environment: undefined, leftOut: [] };

/** Builds the image into an archive, and stops: what every environment publishes then is this one. */
export async function buildArchive(
  host: Host,
  inputs: Inputs,
  source: { commit: string; version: string },
  engine: Promise<Engine> | undefined,
): Promise<void> {
  const { context, log } = host;
  const { version } = source;
  const file = await outputFile(context.workspace, inputs.output, 'image.tar');
  // Where a repository is named, the build can read base images and caches there.
  const registries = inputs.repository.length === 0 ? undefined : registriesOf(host, inputs, noTags);
  const opening = beginSource(host, inputs, source, engine, async () =>
    registries ? (await registries.open()).logins() : [],
  );
  try {
    const image = await opening.open();
    const { digest } = image.root;
    const { blobs, images } = await readContents(image);
    await writeOciArchive(image, file, { log });
    const size = blobs.reduce((sum, blob) => sum + blob.size, 0);
    const archive = path.relative(context.workspace, file);
    log.info(`Wrote ${archive}: ${digest}, ${bytes(size)} in ${count(blobs.length, 'blob')}.`);
    const platforms = images.map(({ platform }) => platform).filter((platform) => platform !== '');
    const rows = [
      ['Archive', code(archive)],
      ['Digest', code(digest)],
      ['Version', code(version)],
      ['Size', bytes(size)],
      ...(platforms.length === 0 ? [] : [['Platforms', code(platforms.join(', '))]]),
    ];
    const markdown = `### 📦 Built image ${code(version)}: nothing is published yet\n\n${table(['', ''], rows)}\n`;
    host.output('published', false);
    host.output('reason', 'built');
    host.output('digest', digest);
    host.output('version', version);
    host.output('archive', archive);
    host.output('summary', await host.summarise('build-image', markdown));
  } catch (thrown) {
    await summariseFailure(host, thrown);
    throw thrown;
  } finally {
    await opening.abandon();
    registries?.close();
  }
}
