import { ask, type Session } from './ask.ts';
import { abbreviated, npmVersions } from './npm-registry.ts';
import { isPythonName, pythonName } from './package-name.ts';
import { pythonVersions, simple } from './python-index.ts';
import type { Protocol } from './registry-url.ts';

/** What a registry has of a package. */
export interface Published {
  protocol: Protocol;
  /** Of a Python index what two spellings of a version have in common, see `pythonKey`. */
  versions: ReadonlySet<string>;
}

/** The package is not there, or was taken away. */
const absent = [404, 410];
/** What is asked for may also be another protocol. */
const other = [...absent, 400, 405, 406];

/**
 * Asks a registry for the versions of a package. A Python index is asked by the Simple API, or by PyPI's own JSON API
 * where its URL ends with `/pypi`. Where nothing says which kind of registry it is, it is asked as both.
 *
 * @returns undefined where it has no such package
 * @throws Error where it is neither, wants a login, refuses, or does not answer in time
 */
export async function versionsAt(session: Session, name: string): Promise<Published | undefined> {
  const { url, protocol } = session.registry;
  let answered = false;
  if (protocol === 'python' || (protocol === undefined && isPythonName(name))) {
    const byJson = url.pathname.endsWith('/pypi/');
    const address = new URL(byJson ? `${pythonName(name)}/json` : `${pythonName(name)}/`, url);
    const reply = await ask(session, address, byJson ? 'application/json' : simple, protocol ? absent : other);
    const versions = reply && pythonVersions(reply, name);
    if (versions) return { protocol: 'python', versions };
    answered = reply !== undefined;
  }
  if (protocol === 'npm' || (protocol === undefined && !url.pathname.endsWith('/pypi/'))) {
    const address = new URL(name.replace('/', '%2f'), url);
    const reply = await ask(session, address, abbreviated, protocol ? absent : other);
    const versions = reply && npmVersions(reply);
    if (versions) return { protocol: 'npm', versions };
    answered ||= reply !== undefined;
  }
  if (!answered) return undefined;
  const kinds = { python: 'no Python index', npm: 'no npm registry' };
  throw new Error(
    `${url.host} answers, and is ${protocol ? kinds[protocol] : 'neither a Python index nor an npm registry'} at that address; check its URL. That of a Python index usually ends with /simple/.`,
  );
}
