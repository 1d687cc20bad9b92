/**
 * The name under which GitHub keeps a file of a release: letters without their accents, digits and `-_+@`; of whatever
 * stands between them, one dot (https://docs.github.com/rest/releases/assets#upload-a-release-asset, and as GitHub's
 * own command line foretells it).
 *
 * @example assetName('my file (1).zip') // 'my.file.1.zip'
 */
export function assetName(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{Mn}/gu, '');
  const whole = plain.startsWith('.') ? `default${plain}` : plain;
  const kept = whole.replace(/[^A-Za-z0-9_+@-]+/g, '.').replace(/^\.+|\.+$/g, '');
  return kept !== name && !kept.includes('.') ? `default.${kept}` : kept;
}
