import type { StreamedReply } from '@ci-actions/http/exchange';
import { isWeather } from '@ci-actions/http/transient';
import type { Descriptor } from './descriptor.ts';
import type { Blob } from './image-source.ts';
import { onOneLine, shortDigest } from './one-line.ts';
import { address, askStream, patiently, type Session } from './request.ts';
import { safeTarget } from './safe-target.ts';

/** A registry sends a client from one host to the next, and not on and on. */
const mostRedirects = 5;
/** How often a download that brings nothing new is begun again. */
const mostVain = 5;

/**
 * A blob of a repository, streamed. A download that breaks off goes on where it was; its bytes are held to the digest by
 * whoever writes them.
 */
export function readBlob(session: Session, { digest, size }: Descriptor): Blob {
  const doing = `Reading ${shortDigest(digest)} of ${session.name}`;
  async function* open(): AsyncGenerator<Buffer> {
    let read = 0;
    for (let vain = 0; ; ) {
      const before = read;
      const reply = await patiently(session, doing, () => begin(session, digest, doing, before));
      // A server that does not know ranges begins at the beginning.
      let skip = reply.status === 206 ? 0 : before;
      try {
        for await (const chunk of reply.body) {
          const rest = chunk.subarray(Math.min(skip, chunk.length));
          skip -= chunk.length - rest.length;
          read += rest.length;
          if (rest.length > 0) yield rest;
        }
        if (read < size) throw new Error(`${doing} failed: it has ${read} bytes, but its manifest says ${size}.`);
        return;
      } catch (error) {
        // All bytes are here; whoever writes them holds them to the digest.
        if (read >= size) return;
        vain = read > before ? 0 : vain + 1;
        if (!isWeather(error) || vain >= mostVain) throw error;
      }
    }
  }
  return { size, open };
}

async function begin(session: Session, digest: string, doing: string, from: number): Promise<StreamedReply> {
  let target = address(session, `blobs/${digest}`);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const reply = await askStream(session, {
      doing,
      method: 'GET',
      target,
      need: { push: false },
      headers: from > 0 ? { range: `bytes=${from}-` } : {},
      accept: [301, 302, 303, 307, 308],
    });
    if (reply.status < 300) return reply;
    const { location } = reply.headers;
    const next = safeTarget(location, target);
    if (!next) {
      const where = location === undefined ? 'nowhere' : `to ${JSON.stringify(onOneLine(location))}`;
      throw new Error(`${doing} failed, because the registry sends the reader ${where}, which is no https:// address.`);
    }
    target = next;
  }
  throw new Error(`${doing} failed, because the registry sends the reader on more than ${mostRedirects} times.`);
}
