// Makes an OCI archive of the service without a container engine, for machines that have none:
//
//   node scripts/build-image.js --output image.tar
//
// It has the files, the settings and the labels of the image that the Dockerfile makes, but not its base image (Node and
// Debian), which only a registry has: it can be published and looked at, not run. The same commit gives the same bytes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { tarOf } from './tar.js';

const root = path.resolve(import.meta.dirname, '..');
const { values } = parseArgs({ options: { output: { type: 'string', default: 'image.tar' } } });
const output = path.resolve(values.output);

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const inImage = ['package.json', 'package-lock.json', 'src'];
const revision = git('rev-parse', 'HEAD');
const epoch = Number(process.env.SOURCE_DATE_EPOCH || git('log', '-1', '--format=%ct'));
const created = new Date(epoch * 1000).toISOString().replace('.000Z', 'Z');
const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_REF_TYPE, GITHUB_REF_NAME } = process.env;
const labels = {
  'org.opencontainers.image.created': created,
  'org.opencontainers.image.revision': revision,
  ...(GITHUB_REPOSITORY ? { 'org.opencontainers.image.source': `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` } : {}),
  'org.opencontainers.image.version': GITHUB_REF_TYPE === 'tag' ? GITHUB_REF_NAME : revision.slice(0, 12),
};

const blobs = [];
/** Adds a blob of the archive. @returns what points to it */
function blob(mediaType, bytes) {
  const hex = createHash('sha256').update(bytes).digest('hex');
  blobs.push({ name: `blobs/sha256/${hex}`, bytes });
  return { mediaType: `application/vnd.oci.image.${mediaType}`, digest: `sha256:${hex}`, size: bytes.length };
}
const json = (value) => Buffer.from(JSON.stringify(value));

// Not compressed: what gzip makes differs between versions of zlib, and so would the digest.
const files = trackedFiles();
if (files.length === 0) throw new Error('git knows none of the files of the image: commit them.');
const layer = blob('layer.v1.tar', tarOf(files, epoch));
const config = blob(
  'config.v1+json',
  json({
    created,
    architecture: 'amd64',
    os: 'linux',
    config: {
      User: 'node',
      ExposedPorts: { '8080/tcp': {} },
      Env: ['NODE_ENV=production', 'DATA_FOLDER=/data', 'PORT=8080'],
      Cmd: ['node', 'src/main.js'],
      Volumes: { '/data': {} },
      WorkingDir: '/app',
      Labels: labels,
      StopSignal: 'SIGTERM',
    },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
    history: [{ created, created_by: 'scripts/build-image.js', comment: 'without the base image' }],
  }),
);
const { mediaType, ...rest } = blob(
  'manifest.v1+json',
  json({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers: [layer] }),
);
const index = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [{ mediaType, ...rest }],
};
const archive = tarOf(
  [
    { name: 'oci-layout', bytes: json({ imageLayoutVersion: '1.0.0' }) },
    { name: 'index.json', bytes: json(index) },
    ...blobs,
  ],
  epoch,
);
writeFileSync(output, archive);

// In a workflow, where everybody sees it.
const notice = process.env.GITHUB_ACTIONS === 'true' ? '::notice::' : '';
console.log(`${notice}Made by a script, without a container engine: the base image is not in it, so it cannot be run.`);
if (git('status', '--porcelain', '--', ...inImage) !== '') {
  console.log(`Its files differ from commit ${revision.slice(0, 12)}: there are changes that are not committed.`);
}
const size = `${files.length} files, ${archive.length} bytes`;
console.log(`${path.relative(process.cwd(), output)}: ${rest.digest} (${size})`);

/** The files of the image that git knows, in the order of their names, executable or not as git has it. */
function trackedFiles() {
  const entries = git('ls-files', '-z', '--stage', '--', ...inImage)
    .split('\0')
    .filter(Boolean);
  return entries
    .map((entry) => {
      const [, mode, file] = /^(\d+) [0-9a-f]+ \d\t(.*)$/s.exec(entry);
      return { name: `app/${file}`, bytes: readFileSync(path.join(root, file)), executable: mode === '100755' };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
