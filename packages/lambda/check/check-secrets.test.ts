import { describe, expect, test } from '@jest/globals';
import { readPatterns } from '../source/patterns.ts';
import { checkSecrets } from './check-secrets.ts';
import { entry } from './test-tools.ts';

/** Put together here, so that no file of this repository looks like a key. */
const key = (kind: string) => `-----BEGIN ${kind}PRIVATE ${'KEY'}-----\nMIIB\n`;
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

describe('is refused', () => {
  test.each([
    ['.env', 'A=1', 'environment variables'],
    ['app/.env.production', '', 'environment variables'],
    ['.ENV', '', 'environment variables'],
    ['certs/server.pem', certificate + key(''), 'a private key'],
    ['server.key', key('RSA '), 'a private key'],
    ['server.key', key('ENCRYPTED '), 'a private key'],
    ['ca.crt', key('EC '), 'a private key'],
    ['id_rsa', '', 'a private key for SSH'],
    ['.ssh/id_ed25519', key('OPENSSH '), 'a private key for SSH'],
    ['x.p12', '', 'a private key with its certificate'],
    ['x.ppk', 'PuTTY-User-Key-File-3: ssh', 'a private key for PuTTY'],
    ['vault.kdbx', '', 'a safe of passwords'],
    ['.aws/credentials', '[default]\naws_secret_access_key = x', 'keys of AWS'],
    ['.npmrc', '//registry.example.org/:_authToken=npm_x\n', 'a token for npm'],
    ['.npmrc', 'save-exact=true\n_auth = "eA=="\n', 'a token for npm'],
    ['.yarnrc.yml', 'npmAuthToken: abc', 'a token for npm'],
    ['.pypirc', '[pypi]\npassword = x', 'a password for a package index'],
    ['.netrc', 'machine example.org login a password b', 'passwords'],
    ['.git-credentials', '', 'passwords for git'],
    ['.docker/config.json', '{"auths":{"x":{"auth":"eA=="}}}', 'passwords of registries'],
    ['terraform.tfstate', '{}', "Terraform's state"],
    ['account.json', `{"private_key": "${key('').trim()}"}`, 'a key of a service account'],
  ])('%s with %j', (name, content, what) => {
    expect(checkSecrets([entry(name, content)])).toContain(`${JSON.stringify(name)} holds ${what}`);
  });
});

describe('is fine', () => {
  test.each([
    ['.env.example', 'A='],
    ['environment.py', ''],
    ['.environment', ''],
    ['certifi/cacert.pem', certificate.repeat(5_000)],
    ['server.pub.key', '-----BEGIN PUBLIC KEY-----'],
    ['id_rsa.pub', 'ssh-rsa'],
    ['translations.key', 'hello'],
    ['.aws/config', '[default]\nregion = eu-central-1'],
    ['.npmrc', '//registry.example.org/:_authToken=${NPM_TOKEN}\nregistry=https://example.org\n# _auth=x'],
    ['.npmrc', '\n'.repeat(200_000)],
    ['.docker/config.json', '{"auths":{}}'],
    ['package.json', '{"name":"private_key"}'],
    ['node_modules/agent-base/test/ssl-cert-snakeoil.key', key('RSA ')],
  ])('%s', (name, content) => {
    expect(checkSecrets([entry(name, content)])).toBeUndefined();
  });
});

test('a key in a package is refused, but for those with which it is tested', () => {
  expect(checkSecrets([entry('node_modules/x/lib/server.key', key(''))])).toContain('a private key');
});

test('so it is with those of Python, which are known by their notes', () => {
  const server = entry('tornado/test/server.key', key(''));
  expect(checkSecrets([server])).toContain('a private key');
  expect(checkSecrets([server, entry('tornado-6.4.dist-info/METADATA')])).toBeUndefined();
  const own = entry('app/test/server.key', key(''));
  expect(checkSecrets([own, entry('tornado-6.4.dist-info/METADATA')])).toContain('"app/test/server.key"');
});

test('what a person names by a pattern with ! is meant, and not what lies in a folder that is taken back', () => {
  const { takenBack } = readPatterns([], ['*.pem', '!certs/dev.pem', '!fixtures/']);
  expect(
    checkSecrets([entry('certs/dev.pem', key('')), entry('fixtures/dev.crt', certificate)], takenBack),
  ).toBeUndefined();
  expect(checkSecrets([entry('fixtures/.env')], takenBack)).toContain('"fixtures/.env" holds environment variables');
  expect(checkSecrets([entry('certs/live.pem', key('')), entry('.env')], takenBack)).toMatch(
    /^2 files that should be secret would go into the archive; leave them out by `exclude` or `\.lambdaignore`/,
  );
});

test('one file is spoken of as one', () => {
  expect(checkSecrets([entry('.env')])).toMatch(
    /^1 file that should be secret would go into the archive; leave it out by .*, or, if it is meant to be there, name the/,
  );
});

test('of a long list twenty are named', () => {
  const many = Array.from({ length: 22 }, (_, index) => entry(`${index}/.env`));
  expect(checkSecrets(many)).toMatch(/\nand 2 more$/);
});
