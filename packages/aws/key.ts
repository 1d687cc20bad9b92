import { InputError } from '@ci-actions/errors/errors';

/**
 * A key as a path: each byte outside RFC 3986's unreserved characters is percent-encoded, and slashes stay. Nothing is
 * normalised: `a//b` and `a/../b` are keys of their own.
 *
 * @throws InputError where the key is no valid Unicode, so that S3 could not hold it
 */
export function encodeKey(key: string): string {
  // What most keys are made of stays as it is.
  if (/^[\w./~-]*$/.test(key)) return key;
  if (!key.isWellFormed()) {
    throw new InputError(
      `The name ${JSON.stringify(key)} is not valid Unicode, so S3 cannot hold it. Rename the file.`,
    );
  }
  return encodeURIComponent(key)
    .replace(/%2F/g, '/')
    .replace(/[!'()*]/g, percent);
}

/** An object's address for a person. */
export function showObject(bucket: string, key?: string): string {
  return onOneLine(`s3://${bucket}/${key ?? ''}`);
}

/** Text that comes from elsewhere, for a sentence: what could end the line or steer a terminal is percent-encoded. */
export function onOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a line.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, percent);
}

const percent = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
