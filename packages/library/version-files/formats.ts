import { parse } from 'smol-toml';
import type { Format } from './version-file.ts';

/** TOML, which is only ever read: whoever writes it anew loses its comments. https://toml.io/en/v1.0.0 */
export const toml: Format = {
  name: 'TOML',
  python: true,
  parse: (text) => parse(text, { integersAsBigInt: 'asNeeded' }),
  pattern: /version["']?[ \t]*=[ \t]*(?:"""|'''|"|')([^"'\\\r\n]*)(?=["'])/g,
};

/** JSON, as npm has it. */
export const json: Format = {
  name: 'JSON',
  python: false,
  parse: (text) => JSON.parse(text),
  pattern: /"version"\s*:\s*"([^"\\\r\n]*)(?=")/g,
};
