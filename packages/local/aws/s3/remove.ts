import { AwsError } from '../error.ts';
import { element, elements, parseXml, textOf } from '../xml.ts';
import { checkDelete } from './conditions.ts';
import { type Context, document, head, type Run } from './context.ts';

interface Removed {
  /** The version that was removed, or the delete marker that was made. */
  versionId?: string;
  deleteMarker: boolean;
}

/** Deletes as S3 does: a missing key is no error, versions are hidden behind a marker, a named version goes for good. */
function remove(context: Context, key: string, versionId: string | undefined, ifMatch: string | undefined): Removed {
  const { bucket } = context;
  context.demand(versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', key);
  if (ifMatch !== undefined && ifMatch.trim() !== '*') context.demand('s3:GetObject', key);
  checkDelete(bucket, key, ifMatch);
  if (versionId !== undefined) {
    const version = bucket.versions(key).find((other) => other.versionId === versionId);
    if (version) bucket.remove(key, version);
    return { versionId, deleteMarker: version?.deleteMarker ?? false };
  }
  if (bucket.versioning) return { versionId: bucket.mark(key, context.request.time).versionId, deleteMarker: true };
  const current = bucket.newest(key);
  if (current) bucket.remove(key, current);
  return { deleteMarker: false };
}

export const deleteObject: Run = (context) => {
  const versionId = context.request.query.get('versionId');
  const removed = remove(context, context.key, versionId, head(context, 'if-match'));
  return {
    status: 204,
    headers: {
      'x-amz-version-id': removed.versionId,
      'x-amz-delete-marker': removed.deleteMarker ? 'true' : undefined,
    },
  };
};

export const deleteObjects: Run = (context) => {
  const { request, payload } = context;
  if (!payload.sent && request.headers['content-md5'] === undefined) {
    throw new AwsError(
      400,
      'InvalidRequest',
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    );
  }
  const body = parseXml(payload.body, 'Delete');
  const wanted = body.children.filter(({ name }) => name === 'Object');
  if (wanted.length === 0 || wanted.length > 1000) {
    throw new AwsError(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const quiet = textOf(body, 'Quiet') === 'true';
  const results = wanted.map((object) => {
    const Key = textOf(object, 'Key') ?? '';
    const VersionId = textOf(object, 'VersionId');
    try {
      const { versionId, deleteMarker } = remove(context, Key, VersionId, textOf(object, 'ETag'));
      if (quiet) return '';
      const marker = deleteMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {};
      return element('Deleted', { xml: elements({ Key, VersionId, ...marker }) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return element('Error', { xml: elements({ Key, VersionId, Code: error.code, Message: error.message }) });
    }
  });
  return document('DeleteResult', results.join(''));
};
