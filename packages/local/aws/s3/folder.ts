import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Bucket, Keeper, Version } from './bucket.ts';
import type { Buckets } from './buckets.ts';

/** What is written about a version; the bodies are files of their own. */
type Kept = Omit<Version, 'body' | 'lastModified'> & { lastModified: string };

/**
 * Keeps buckets as files that a person can read:
 *
 *     <folder>/<bucket>/dags/etl.py        the object dags/etl.py as it is now
 *     <folder>/.state/<bucket>/            what a file cannot say: versions, metadata, tags, checksums
 *
 * The memory is what requests are answered from; the folder is read once, at the start.
 */
export class Folder implements Keeper {
  readonly #root: string;

  constructor(root: string) {
    this.#root = path.resolve(root);
  }

  bucket(bucket: Bucket): void {
    mkdirSync(path.join(this.#root, bucket.name), { recursive: true });
    const { name, region, kms, versioning, created } = bucket;
    this.#write(this.#state(bucket.name, 'bucket.json'), JSON.stringify({ name, region, kms, versioning, created }));
  }

  removed({ name }: Bucket): void {
    rmSync(path.join(this.#root, name), { recursive: true, force: true });
    rmSync(this.#state(name), { recursive: true, force: true });
  }

  key(bucket: Bucket, key: string): void {
    const versions = bucket.versions(key);
    const record = this.#state(bucket.name, `${createHash('sha256').update(key).digest('hex')}.json`);
    const current = bucket.current(key);
    const plain = this.#plain(bucket.name, key);
    if (current) writeFileSync(this.#makeWay(bucket.name, key), current.body);
    else if (existsSync(plain)) rmSync(plain);
    for (const version of versions) {
      const file = this.#state(bucket.name, version.versionId);
      if (version !== current && !version.deleteMarker && version.versionId !== 'null' && !existsSync(file)) {
        writeFileSync(file, version.body);
      }
      if (version !== current && version.versionId === 'null') writeFileSync(`${record}.null`, version.body);
    }
    const kept = versions.map(({ body: _, ...version }) => version);
    if (versions.length === 0) rmSync(record, { force: true });
    else this.#write(record, JSON.stringify({ key, versions: kept }));
  }

  /** Puts what is in the folder into the buckets. A file that was changed by hand counts as it is now. */
  load(buckets: Buckets): void {
    const state = path.join(this.#root, '.state');
    if (!existsSync(state)) return;
    for (const name of readdirSync(state)) {
      const about = JSON.parse(readFileSync(this.#state(name, 'bucket.json'), 'utf8'));
      const bucket = buckets.create(about, new Date(about.created));
      for (const file of readdirSync(this.#state(name))) {
        if (!/^[0-9a-f]{64}\.json$/.test(file)) continue;
        const { key, versions } = JSON.parse(readFileSync(this.#state(name, file), 'utf8')) as {
          key: string;
          versions: Kept[];
        };
        const restored = versions.flatMap((kept, index) => this.#restore(name, key, file, kept, index === 0));
        if (restored.length > 0) bucket.restore(key, restored);
      }
    }
  }

  #restore(bucket: string, key: string, record: string, kept: Kept, newest: boolean): Version[] {
    const version = { ...kept, lastModified: new Date(kept.lastModified) };
    if (kept.deleteMarker) return [{ ...version, body: Buffer.alloc(0) }];
    const older = kept.versionId === 'null' ? `${record}.null` : kept.versionId;
    const file = newest ? this.#plain(bucket, key) : this.#state(bucket, older);
    if (!existsSync(file)) return [];
    const body = readFileSync(file);
    if (!newest || version.kms || version.etag.includes('-')) return [{ ...version, body }];
    const etag = createHash('md5').update(body).digest('hex');
    if (etag === version.etag) return [{ ...version, body }];
    const { checksum: _, ...changed } = version;
    return [{ ...changed, body, etag, lastModified: statSync(file).mtime }];
  }

  #state(bucket: string, ...rest: string[]): string {
    return path.join(this.#root, '.state', bucket, ...rest);
  }

  /** Where an object's file is. An object that shares its name with a folder of objects has a suffix. */
  #plain(bucket: string, key: string): string {
    const file = path.join(this.#root, bucket, ...key.split('/').map(fileName));
    return existsSync(file + besideFolder) || isFolder(file) ? file + besideFolder : file;
  }

  /** Makes the folders above an object's file, and moves objects aside that bear a folder's name. */
  #makeWay(bucket: string, key: string): string {
    const file = this.#plain(bucket, key);
    const folder = path.dirname(file);
    if (!isFolder(folder)) {
      let above = path.join(this.#root, bucket);
      for (const part of path.relative(above, folder).split(path.sep)) {
        above = path.join(above, part);
        if (existsSync(above) && !isFolder(above)) renameSync(above, above + besideFolder);
      }
      mkdirSync(folder, { recursive: true });
    }
    return file;
  }

  #write(file: string, text: string): void {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}

// A lone percent sign cannot come out of fileName, so nothing else has such a name.
const besideFolder = '%object';

const isFolder = (file: string) => existsSync(file) && statSync(file).isDirectory();

/** One part of a key as a file name: itself where that is harmless, percent-encoded where it is not. */
function fileName(part: string): string {
  if (part === '') return '%empty';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are harmful in file names
  const safe = part.replace(/[%\\:*?"<>|\u0000-\u001f\u007f]|^\.+$|^\.(?=state$)/g, (bad) =>
    [...bad].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`).join(''),
  );
  if (Buffer.byteLength(safe) <= 200) return safe;
  return `${[...safe].slice(0, 40).join('')}%${createHash('sha256').update(part).digest('hex')}`;
}
