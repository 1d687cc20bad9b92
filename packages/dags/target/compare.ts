import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { S3 } from '@ci-actions/aws/s3';
import type { Step } from '@ci-actions/release/protocol';
import { compareBytes } from '../compare-bytes.ts';
import type { ManifestFile, Published } from '../manifest.ts';
import { reserved } from '../object-name.ts';
import type { Excludes } from '../source/exclude.ts';
import { hashFile } from '../source/hash-file.ts';
import type { SourceFile } from '../source/scan.ts';

/** What a listing says of one object. */
export interface Listed {
  etag: string;
  size: number;
}

/** A file to send, and the object that it may replace. */
export interface Upload extends SourceFile {
  key: string;
  /** The ETag of the object that is there; undefined where there is none. The condition of the write. */
  replaces: string | undefined;
  step: Step;
}

/** An object to delete, and only as it was when it was listed. */
export interface Deletion extends Step {
  etag: string;
}

export interface Comparison {
  uploads: readonly Upload[];
  /** Files that are there already, with the ETag that they have there. */
  unchanged: readonly ManifestFile[];
  deletes: readonly Deletion[];
  /** How many objects are there that a delete could name. */
  present: number;
  /** How many objects are not as the last publish left them. */
  drifted: number;
}

export interface CompareOptions {
  prefix: string;
  excludes: Excludes;
  delete: boolean;
  /** Keys that are published some other way. */
  keep: ReadonlySet<string>;
  published: Published | undefined;
  /** A publish broke off since: objects that differ from the record are its own, not drift. */
  interrupted: boolean;
}

/** @returns every object under a prefix by its key: one request for each thousand */
export async function listObjects(s3: Pick<S3, 'list'>, bucket: string, prefix: string): Promise<Map<string, Listed>> {
  const objects = new Map<string, Listed>();
  for await (const page of s3.list(bucket, prefix)) {
    for (const { key, etag, size } of page) objects.set(key, { etag, size });
  }
  return objects;
}

/**
 * Compares a source with what is in the bucket, by content and without a request for each file. An object is unchanged
 * when it is still the one that was published (by ETag) and that was this content (by SHA-256). Where that is not known,
 * an ETag that is the MD5 of the local file says so too; an ETag of KMS or of several parts never is.
 */
export async function compare(
  files: readonly SourceFile[],
  objects: ReadonlyMap<string, Listed>,
  { prefix, excludes, delete: deletes, keep, published, interrupted }: CompareOptions,
): Promise<Comparison> {
  const records = new Map(published?.files.map((file) => [file[0], file]));
  const uploads: Upload[] = [];
  const unchanged: ManifestFile[] = [];
  const local = new Set<string>();
  let drifted = 0;
  for (const [index, file] of files.entries()) {
    if (index % 500 === 499) await breathe();
    const key = prefix + file.path;
    local.add(key);
    const object = objects.get(key);
    const record = records.get(file.path);
    const fits = object !== undefined && record?.[2] === object.etag && record[3] === object.size;
    const drift = record !== undefined && !fits && !interrupted;
    if (object && (fits ? record[1] === file.sha256 : sameMd5(file, object))) {
      unchanged.push([file.path, file.sha256, object.etag, object.size]);
      continue;
    }
    if (drift) drifted += 1;
    const step: Step = {
      change: object ? 'update' : 'add',
      what: key,
      bytes: file.size,
      ...(drift ? { note: 'drifted' } : {}),
    };
    uploads.push({ ...file, key, replaces: object?.etag, step });
  }

  const gone: Deletion[] = [];
  let present = 0;
  for (const [key, { etag }] of objects) {
    if (keep.has(key) || key.startsWith(reserved) || key.endsWith('/')) continue;
    const path = key.slice(prefix.length);
    if (excludes.fromDelete(path)) continue;
    present += 1;
    if (local.has(key) || !deletes) continue;
    const unknown = published !== undefined && !interrupted && !records.has(path);
    if (unknown) drifted += 1;
    gone.push({
      change: 'delete',
      what: key,
      bytes: 0,
      etag,
      ...(unknown ? { note: 'not published by this action' } : {}),
    });
  }
  return { uploads, unchanged, deletes: gone.sort((a, b) => compareBytes(a.what, b.what)), present, drifted };
}

/** The MD5 counts only for the very bytes that have the SHA-256 of the scan: that one goes into the record. */
function sameMd5({ path, file, size, sha256, content }: SourceFile, object: Listed): boolean {
  if (object.size !== size || !/^[0-9a-f]{32}$/.test(object.etag)) return false;
  if (content) return createHash('md5').update(content).digest('hex') === object.etag;
  const now = hashFile(file, path, { md5: true });
  return now.sha256 === sha256 && now.md5 === object.etag;
}
