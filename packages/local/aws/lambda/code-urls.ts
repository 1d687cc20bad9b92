import { randomBytes } from 'node:crypto';

const prefix = '/_lambda/';
const lifeMs = 10 * 60_000;

/** The addresses, good for ten minutes, under which a function's archive can be had without a signature. */
export class CodeUrls {
  readonly #byToken = new Map<string, { bytes: Buffer; until: number }>();
  readonly #port: () => number;

  constructor(port: () => number) {
    this.#port = port;
  }

  static is(path: string): boolean {
    return path.startsWith(prefix);
  }

  make(bytes: Buffer, now: Date): string {
    for (const [token, { until }] of this.#byToken) if (until <= now.getTime()) this.#byToken.delete(token);
    const token = randomBytes(24).toString('base64url');
    this.#byToken.set(token, { bytes, until: now.getTime() + lifeMs });
    return `http://127.0.0.1:${this.#port()}${prefix}${token}`;
  }

  /** @returns undefined for an address that nobody was given, or that is too old */
  open(path: string, now: Date): Buffer | undefined {
    const found = this.#byToken.get(path.slice(prefix.length));
    return found && found.until > now.getTime() ? found.bytes : undefined;
  }
}
