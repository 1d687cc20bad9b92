import { createHash } from 'node:crypto';
import { isIndex } from '@ci-actions/oci/descriptor';
import type { EcrView } from '../ecr/view.ts';
import { AwsError } from '../error.ts';
import { allows } from '../policy.ts';
import type { Principal } from '../principals.ts';
import type { Version } from '../s3/bucket.ts';
import type { Buckets } from '../s3/buckets.ts';
import { type Archive, openArchive } from './archive.ts';
import { invalid, tooLarge } from './errors.ts';
import { blob, optional, text } from './input.ts';
import { largestZip } from './limits.ts';
import type { Place } from './names.ts';

/** The code of a function; it is never changed, only replaced. */
export type Code =
  | { readonly packageType: 'Zip'; readonly sha256: string; readonly archive: Archive }
  | {
      readonly packageType: 'Image';
      /** Of the manifest, in hexadecimal; of a zip it is base64. */
      readonly sha256: string;
      readonly imageUri: string;
      /** The same image by its digest. */
      readonly resolved: string;
    };

/** The members by which a request brings code. */
export const codeMembers = {
  ZipFile: optional(blob),
  S3Bucket: optional(text({ pattern: /[0-9A-Za-z._-]*/, min: 3, max: 63 })),
  S3Key: optional(text({ min: 1, max: 1024 })),
  S3ObjectVersion: optional(text({ min: 1, max: 1024 })),
  ImageUri: optional(text()),
};

export interface CodeInput {
  ZipFile?: Buffer | undefined;
  S3Bucket?: string | undefined;
  S3Key?: string | undefined;
  S3ObjectVersion?: string | undefined;
  ImageUri?: string | undefined;
}

/** Where code comes from besides the request. */
export interface Sources {
  buckets: Buckets;
  images: Pick<EcrView, 'repositories' | 'image'>;
}

/**
 * Takes the code of a request, from wherever it is.
 *
 * @param from what the function is packed as
 * @throws AwsError as AWS refuses code
 */
export function readCode(
  input: CodeInput,
  packageType: 'Zip' | 'Image',
  sources: Sources,
  place: Place,
  principal: Principal,
): Code {
  const { ZipFile, S3Bucket, S3Key, ImageUri } = input;
  if (packageType === 'Image') {
    if (ImageUri === undefined) {
      throw invalid('Please provide ImageUri when updating a function with packageType Image.');
    }
    if ((ZipFile ?? S3Bucket ?? S3Key) !== undefined) {
      throw invalid('Please do not provide other FunctionCode parameters when providing an ImageUri.');
    }
    return readImage(ImageUri, sources.images, place);
  }
  if (ImageUri !== undefined) {
    throw invalid("Please don't provide ImageUri when updating a function with packageType Zip.");
  }
  const { archive, sha256 } = readArchive(input, sources, place, principal);
  return { packageType, archive, sha256 };
}

/** Takes the archive of a function or a layer. @throws AwsError */
export function readArchive(
  { ZipFile, S3Bucket, S3Key, S3ObjectVersion }: CodeInput,
  { buckets }: Sources,
  place: Place,
  principal: Principal,
): { archive: Archive; sha256: string } {
  if (ZipFile !== undefined) {
    if ((S3Bucket ?? S3Key ?? S3ObjectVersion) !== undefined) {
      throw invalid('Please do not provide other FunctionCode parameters when providing a ZipFile.');
    }
    if (ZipFile.length > largestZip) throw tooLarge(`Zipped size must be smaller than ${largestZip} bytes`);
    return zipCode(ZipFile);
  }
  if (S3Bucket === undefined || S3Key === undefined) throw invalid('Please provide a source for function code.');
  return zipCode(readObject(buckets, S3Bucket, S3Key, S3ObjectVersion, place, principal).body);
}

/** @throws AwsError InvalidParameterValueException */
export function zipCode(bytes: Buffer): { packageType: 'Zip'; archive: Archive; sha256: string } {
  const archive = openArchive(bytes);
  return { packageType: 'Zip', archive, sha256: createHash('sha256').update(bytes).digest('base64') };
}

/** Reads an object as the caller may: Lambda has no rights of its own. */
function readObject(
  buckets: Buckets,
  name: string,
  key: string,
  versionId: string | undefined,
  { region }: Place,
  principal: Principal,
): Version {
  const failed = (code: string, message: string) =>
    invalid(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
  const bucket = buckets.find(name);
  if (!bucket) throw failed('NoSuchBucket', 'The specified bucket does not exist');
  if (bucket.region !== region) {
    throw failed(
      'PermanentRedirect',
      `The bucket is in this region: ${bucket.region}. Please use this region to retry the request`,
    );
  }
  const action = versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const may = (what: string, resource: string) =>
    [...principal.policies, bucket.policy].every((policy) => allows(policy, what, resource));
  const found =
    versionId === undefined
      ? bucket.current(key)
      : bucket.versions(key).find((one) => one.versionId === versionId && !one.deleteMarker);
  // Who may not list is not told that an object is missing.
  if (!may(action, `arn:aws:s3:::${name}/${key}`) || (!found && !may('s3:ListBucket', `arn:aws:s3:::${name}`))) {
    throw new AwsError(
      403,
      'AccessDeniedException',
      `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${name}/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`,
    );
  }
  if (found) return found;
  throw versionId === undefined
    ? failed('NoSuchKey', 'The specified key does not exist.')
    : failed('NoSuchVersion', 'The specified version does not exist.');
}

/** An image of a private registry of the function's own region. What is in this server's registry must be right there. */
function readImage(uri: string, images: Sources['images'], { region }: Place): Code {
  const parts =
    /^((\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([a-z0-9][a-z0-9._/-]*))(?::([\w][\w.-]{0,127})|@(sha256:[0-9a-f]{64}))$/.exec(
      uri,
    );
  const [, repository = '', account = '', of = '', name = '', tag, digest] = parts ?? [];
  if (!parts || of !== region) throw invalid(`Source image ${uri} is not valid. Provide a valid source image.`);
  const where = { account, region };
  const isHere = images
    .repositories()
    .some((one) => !one.public && one.name === name && one.account === account && one.region === region);
  const found = isHere ? images.image(name, digest ?? tag ?? '', where) : undefined;
  if (isHere && !found) throw invalid(`Source image ${uri} does not exist. Provide a valid source image.`);
  if (found && isIndex(found.mediaType)) {
    throw invalid(`The image manifest, config or layer media type for the source image ${uri} is not supported.`);
  }
  // Of an image elsewhere nothing is known but what its address says.
  const resolved = found?.digest ?? digest ?? `sha256:${createHash('sha256').update(uri).digest('hex')}`;
  const sha256 = resolved.slice('sha256:'.length);
  return { packageType: 'Image', sha256, imageUri: uri, resolved: `${repository}@${resolved}` };
}
