import { element, elements } from '../xml.ts';
import { document, type Run } from './context.ts';
import { listed, owner, type Page, page, readWanted } from './list-page.ts';

/** Lists versions and delete markers, newest first under each key. */
export const listObjectVersions: Run = ({ request, bucket, demand }) => {
  demand('s3:ListBucketVersions');
  const wanted = readWanted(request.query);
  const { show, max } = wanted;
  const keyMarker = request.query.get('key-marker') ?? '';
  const idMarker = request.query.get('version-id-marker') ?? '';
  // A page may end between two versions of one key, so the key of the marker is looked at again.
  const rest = idMarker ? bucket.versions(keyMarker) : [];
  const behind = rest.slice(rest.findIndex(({ versionId }) => versionId === idMarker) + 1);
  const found = page(bucket.keys(), wanted, keyMarker, () => true);
  const entries: Page['entries'] = behind.length > 0 ? [{ key: keyMarker }, ...found.entries] : found.entries;
  const shown: string[] = [];
  let last: { key: string; id?: string } | undefined;
  let more = false;
  for (const entry of entries) {
    if ('group' in entry) {
      more = shown.length === max;
      if (more) break;
      shown.push(element('CommonPrefixes', { xml: element('Prefix', show(entry.group)) }));
      last = { key: entry.group };
      continue;
    }
    for (const version of entry.key === keyMarker ? behind : bucket.versions(entry.key)) {
      more = shown.length === max;
      if (more) break;
      const id = { VersionId: version.versionId, IsLatest: version === bucket.newest(entry.key) };
      shown.push(
        version.deleteMarker
          ? element('DeleteMarker', {
              xml: elements({
                Key: show(entry.key),
                ...id,
                LastModified: version.lastModified.toISOString(),
                Owner: owner,
              }),
            })
          : element('Version', {
              xml: elements({
                Key: show(entry.key),
                ...id,
                ...listed(version),
                Owner: owner,
                StorageClass: 'STANDARD',
              }),
            }),
      );
      last = { key: entry.key, id: version.versionId };
    }
    if (more) break;
  }
  const truncated = more || found.last !== undefined;
  const head = elements({
    Name: bucket.name,
    Prefix: show(wanted.prefix),
    KeyMarker: show(keyMarker),
    VersionIdMarker: idMarker,
    MaxKeys: max,
    EncodingType: wanted.encoding,
    IsTruncated: truncated,
    NextKeyMarker: truncated && last ? show(last.key) : undefined,
    NextVersionIdMarker: truncated ? last?.id : undefined,
  });
  return document('ListVersionsResult', head + shown.join(''));
};
