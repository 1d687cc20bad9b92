/** What a trust policy looks at in the job's OIDC token. */
export interface Claims {
  iss?: string | undefined;
  sub?: string | undefined;
  aud?: string | undefined;
}

/**
 * Reads the claims of a token for a sentence to a person. The token is not checked, that is for AWS to do, and it is
 * never shown: only who it says that it is.
 *
 * @param token a JSON Web Token (RFC 7519)
 * @returns the claims that are texts; none of them where it is no such token
 */
export function claimsOf(token: string): Claims {
  let claims: Record<string, unknown>;
  try {
    claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) ?? {};
  } catch {
    return {};
  }
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 500) : undefined);
  return { iss: text(claims.iss), sub: text(claims.sub), aud: text(claims.aud) };
}
