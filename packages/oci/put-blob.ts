import type { Retry } from '@ci-actions/http/retry';
import { type Descriptor, isDigest } from './descriptor.ts';
import { holdToDigest } from './hold-to-digest.ts';
import type { Blob } from './image-source.ts';
import { onOneLine, shortDigest } from './one-line.ts';
import { RegistryError } from './registry-error.ts';
import { address, ask, askOnce, type Call, judge, patiently, type Session } from './request.ts';
import { safeTarget } from './safe-target.ts';

export interface PutBlobOptions {
  mountFrom?: string;
  missing?: boolean;
  onBytes?(more: number): void;
}

/** A registry that stores a blob is silent for as long as that takes: a minute, and a second for so many bytes. */
const storedPerSecond = 50_000_000;
/** The time of so many broken uploads does not count against the patience, so that a large layer has several tries. */
const freeTries = 4;

/** @returns whether the registry has a blob in this repository */
export async function hasBlob(session: Session, digest: string): Promise<boolean> {
  return isThere(await ask(session, headCall(session, digest)));
}

/**
 * Writes a blob: HEAD unless it was seen to be missing, POST, one PUT of the whole. Never PATCH: ECR drops what comes after the first one, and says nothing
 * (https://github.com/aws/containers-roadmap/issues/2831). An upload that broke off is begun anew, by a POST of its own;
 * where the blob turns out to be there after all it is done.
 */
export function putBlob(
  session: Session,
  descriptor: Descriptor,
  blob: Blob,
  { mountFrom, missing = false, onBytes }: PutBlobOptions = {},
): Promise<'there' | 'mounted' | 'uploaded'> {
  const { digest, size } = descriptor;
  const doing = `Uploading ${shortDigest(digest)} to ${session.name}`;
  const held = holdToDigest(descriptor, blob, onBytes);
  const { now = () => performance.now(), ...retry } = session.retry;
  let free = 0;
  let sent = 0;
  return patiently(
    session,
    doing,
    async (attempt) => {
      const known = missing && attempt === 1;
      if (!known && isThere(await askOnce(session, headCall(session, digest)))) return sent > 0 ? 'uploaded' : 'there';
      const upload = await beginUpload(session, digest, doing, mountFrom);
      if (upload === 'mounted') return 'mounted';
      sent += 1;
      const began = now();
      try {
        const reply = await askOnce(session, {
          doing,
          method: 'PUT',
          target: withDigest(upload, digest),
          need: { push: true },
          headers: { 'content-type': 'application/octet-stream' },
          body: { size, open: held.open },
          idleTimeoutMs: 60_000 + (size / storedPerSecond) * 1_000,
        });
        checkWritten(reply.headers['docker-content-digest'], digest, doing);
      } catch (error) {
        if (sent <= freeTries) free += now() - began;
        throw error;
      }
      return 'uploaded';
    },
    // The registry has forgotten the upload: a new one may work.
    (error) => error instanceof RegistryError && /^BLOB_UPLOAD_(UNKNOWN|INVALID)$/.test(error.code),
    { ...retry, now: () => now() - free } satisfies Retry,
  ).catch((error) => {
    held.takeBack();
    throw error;
  });
}

const headCall = (session: Session, digest: string): Call => ({
  doing: `Looking for ${shortDigest(digest)} in ${session.name}`,
  method: 'HEAD',
  target: address(session, `blobs/${digest}`),
  need: { push: true },
  accept: [301, 302, 303, 307, 308, 404],
});

/** A registry that knows where a blob is has it. */
const isThere = ({ status }: { status: number }) => status !== 404;

/** @returns where to send the blob, or that it need not be sent */
async function beginUpload(
  session: Session,
  digest: string,
  doing: string,
  mountFrom: string | undefined,
): Promise<URL | 'mounted'> {
  const target = address(session, 'blobs/uploads/');
  const post = { doing, method: 'POST', target, body: Buffer.alloc(0) } as const;
  let reply = mountFrom === undefined ? undefined : await tryMount(session, post, digest, mountFrom);
  if (reply?.status === 201) return 'mounted';
  reply ??= await askOnce(session, { ...post, need: { push: true } });
  const { location } = reply.headers;
  const upload = safeTarget(location, target);
  if (reply.status === 202 && upload) return upload;
  if (reply.status === 202 && location !== undefined) {
    throw new Error(
      `${doing} failed, because the registry sends the upload to ${JSON.stringify(onOneLine(location))}, which is no https:// address.`,
    );
  }
  throw new Error(`${doing} failed, because the registry did not say where to send it (HTTP ${reply.status}).`);
}

/** A mount is only ever a shortcut: where it is refused, for whatever reason, the blob is sent. */
async function tryMount(session: Session, post: Omit<Call, 'need'>, digest: string, mountFrom: string) {
  const target = new URL(post.target);
  target.search = `mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(mountFrom)}`;
  try {
    return await askOnce(session, { ...post, target, need: { push: true, mountFrom } });
  } catch (error) {
    if (judge(error, post.doing).retry) throw error;
    return undefined;
  }
}

function withDigest(upload: URL, digest: string): URL {
  const target = new URL(upload);
  // Appended as text: what the registry put there, such as its state, stays as it is.
  target.search = `${target.search ? `${target.search}&` : '?'}digest=${encodeURIComponent(digest)}`;
  return target;
}

function checkWritten(written: unknown, digest: string, doing: string): void {
  if (typeof written === 'string' && isDigest(written) && written !== digest) {
    throw new Error(`${doing} failed, because the registry wrote it as ${written}.`);
  }
}
