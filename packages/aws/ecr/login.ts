import { InputError } from '@ci-actions/errors/errors';

/** What a registry is talked to with. */
export interface EcrLogin {
  username: string;
  /** A secret; it was masked before this was given out. */
  password: string;
  /** The origin of the registry's `/v2/`. */
  endpoint: URL;
  /** Whose registry it is, where the caller or the address tells. */
  account?: string;
}

/** As ECR answers it. */
interface AuthorizationData {
  authorizationToken?: string | undefined;
  expiresAt?: Date | undefined;
}

/** A login is renewed when it holds for less than this. In milliseconds. */
const margin = 5 * 60_000;
/** A new one is good for so long at least, whatever the clocks say. In milliseconds. */
const leastGood = 60_000;

/**
 * Keeps a login, and makes a new one shortly before it expires or when the registry refuses it. However many ask at
 * once, one is being made.
 *
 * @param fetch makes a new one
 * @param now AWS's clock, in milliseconds since 1970
 */
export function keepLogin<L extends { password: string }>(
  fetch: () => Promise<{ login: L; expiresAt: Date | undefined }>,
  now: () => number,
): (options?: { refused?: { password: string } | undefined }) => Promise<L> {
  let current: { login: L; expiresAt: Date | undefined; fetchedAt: number } | undefined;
  let underway: Promise<L> | undefined;
  const renew = () => {
    underway ??= fetch()
      .then((fresh) => {
        current = { ...fresh, fetchedAt: now() };
        return fresh.login;
      })
      .finally(() => {
        underway = undefined;
      });
    return underway;
  };
  return async (options) => {
    if (!current || options?.refused?.password === current.login.password) return renew();
    const left = current.expiresAt ? current.expiresAt.getTime() - now() : Number.POSITIVE_INFINITY;
    return left >= margin || now() - current.fetchedAt < leastGood ? current.login : renew();
  };
}

/**
 * User and password from a token, which is `user:password` in base64. Both forms of the secret are masked first.
 *
 * @throws Error where it is no such token; the sentence does not show it
 */
export function readToken(
  data: AuthorizationData | undefined,
  mask: (secret: string) => void,
): { username: string; password: string } {
  const token = data?.authorizationToken;
  if (!token) throw new Error('AWS answered a login to ECR without a token. Run the job again.');
  mask(token);
  const text = Buffer.from(token, 'base64').toString();
  const colon = text.indexOf(':');
  const password = text.slice(colon + 1);
  if (colon < 1 || password === '')
    throw new Error('AWS answered a login to ECR with a token that cannot be read. Run the job again.');
  mask(password);
  return { username: text.slice(0, colon), password };
}

/**
 * Holds the address of a registry to https; on this machine http is fine too.
 *
 * @param source where it comes from, to begin a sentence with
 * @throws InputError where it is another kind of address
 */
export function registryEndpoint(text: string | undefined, source: string): URL {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (plain && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) return new URL(url.origin);
  throw new InputError(
    `${source} is ${JSON.stringify(text ?? '')}, which is no address of a registry. It begins with https://, or with http:// on this machine only.`,
  );
}

/** Whether an address is on this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
