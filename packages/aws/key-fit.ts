import { InputError } from '@ci-actions/errors/errors';

/** S3 counts a key in bytes of UTF-8. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKeyBytes = 1024;

/**
 * Says why S3 cannot hold a key, or a person would not find it again. Blanks, `+` and letters of any language are fine.
 *
 * @param key the whole key, prefix and all
 * @returns the end of a sentence, or undefined for a key that is fine
 */
export function whyNoKey(key: string): string | undefined {
  const bytes = Buffer.byteLength(key);
  if (bytes > maxKeyBytes) return `is ${bytes} bytes long with its prefix, and S3 keys end at ${maxKeyBytes}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\u0000-\u001f\u007f\ufffe\uffff]/.test(key)) return 'holds a control character';
  if (key.includes('\\')) return 'holds a backslash, which is a folder on some systems and a letter on others';
  if (key.split('/').some((part) => part === '.' || part === '..')) return 'holds a `.` or `..` between slashes';
  return undefined;
}

/**
 * The input `prefix` as keys begin with it.
 *
 * @param whyUnfit what else a prefix may not be
 * @returns empty for the root of the bucket, otherwise with one `/` at its end and none before
 * @throws InputError for a prefix that S3 cannot hold
 */
export function readPrefix(text: string, whyUnfit: (key: string) => string | undefined = whyNoKey): string {
  const parts = text.split('/').filter((part) => part !== '');
  if (parts.length === 0) return '';
  const prefix = `${parts.join('/')}/`;
  const why = whyUnfit(prefix);
  if (why) throw new InputError(`The prefix ${JSON.stringify(text)} ${why}; choose another.`);
  return prefix;
}
