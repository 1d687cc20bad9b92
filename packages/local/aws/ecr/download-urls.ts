import { createHmac, randomBytes } from 'node:crypto';
import { same } from '../sigv4.ts';
import type { Registries, Service } from './registry.ts';
import type { Content } from './store.ts';

const prefix = '/_layers/';
const lifeSeconds = 3600;

/**
 * The presigned addresses to which registries send those who want a blob. The host is `localhost`, another one than the
 * registry's 127.0.0.1: whoever sends a login along is refused, as by S3.
 */
export class DownloadUrls {
  readonly #key = randomBytes(32);
  readonly #registries: Registries;
  readonly #port: () => number;

  constructor(registries: Registries, port: () => number) {
    this.#registries = registries;
    this.#port = port;
  }

  static is(path: string): boolean {
    return path.startsWith(prefix);
  }

  /** Which blob of which repository an address is for. */
  static about(path: string): { repository: string; reference: string } {
    const [, , , ...rest] = path.slice(prefix.length).split('/');
    return { repository: rest.slice(0, -1).join('/'), reference: rest.at(-1) ?? '' };
  }

  make(
    registry: { service: Service; account: string; region: string },
    repository: string,
    digest: string,
    now: Date,
  ): string {
    const path = `${prefix}${registry.service}/${registry.account}/${registry.region}/${repository}/${digest}`;
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': now.toISOString().replace(/[-:]|\.\d+/g, ''),
      'X-Amz-Expires': String(lifeSeconds),
      'X-Amz-SignedHeaders': 'host',
      until: String(Math.floor(now.getTime() / 1000) + lifeSeconds),
    });
    query.set('X-Amz-Signature', this.#sign(path, query));
    return `http://localhost:${this.#port()}${path}?${query}`;
  }

  /** @returns the blob, or why it is not given */
  open(path: string, query: URLSearchParams, now: Date): Content | 'forged' | 'expired' | 'missing' {
    const signature = query.get('X-Amz-Signature') ?? '';
    const unsigned = new URLSearchParams(query);
    unsigned.delete('X-Amz-Signature');
    if (!same(signature, this.#sign(path, unsigned))) return 'forged';
    if (Number(query.get('until')) * 1000 <= now.getTime()) return 'expired';
    const [service = '', account = '', region = ''] = path.slice(prefix.length).split('/');
    const { repository, reference } = DownloadUrls.about(path);
    const registry = this.#registries.find(service as Service, account, region);
    return registry.repositories.get(repository)?.blobs.get(reference) ?? 'missing';
  }

  #sign(path: string, query: URLSearchParams): string {
    return createHmac('sha256', this.#key).update(`${path}?${query}`).digest('hex');
  }
}
