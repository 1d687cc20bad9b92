import { InputError } from '@ci-actions/errors/errors';
import { isDigest } from './descriptor.ts';
import { onOneLine } from './one-line.ts';

/** An image as people write it: `host:port/path:tag@digest`. */
export interface Reference {
  /** With the port; undefined where the text begins with the path. */
  host?: string;
  /** `app`, `team/app`. */
  path: string;
  tag?: string;
  digest?: string;
}

/** The grammar of a repository's path: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
const pathPart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagText = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const hostText = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/** @returns whether a registry may have a repository of this path. The specification leaves 255 characters for host and path. */
export function isRepositoryPath(text: string): boolean {
  return text.length <= 255 && text.split('/').every((part) => pathPart.test(part));
}

/** @returns whether a text is a tag: at most 128 letters, digits, `_`, `.` and `-`, and neither `.` nor `-` first */
export function isTag(text: string): boolean {
  return tagText.test(text);
}

/**
 * Takes an image's name apart. The part before the first slash is a host where it has a dot or a port, or is `localhost`,
 * as Docker has it; no host is put in where there is none.
 *
 * @throws InputError where a part breaks the grammar
 */
export function parseReference(text: string): Reference {
  const [name = '', digest, ...more] = text.split('@');
  const bad = (why: string) => new InputError(`${JSON.stringify(onOneLine(text))} names no image: ${why}.`);
  if (more.length > 0) throw bad('it has more than one @');
  if (digest !== undefined && !isDigest(digest)) throw bad('after the @ there must be sha256: and 64 hex digits');
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(0, slash));
  const host = /[.:]/.test(first) || first === 'localhost' ? first : undefined;
  if (host !== undefined && !hostText.test(host)) throw bad(`${JSON.stringify(onOneLine(host))} is no host`);
  const rest = host === undefined ? name : name.slice(slash + 1);
  const colon = rest.indexOf(':');
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  if (!isRepositoryPath(path)) {
    throw bad(
      'the path of a repository has small letters and digits, with single . or _ or any number of - between them, and / between its parts',
    );
  }
  if (tag !== undefined && !isTag(tag)) {
    throw bad(
      `the tag ${JSON.stringify(onOneLine(tag))} must have 1 to 128 letters, digits, _, . or -, and begin with none of the last two`,
    );
  }
  return {
    ...(host === undefined ? {} : { host }),
    path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}
