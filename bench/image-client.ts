// Our client alone, without the action around it: copies an image by digest and sets a tag.
// usage: image-client.ts --url http://127.0.0.1:5000 --to app (--archive image.tar | --from other --digest sha256:...)
import { parseArgs } from 'node:util';
import { silent } from '@ci-actions/log/log';
import { openImage } from '@ci-actions/oci/archive/open-image';
import { copyImage } from '@ci-actions/oci/copy-image';
import { openRepository } from '@ci-actions/oci/open-repository';
import { openRepositorySource } from '@ci-actions/oci/repository-source';

const text = { type: 'string', default: '' } as const;
const { values } = parseArgs({ options: { url: text, to: text, archive: text, from: text, digest: text } });
const at = (path: string) =>
  openRepository({ endpoint: new URL(values.url), path, name: path, login: async () => undefined, log: silent });

const target = at(values.to);
const other = values.from === '' ? undefined : at(values.from);
const source = other
  ? await openRepositorySource(other, values.digest)
  : await openImage(values.archive, values.archive);
await copyImage(source, target, { log: silent, ...(other ? { mountFrom: other.path } : {}) });
await target.putManifest('v1', source.root);
await source.close();
other?.close();
target.close();
