import { address, ask, type Session } from './request.ts';
import { safeTarget } from './safe-target.ts';

/** As many as ECR gives at once. */
const pageSize = 1_000;
const largestPage = 8 << 20;

/**
 * All tags, in the registry's order: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags
 *
 * @throws RepositoryMissing where there is no such repository
 */
export async function* listTags(session: Session): AsyncGenerator<readonly string[]> {
  const doing = `Listing the tags of ${session.name}`;
  const seen = new Set<string>();
  let target: URL | undefined = address(session, `tags/list?n=${pageSize}`);
  while (target) {
    if (seen.has(target.href)) throw new Error(`${doing} failed, because the registry’s pages go round in a circle.`);
    seen.add(target.href);
    const reply = await ask(session, {
      doing,
      method: 'GET',
      target,
      need: { push: false },
      maxBytes: largestPage,
    });
    const tags = readTags(reply.body);
    if (!tags) throw new Error(`${doing} failed, because the registry answered something that is no list of tags.`);
    yield tags;
    const link = nextLink(reply.headers.link);
    const next = safeTarget(link, target);
    if (link !== undefined && next?.origin !== target.origin) {
      throw new Error(`${doing} failed, because the registry says that the next page is on another host.`);
    }
    target = next;
  }
}

function readTags(body: Buffer): string[] | undefined {
  try {
    const tags = JSON.parse(body.toString('utf8'))?.tags ?? [];
    return Array.isArray(tags) && tags.every((tag) => typeof tag === 'string') ? tags : undefined;
  } catch {
    return undefined;
  }
}

/** The address in `<...>; rel="next"` (RFC 8288). */
function nextLink(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(', ') : (header ?? '');
  return /<([^<>]{1,4096})>\s*;\s*(?:[^<,]{0,200};\s*)?rel="?next"?/i.exec(text)?.[1];
}
