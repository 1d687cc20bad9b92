// Loaded into ncc before it starts, because ncc has no setting for either: it lets ncc read some files otherwise than
// they are, so that a door has less to load. What a process of a second pays for is compiling.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {(text: string) => string} Change what ncc reads instead of a file's text */

/** @param {string} name */
const installed = (name) => fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));

/**
 * Says so when a new version of a package no longer has what is replaced.
 *
 * @param {string} text
 * @param {readonly (readonly [string, string])[]} pairs what there is, and what stands there instead
 */
function replaced(text, pairs) {
  let changed = text;
  for (const [old, instead] of pairs) {
    if (!changed.includes(old)) throw new Error(`No longer there: \`${old}\`. See scripts/lighter-reads.mjs.`);
    changed = changed.replace(old, instead);
  }
  return changed;
}

/** @type {readonly (readonly [string, Change])[]} */
const changes = [
  // The toolkit's core has an HTTP client for OIDC tokens only, and Node's own `crypto` for the marks around an output:
  // together with Node's `http` they would be half of what every door loads before it does anything.
  [
    '@actions/core/lib/core.js',
    (text) =>
      replaced(text, [
        ["import { OidcClient } from './oidc-utils.js';", ''],
        ['yield OidcClient.getIDToken(aud)', "yield (yield import('./oidc-utils.js')).OidcClient.getIDToken(aud)"],
      ]),
  ],
  [
    '@actions/core/lib/file-command.js',
    (text) =>
      replaced(text, [
        ["import * as crypto from 'crypto';", ''],
        ['crypto.randomUUID()', "process.getBuiltinModule('crypto').randomUUID()"],
      ]),
  ],
  // That client imports undici, of 560 kB, for a proxy agent which core never asks for.
  [
    '@actions/http-client/lib/index.js',
    (text) =>
      replaced(text, [
        [
          "import { ProxyAgent } from 'undici';",
          "class ProxyAgent { constructor() { throw new Error('undici is not in this bundle.'); } }",
        ],
      ]),
  ],
  // `@actions/github` does need undici, when GitHub is first asked, but no more of it than two of its parts.
  [
    'undici/index.js',
    (text) => {
      const parts = {
        fetch: "require('./lib/web/fetch').fetch",
        ProxyAgent: "require('./lib/dispatcher/proxy-agent')",
      };
      replaced(
        text,
        Object.values(parts).map((part) => [part, part]),
      );
      return Object.entries(parts)
        .map(([name, part]) => `module.exports.${name} = ${part};\n`)
        .join('');
    },
  ],
  // It looks for a `picomatch` in every folder above the bundle, which is somebody else's, if there is one; tinyglobby
  // gives it its own.
  [
    'fdir/dist/index.mjs',
    (text) =>
      replaced(text, [
        ['__require.resolve("picomatch");', ''],
        ['pm = __require("picomatch");', ''],
      ]),
  ],
];
const changeOfFile = new Map(changes.map(([name, change]) => [installed(name), change]));

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

// Its packages do nothing when they are only imported, but do not say so: without it all of them is loaded.
const toolkitPackage = /[\\/]node_modules[\\/]@actions[\\/](core|exec|io|http-client)[\\/]package\.json$/;

/** @type {Change} */
const withoutSideEffects = (text) => JSON.stringify({ ...JSON.parse(text), sideEffects: false });

/**
 * @param {unknown} file
 * @returns {Change | undefined}
 */
function changeOf(file) {
  if (typeof file !== 'string') return undefined;
  if (toolkitPackage.test(file)) return withoutSideEffects;
  return awsPackage.test(file) ? asModules : changeOfFile.get(file);
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
