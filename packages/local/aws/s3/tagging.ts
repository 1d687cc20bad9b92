import { AwsError } from '../error.ts';
import { element, elements, parseXml, textOf } from '../xml.ts';
import type { Version } from './bucket.ts';
import { type Context, document, type Run, versionHeader, wantedVersion } from './context.ts';

/** @returns the tags as they are. @throws AwsError 400 for more than ten, for one twice, for one that is too long */
export function checkTags(tags: Version['tags']): Version['tags'] {
  if (tags.length > 10) throw new AwsError(400, 'BadRequest', 'Object tags cannot be greater than 10');
  const twice = new Set(tags.map(([name]) => name)).size !== tags.length;
  if (twice) throw new AwsError(400, 'InvalidTag', 'Cannot provide multiple Tags with the same key');
  const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
  const wrong = ([name, value]: Version['tags'][number]) =>
    name === '' || name.length > 128 || value.length > 256 || !allowed.test(name) || !allowed.test(value);
  if (tags.some(wrong)) {
    throw new AwsError(400, 'InvalidTag', 'The TagKey or the TagValue you have provided is invalid');
  }
  return tags;
}

function retag(context: Context, tags: Version['tags']) {
  const { bucket, key } = context;
  const version = wantedVersion(context);
  bucket.change(key, version, { ...version, tags });
  return versionHeader(bucket, version);
}

export const putObjectTagging: Run = (context) => {
  context.demand('s3:PutObjectTagging', context.key);
  const set = parseXml(context.payload.body, 'Tagging').children.find(({ name }) => name === 'TagSet');
  const tags = (set?.children ?? []).map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const);
  return { status: 200, headers: retag(context, checkTags(tags)) };
};

export const getObjectTagging: Run = (context) => {
  context.demand('s3:GetObjectTagging', context.key);
  const version = wantedVersion(context);
  const tags = version.tags.map(([Key, Value]) => element('Tag', { xml: elements({ Key, Value }) })).join('');
  return document('Tagging', element('TagSet', { xml: tags }), versionHeader(context.bucket, version));
};

export const deleteObjectTagging: Run = (context) => {
  context.demand('s3:DeleteObjectTagging', context.key);
  return { status: 204, headers: retag(context, []) };
};
