import { count } from '@ci-actions/format/units';
import { sizeOf, type ZipEntry } from '@ci-actions/zip/entry';
import { capped, shown } from './capped.ts';
import { type Content, textOf } from './content.ts';

/** So much of a file is looked at: keys and settings of people are short, a bundle of certificates is not. In bytes. */
const looked = 4_000_000;

const privateKey = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;

interface Rule {
  /** What the last part of the path is like, in small letters, or the last two. */
  name: RegExp;
  what: string;
  /** What its text must hold; without it the name is enough. */
  text?: RegExp;
  /** A larger file is something else. */
  mostBytes?: number;
}

/**
 * Files that hold secrets. Where a name is shared with harmless files, the content decides: a `.pem` may be nothing but
 * certificates (certifi's `cacert.pem`), an `.npmrc` nothing but settings.
 */
const rules: readonly Rule[] = [
  { name: /(^|\/)\.env(\.(?!(example|sample|template|dist|defaults?)$)[^/]+)?$/, what: 'environment variables' },
  { name: /(^|\/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/, what: 'a private key for SSH' },
  { name: /\.(pem|key|crt|cer|p8|pk8|asc|gpg)$/, what: 'a private key', text: privateKey },
  { name: /\.(p12|pfx)$/, what: 'a private key with its certificate' },
  { name: /\.ppk$/, what: 'a private key for PuTTY', text: /PuTTY-User-Key-File/ },
  { name: /\.kdbx?$/, what: 'a safe of passwords' },
  { name: /(^|\/)\.aws\/(credentials|config)$/, what: 'keys of AWS', text: /aws_secret_access_key|aws_session_token/i },
  {
    name: /(^|\/)\.npmrc$/,
    what: 'a token for npm',
    // A reference to an environment variable is no secret.
    text: /^[ \t]*(?:[^#;\n]*:)?(?:_authToken|_auth|_password)[ \t]*=[ \t]*(?!["']?\$\{)\S/m,
  },
  {
    name: /(^|\/)\.yarnrc\.yml$/,
    what: 'a token for npm',
    text: /^[ \t]*npmAuth(Token|Ident)[ \t]*:[ \t]*(?!["']?\$\{)\S/m,
  },
  { name: /(^|\/)\.pypirc$/, what: 'a password for a package index', text: /^[ \t]*password\s*[:=]\s*\S/m },
  { name: /(^|\/)[._]netrc$/, what: 'passwords', text: /\bpassword\s+\S/ },
  { name: /(^|\/)\.git-credentials$/, what: 'passwords for git' },
  { name: /(^|\/)\.pgpass$/, what: 'passwords of PostgreSQL' },
  { name: /(^|\/)(\.docker\/config\.json|\.dockercfg)$/, what: 'passwords of registries', text: /"auth"\s*:\s*"[^"]/ },
  { name: /(^|\/)(\.kube\/config|kubeconfig)$/, what: 'keys of Kubernetes', text: /client-key-data|token\s*:\s*\S/ },
  { name: /\.tfstate(\.backup)?$/, what: "Terraform's state, which holds secrets as plain text" },
  // A larger one is data.
  { name: /\.json$/, what: 'a key of a service account', text: /"private_key"\s*:\s*"-----BEGIN/, mostBytes: 20_000 },
];

/** Keys with which packages are tested are known to all. */
const tests = /\/(tests?|__tests__|testing|fixtures?|examples?)\//;
const nodePackage = /(^|\/)node_modules\//;
const pythonPackage = /^(.*\/)?([^/]+?)-[^/]+\.dist-info\//;

/**
 * Looks for files that hold secrets: whoever may read a function's code may read them, and the archive lies in a bucket.
 *
 * @param takenBack whether a person means this file to be there
 * @returns one problem that names all of them, or undefined
 */
export function checkSecrets(
  entries: readonly ZipEntry[],
  takenBack: (path: string) => boolean = () => false,
): string | undefined {
  const problems: string[] = [];
  const packages = pythonPackages(entries);
  for (const entry of entries) {
    if (entry.kind === 'link') continue;
    if (tests.test(entry.path) && (nodePackage.test(entry.path) || packages.some((at) => entry.path.startsWith(at))))
      continue;
    const name = entry.path.toLowerCase();
    const rule = rules.find((each) => each.name.test(name) && holds(entry, each));
    if (rule && !takenBack(entry.path)) problems.push(`${shown(entry.path)} holds ${rule.what}.`);
  }
  if (problems.length === 0) return undefined;
  const [them, meant] = problems.length === 1 ? ['it', 'it'] : ['them', 'one'];
  return `${count(problems.length, 'file')} that should be secret would go into the archive; leave ${them} out by \`exclude\` or \`.lambdaignore\`, or, if ${meant} is meant to be there, name the file itself in \`exclude\` with a \`!\` in front:\n${capped(problems)}`;
}

/** @returns the folders of the Python packages that are installed in the archive, as far as they have the package's name */
function pythonPackages(entries: readonly ZipEntry[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of entries) {
    const [, where = '', name] = pythonPackage.exec(path) ?? [];
    if (name !== undefined) folders.add(`${where}${name.toLowerCase().replaceAll('-', '_')}/`);
  }
  return [...folders];
}

function holds(entry: Content, { text, mostBytes = Number.POSITIVE_INFINITY }: Rule): boolean {
  if (text === undefined) return true;
  return sizeOf(entry) <= mostBytes && text.test(textOf(entry, looked));
}
