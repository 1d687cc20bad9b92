import type { IncomingHttpHeaders } from 'node:http';
import type { Pass, Tokens } from '../tokens.ts';
import { RegistryError } from './refusal.ts';

/** The password in an Authorization header; undefined where there is none of a user `AWS`. */
export function passwordOf({ authorization }: IncomingHttpHeaders): string | undefined {
  const [, encoded] = /^Basic\s+(\S+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, password] = /^AWS:(.+)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return password;
}

/** What an expired login is told, by whichever registry. */
export const expiredText = 'Your authorization token has expired. Reauthenticate and try again.';

/**
 * Who sends a request to the private registry: user `AWS`, and a token for the password, which also says which registry is meant.
 *
 * @param home the account and region that a challenge without any token names
 * @throws RegistryError 401
 */
export function authenticate(
  headers: IncomingHttpHeaders,
  tokens: Tokens,
  home: { account: string; region: string },
  now: Date,
  expired: boolean,
): Pass {
  const challenge = {
    'www-authenticate': `Basic realm="https://${home.account}.dkr.ecr.${home.region}.amazonaws.com/",service="ecr.amazonaws.com"`,
  };
  if (expired) throw new RegistryError(401, 'DENIED', expiredText, challenge);
  const password = passwordOf(headers);
  const pass = password === undefined ? undefined : tokens.open(password, 'ecr', now);
  if (pass === 'expired') throw new RegistryError(401, 'DENIED', expiredText, challenge);
  if (pass === undefined || pass === 'invalid') throw new RegistryError(401, 'DENIED', 'Not Authorized', challenge);
  return pass;
}
