import { largestManifest } from '../manifest.ts';
import type { StoredImage } from '../repository.ts';
import type { Exchange, Reply } from './exchange.ts';
import { RegistryError } from './refusal.ts';

/** GET and HEAD: the image in its own type, or not at all. */
export function getManifest(exchange: Exchange): Reply {
  const repository = exchange.open('BatchGetImage');
  const image = repository.find(idOf(exchange));
  if (!image) throw new RegistryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
  const { accept } = exchange.headers;
  if (!accepts(accept, image.mediaType)) {
    throw new RegistryError(
      404,
      'MANIFEST_UNKNOWN',
      `The image is a ${image.mediaType}, which is not in the Accept header`,
    );
  }
  return { status: 200, headers: headersOf(image), body: image.bytes };
}

/** PUT: under a tag or its own digest. An immutable tag is refused even for the digest that it has. */
export async function putManifest(exchange: Exchange): Promise<Reply> {
  const repository = exchange.open('PutImage');
  const { imageTag, imageDigest } = idOf(exchange);
  if (imageTag !== undefined && !/^\w[\w.-]{0,127}$/.test(imageTag)) {
    throw new RegistryError(400, 'TAG_INVALID', `The tag '${imageTag}' is not valid`);
  }
  const bytes = await readManifestBytes(exchange);
  const given = exchange.headers['content-type']?.split(';')[0]?.trim();
  const put = { bytes, mediaType: given, tag: imageTag, digest: imageDigest, time: exchange.time };
  const { image } = repository.put(put, true);
  const location = `${exchange.base}/v2/${exchange.route.repository}/manifests/${image.digest}`;
  const subject = image.facts.subject;
  return {
    status: 201,
    headers: {
      location,
      'docker-content-digest': image.digest,
      ...(subject === undefined ? {} : { 'oci-subject': subject }),
    },
  };
}

export function deleteManifest(exchange: Exchange): Reply {
  const repository = exchange.open('BatchDeleteImage');
  if (repository.remove(idOf(exchange))) return { status: 202 };
  throw new RegistryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found');
}

function idOf({ route: { reference = '' } }: Exchange) {
  return reference.includes(':')
    ? { imageDigest: reference, imageTag: undefined }
    : { imageDigest: undefined, imageTag: reference };
}

function headersOf({ digest, mediaType, bytes }: StoredImage) {
  return { 'docker-content-digest': digest, 'content-type': mediaType, 'content-length': bytes.length };
}

/** Whether an Accept header takes a type; none at all takes every one. */
function accepts(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined) return true;
  const types = accept.split(',').map((part) => part.split(';')[0]?.trim());
  return [mediaType, '*/*', 'application/*'].some((type) => types.includes(type));
}

async function readManifestBytes({ readBody }: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  await readBody((chunk) => {
    size += chunk.length;
    // What is too long is read to its end, so that the answer arrives, but not kept.
    if (size <= largestManifest) chunks.push(chunk);
  });
  if (size <= largestManifest) return Buffer.concat(chunks);
  throw new RegistryError(400, 'SIZE_INVALID', `A manifest has at most ${largestManifest} bytes`);
}
