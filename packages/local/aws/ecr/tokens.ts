import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Principal } from '../principals.ts';
import { same } from '../sigv4.ts';
import type { EcrOptions } from './options.ts';
import type { Registries, Registry, Service } from './registry.ts';

/** Who may act in which registry, by a token that was shown. */
export interface Pass {
  principal: Principal;
  registry: Registry;
}

/** What a token says; the rest of it is there to give it a real one's length. */
interface Claims {
  id: string;
  service: Service;
  account: string;
  region: string;
  arn: string;
  /** Seconds since 1970. */
  expires: number;
}

/** A real password has about 2,400 characters, far more than the 72 bytes that bcrypt (and with it htpasswd) looks at. */
const payloadBytes = 1150;

/** The passwords of `AWS` for the registries. They are good until they expire, whatever becomes of the keys that got them. */
export class Tokens {
  readonly #key = randomBytes(32);
  readonly #registries: Registries;
  readonly #options: EcrOptions;
  readonly #issued = new Map<string, { principal: Principal; uses: number }>();

  constructor(registries: Registries, options: EcrOptions) {
    this.#registries = registries;
    this.#options = options;
  }

  /** @returns the user and password in one, as GetAuthorizationToken answers them, and when they expire */
  issue(principal: Principal, { service, account, region }: Registry, now: Date) {
    const id = randomUUID();
    const expires = Math.floor(now.getTime() / 1000) + (this.#options.tokenSeconds ?? 12 * 3600);
    const claims: Claims = { id, service, account, region, arn: principal.arn, expires };
    this.#issued.set(id, { principal, uses: 0 });
    const text = JSON.stringify(claims);
    const payload = Buffer.concat([Buffer.from(`${text}\n`), randomBytes(payloadBytes - text.length)]).toString(
      'base64',
    );
    const datakey = Buffer.concat([Buffer.from(this.#sign(payload), 'hex'), randomBytes(128)]).toString('base64');
    const password = { payload, datakey, version: '2', type: 'DATA_KEY', expiration: expires };
    const user = `AWS:${Buffer.from(JSON.stringify(password)).toString('base64')}`;
    return { authorizationToken: Buffer.from(user).toString('base64'), expiresAt: expires };
  }

  /**
   * Whose password it is.
   *
   * @param uses how many requests it counts for
   * @returns `invalid` for one that is not from here or for another service, `expired` for one that was good
   */
  open(password: string, service: Service, now: Date, uses = 1): Pass | 'invalid' | 'expired' {
    const claims = this.#read(password);
    const known = claims && this.#issued.get(claims.id);
    if (!known || claims.service !== service) return 'invalid';
    known.uses += uses;
    const { tokenRequests = Number.POSITIVE_INFINITY } = this.#options;
    if (claims.expires * 1000 <= now.getTime() || known.uses > tokenRequests) return 'expired';
    return { principal: known.principal, registry: this.#registries.find(service, claims.account, claims.region) };
  }

  #read(password: string): Claims | undefined {
    try {
      const { payload, datakey } = JSON.parse(Buffer.from(password, 'base64').toString());
      if (!same(Buffer.from(datakey, 'base64').subarray(0, 32).toString('hex'), this.#sign(payload))) return undefined;
      const text = Buffer.from(payload, 'base64');
      return JSON.parse(text.subarray(0, text.indexOf('\n')).toString());
    } catch {
      return undefined;
    }
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }
}
