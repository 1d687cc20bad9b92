import type { Reply } from '@ci-actions/http/exchange';
import { answered, RegistryError, readRefusal } from './registry-error.ts';
import { NotAllowed, RepositoryMissing } from './repository.ts';

/** What a sentence about a refused request needs to know. */
interface Asked {
  doing: string;
  method: string;
  target: URL;
}

/**
 * A refusal of a registry as an error whose message says what is wrong, where, and what to do.
 *
 * @param how whether the registry itself was asked, or a host that it had named; and whether with a login
 */
export function explainRefusal(
  { name, registry, path }: { name: string; registry: string; path: string },
  { doing, method, target }: Asked,
  reply: Reply,
  how: { ours: boolean; loggedIn: boolean },
): Error {
  const refusal = readRefusal(reply);
  const { status, code, said } = refusal;
  const words = said ? ` The registry says: ${/[.!?…]$/.test(said) ? said : `${said}.`}` : '';
  if (!how.ours) {
    return new RegistryError(
      `${doing} failed: ${target.host}, where ${registry} sent this request, answered HTTP ${status}.`,
      refusal,
    );
  }
  if (status === 401) {
    return new NotAllowed(
      how.loggedIn
        ? `${doing} was refused: the registry ${registry} does not take the login, nor a new one (HTTP 401).${words}`
        : `${doing} was refused: the registry ${registry} wants a login, and there is none (HTTP 401).${words}`,
    );
  }
  if (code === 'NAME_UNKNOWN') {
    return new RepositoryMissing(`There is no repository ${path} in the registry ${registry}: create it first.`);
  }
  if (status === 403 && code !== 'TOOMANYREQUESTS') {
    const who = how.loggedIn ? 'the login may not do that' : 'it needs a login, and there is none';
    return new NotAllowed(`${doing} was refused: ${who} in ${name} (HTTP 403).${words}`);
  }
  const because = sentences[code] ?? (status === 413 ? tooLarge : undefined);
  if (because && method !== 'GET') return new RegistryError(`${doing} failed, because ${because}.${words}`, refusal);
  return new RegistryError(`${doing} failed: ${answered(refusal)}`, refusal);
}

const tooLarge = 'it is larger than the registry, or a proxy before it, takes in one piece (HTTP 413)';
const lacking =
  'the registry does not have a blob or an image that it names; publish again, which sends what is missing';
const changed =
  'the bytes that reached the registry are not those that were sent; something on the way, such as a proxy, changes them';

const sentences: Record<string, string | undefined> = {
  BLOB_UNKNOWN: lacking,
  MANIFEST_BLOB_UNKNOWN: lacking,
  DIGEST_INVALID: changed,
  SIZE_INVALID: changed,
};
