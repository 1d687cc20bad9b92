import { createHash } from 'node:crypto';
import { InputError } from '@ci-actions/errors/errors';
import type { Reply } from '@ci-actions/http/exchange';
import { type Descriptor, isDigest } from './descriptor.ts';
import type { RawManifest } from './image-source.ts';
import { checkManifestType, largestManifest, manifestTypes } from './manifest.ts';
import { onOneLine } from './one-line.ts';
import { isTag } from './reference.ts';
import { readRefusal } from './registry-error.ts';
import { RepositoryMissing } from './repository.ts';
import { address, ask, askOnce, type Call, type Session } from './request.ts';

const accept = manifestTypes.join(', ');

/** What a tag or a digest points to; undefined where there is nothing. */
export async function headManifest(session: Session, reference: string): Promise<Descriptor | undefined> {
  const found = readHead(await ask(session, headCall(session, reference)), session, reference);
  if (found !== 'unclear') return found;
  const manifest = await getManifest(session, reference);
  return manifest && { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length };
}

/** The same asked once, for those who are in the middle of a try of their own. */
export async function digestOf(session: Session, reference: string): Promise<string | undefined> {
  const reply = await askOnce(session, headCall(session, reference));
  const found = readHead(reply, session, reference);
  if (found !== 'unclear') return found?.digest;
  return readManifest(await askOnce(session, getCall(session, reference)), session, reference)?.digest;
}

/** A manifest with its bytes, which were hashed. */
export async function getManifest(session: Session, reference: string): Promise<RawManifest | undefined> {
  return readManifest(await ask(session, getCall(session, reference)), session, reference);
}

export function showImage({ name }: Session, reference: string): string {
  return `${name}${isDigest(reference) ? '@' : ':'}${reference}`;
}

/** The address of a manifest. @throws InputError where the reference is neither a tag nor a digest */
export function manifestAddress(session: Session, reference: string): URL {
  if (!isTag(reference) && !isDigest(reference)) {
    throw new InputError(
      `${JSON.stringify(onOneLine(reference))} is neither a tag nor a sha256 digest, so ${session.name} cannot have it.`,
    );
  }
  return address(session, `manifests/${reference}`);
}

const headCall = (session: Session, reference: string): Call => ({
  doing: `Looking at ${showImage(session, reference)}`,
  method: 'HEAD',
  target: manifestAddress(session, reference),
  need: { push: false },
  headers: { accept },
  // A reply to HEAD has no words, so a refusal is asked for again by GET.
  accept: [400, 403, 404],
});

const getCall = (session: Session, reference: string): Call => ({
  doing: `Reading the manifest ${showImage(session, reference)}`,
  method: 'GET',
  target: manifestAddress(session, reference),
  need: { push: false },
  headers: { accept },
  accept: [404],
  maxBytes: largestManifest,
});

function readHead({ status, headers }: Reply, session: Session, reference: string): Descriptor | undefined | 'unclear' {
  // Whether the tag or the repository is missing only a GET tells.
  if (status === 404) return session.exists ? undefined : 'unclear';
  const mediaType = typeOf(headers['content-type']);
  const digest = headers['docker-content-digest'];
  const size = Number(headers['content-length'] ?? Number.NaN);
  const whole = status === 200 && typeof digest === 'string' && isDigest(digest) && size > 0;
  if (!whole || !manifestTypes.includes(mediaType)) return 'unclear';
  checkDigest(session, reference, digest);
  return { mediaType, digest, size };
}

function readManifest(reply: Reply, session: Session, reference: string): RawManifest | undefined {
  if (reply.status === 404) {
    if (readRefusal(reply).code === 'NAME_UNKNOWN') {
      throw new RepositoryMissing(
        `There is no repository ${session.path} in the registry ${session.registry}: create it first.`,
      );
    }
    session.exists = true;
    return undefined;
  }
  const { body: bytes, headers } = reply;
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const promised = headers['docker-content-digest'];
  checkDigest(session, reference, digest);
  if (typeof promised === 'string' && isDigest(promised) && promised !== digest) {
    throw otherBytes(session, reference, promised, digest);
  }
  const given = typeOf(headers['content-type']);
  const mediaType = manifestTypes.includes(given) ? given : (ownType(bytes, given) ?? given);
  checkManifestType(mediaType, (why) => new Error(`${showImage(session, reference)} ${why}.`));
  return { digest, mediaType, bytes };
}

/** A digest that was asked for is the one that must come. */
function checkDigest(session: Session, reference: string, digest: string): void {
  if (isDigest(reference) && reference !== digest) throw otherBytes(session, reference, reference, digest);
}

function otherBytes(session: Session, reference: string, promised: string, digest: string): Error {
  return new Error(
    `The registry gave other bytes for ${showImage(session, reference)} than it should: ${digest} instead of ${promised}.`,
  );
}

const typeOf = (header: string | undefined) => (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Registries on plain file servers do not know the type; then the manifest itself tells. */
function ownType(bytes: Buffer, given: string): string | undefined {
  if (!/^(|text\/plain|application\/(json|octet-stream))$/.test(given)) return undefined;
  try {
    const type = JSON.parse(bytes.toString('utf8'))?.mediaType;
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}
