// Loaded into ncc before it starts, because ncc has no setting for either: it lets ncc read some files otherwise than
// they are, so that a door has less to load. What a process of a second pays for is compiling.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

// The toolkit's core has an HTTP client for OIDC tokens, and that one imports undici for a proxy agent which core never asks
// for: 560 of the 640 kB that every door would load first, and a third of the time that a door takes to start.
// `@actions/github` does need undici, when GitHub is first asked, but no more of it than two of its parts.
const client = fileURLToPath(new URL('../node_modules/@actions/http-client/lib/index.js', import.meta.url));
const imported = "import { ProxyAgent } from 'undici';";
const instead = "class ProxyAgent { constructor() { throw new Error('undici is not in this bundle.'); } }";

/** @param {string} text */
function withoutUndici(text) {
  if (!text.includes(imported)) throw new Error(`${client} no longer says \`${imported}\`.`);
  return text.replace(imported, instead);
}

const undici = fileURLToPath(new URL('../node_modules/undici/index.js', import.meta.url));
const parts = `module.exports.fetch = require('./lib/web/fetch').fetch;
module.exports.ProxyAgent = require('./lib/dispatcher/proxy-agent');
`;

/** @param {string} text */
function onlyParts(text) {
  for (const known of ["require('./lib/web/fetch').fetch", "require('./lib/dispatcher/proxy-agent')"]) {
    if (!text.includes(known)) throw new Error(`${undici} no longer has \`${known}\`.`);
  }
  return parts;
}

// AWS ships its packages as CommonJS too, for which ncc decides, and from which nothing can be left out: a signer of 26 kB
// then loads 270 kB. As ES modules only what is used remains.
const awsPackage = /[\\/]node_modules[\\/]@(aws-sdk|smithy)[\\/][^\\/]+[\\/]package\.json$/;

/** @param {string} text */
function asModules(text) {
  const description = JSON.parse(text);
  if (description.module) description.main = description.module;
  for (const target of Object.values(description.exports ?? {})) if (target.module) target.node = target.module;
  return JSON.stringify(description);
}

/** @param {unknown} file */
function changeOf(file) {
  if (file === client) return withoutUndici;
  if (file === undici) return onlyParts;
  return typeof file === 'string' && awsPackage.test(file) ? asModules : undefined;
}

const { readFile } = fs;
/** @type {(file: unknown, ...rest: any[]) => void} */
const readLighter = (file, ...rest) => {
  const change = changeOf(file);
  if (!change) return readFile(file, ...rest);
  const done = rest.at(-1);
  readFile(file, 'utf8', (error, text) => {
    if (error) return done(error);
    try {
      done(null, Buffer.from(change(text)));
    } catch (thrown) {
      done(thrown);
    }
  });
};
fs.readFile = readLighter;
