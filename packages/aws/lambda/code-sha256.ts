/**
 * Lambda's `CodeSha256` as a digest: base64 of a zip's SHA-256, and hex of an image's digest.
 *
 * @returns `sha256:<hex>`; undefined for a text that is neither
 */
export function digestOf(codeSha256: string): string | undefined {
  if (/^[0-9a-f]{64}$/.test(codeSha256)) return `sha256:${codeSha256}`;
  const bytes = /^[A-Za-z0-9+/]{43}=$/.test(codeSha256) ? Buffer.from(codeSha256, 'base64') : undefined;
  return bytes?.length === 32 ? `sha256:${bytes.toString('hex')}` : undefined;
}

/** @returns the SHA-256 of a zip as Lambda writes it: `47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=` */
export function codeSha256Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
