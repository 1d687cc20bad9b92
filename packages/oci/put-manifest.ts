import { isDigest } from './descriptor.ts';
import type { RawManifest } from './image-source.ts';
import { digestOf, manifestAddress, showImage } from './manifests.ts';
import { RegistryError } from './registry-error.ts';
import { TagTaken } from './repository.ts';
import { askOnce, judge, patiently, type Session } from './request.ts';

/**
 * Writes a manifest under a tag or its digest. One PUT, and no second one while nobody knows whether the first has worked:
 * an immutable repository refuses the second. What is there already counts as written.
 *
 * @throws TagTaken where the tag has another digest and cannot be moved
 */
export async function putManifest(session: Session, reference: string, manifest: RawManifest): Promise<void> {
  const image = showImage(session, reference);
  const doing = `Writing the manifest ${image}`;
  const target = manifestAddress(session, reference);
  if (isDigest(reference) && reference !== manifest.digest) {
    throw new Error(`The manifest ${manifest.digest} cannot be written as ${image}, because that is another digest.`);
  }
  const put = () =>
    askOnce(session, {
      doing,
      method: 'PUT',
      target,
      need: { push: true },
      headers: { 'content-type': manifest.mediaType },
      body: manifest.bytes,
      explain: (refusal) => (isTaken(refusal) ? new Taken() : undefined),
    });
  let doubtful = false;
  await patiently(session, doing, async () => {
    if (doubtful && (await digestOf(session, reference)) === manifest.digest) return;
    try {
      const written = (await put()).headers['docker-content-digest'];
      if (typeof written === 'string' && isDigest(written) && written !== manifest.digest) {
        throw new Error(`The registry wrote ${image} as ${written}, but it is ${manifest.digest}.`);
      }
    } catch (error) {
      // Of a request that was turned away by 429 it is known that it did nothing.
      doubtful ||= judge(error, doing).retry && !(error instanceof RegistryError && error.status === 429);
      if (!(error instanceof Taken)) throw error;
      const there = await digestOf(session, reference).catch(() => undefined);
      if (there === manifest.digest) return;
      const has = there === undefined ? 'points to another image already' : `points to ${there} already`;
      throw new TagTaken(
        `${image} ${has}, and cannot be moved because the repository is immutable: it does not get ${manifest.digest}. Publish under another tag, or let the repository overwrite tags.`,
      );
    }
  });
}

/** The tag is taken; by what is not known yet. */
class Taken extends Error {}

/** How registries say that a tag cannot be overwritten: ECR by 400 TAG_INVALID, others by 409, 412 or 403. */
function isTaken({ status, code, said }: { status: number; code: string; said: string }): boolean {
  if (status === 409) return true;
  if (status === 400 && code === 'TAG_INVALID') return /immutable|already exists|overwritten/i.test(said);
  return (status === 412 || status === 403 || status === 400) && /immutable/i.test(said);
}
