import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { AwsError } from '../error.ts';
import type { Issuer, PublicKey } from '../options.ts';

/** What a web identity says, once its signature is proven. */
export interface Claims {
  iss: string;
  sub: string;
  aud: readonly string[];
}

const algorithms: Readonly<Record<string, { hash: string; dsaEncoding?: 'ieee-p1363' }>> = {
  RS256: { hash: 'sha256' },
  RS384: { hash: 'sha384' },
  RS512: { hash: 'sha512' },
  ES256: { hash: 'sha256', dsaEncoding: 'ieee-p1363' },
};

/**
 * Verifies an OpenID Connect token as STS does: form, issuer, audience, signature, times.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 *
 * @throws AwsError 400 InvalidIdentityToken, or ExpiredTokenException
 */
export function verifyToken(token: string, issuer: Issuer | undefined, now: Date): Claims {
  const [head = '', body = '', signature = '', ...rest] = token.split('.');
  const header = readJson(head);
  const claims = readJson(body);
  if (!header || !claims || rest.length > 0 || typeof claims.iss !== 'string' || typeof claims.sub !== 'string') {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
  }
  if (!issuer || claims.iss !== issuer.url) {
    throw invalid(`No OpenIDConnect provider found in your account for ${claims.iss}`);
  }
  const aud = [claims.aud].flat().filter((value) => typeof value === 'string');
  const audiences = issuer.audiences ?? ['sts.amazonaws.com'];
  if (!aud.some((value) => audiences.includes(value))) throw invalid('Incorrect token audience');
  const algorithm = algorithms[String(header.alg)];
  const keys = keysOf(issuer, header.kid);
  const data = Buffer.from(`${head}.${body}`);
  const given = Buffer.from(signature, 'base64url');
  // The algorithm must be the key's own kind: a token must not choose how it is checked.
  const kind = String(header.alg).startsWith('ES') ? 'ec' : 'rsa';
  const proven =
    algorithm !== undefined &&
    keys.some(
      (key) => key.asymmetricKeyType === kind && verify(algorithm.hash, data, { key, ...encoding(algorithm) }, given),
    );
  if (!proven) {
    throw invalid(
      "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements",
    );
  }
  checkTimes(claims, Math.floor(now.getTime() / 1000));
  return { iss: claims.iss, sub: claims.sub, aud };
}

const encoding = ({ dsaEncoding }: { dsaEncoding?: 'ieee-p1363' }) => (dsaEncoding ? { dsaEncoding } : {});

function checkTimes({ exp, nbf }: Record<string, unknown>, now: number): void {
  if (typeof exp !== 'number') throw invalid('Missing a required claim: exp');
  if (exp <= now) {
    throw new AwsError(
      400,
      'ExpiredTokenException',
      `Token expired: current date/time ${now} must be before the expiration date/time ${exp}`,
    );
  }
  if (typeof nbf === 'number' && nbf > now) throw invalid('Token is not yet valid');
}

function keysOf({ keys }: Issuer, kid: unknown): KeyObject[] {
  return (typeof keys === 'function' ? keys() : keys)
    .filter((key) => !isJwk(key) || kid === undefined || key.kid === undefined || key.kid === kid)
    .map((key) => {
      if (typeof key === 'string') return createPublicKey(key);
      return isJwk(key) ? createPublicKey({ key, format: 'jwk' }) : key;
    });
}

type Jwk = Exclude<PublicKey, string | KeyObject>;

const isJwk = (key: PublicKey): key is Jwk => typeof key === 'object' && !('asymmetricKeyType' in key);

function readJson(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function invalid(message: string): AwsError {
  return new AwsError(400, 'InvalidIdentityToken', message);
}
