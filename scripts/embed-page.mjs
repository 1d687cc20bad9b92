// Writes packages/test-report/page/assets.generated.ts: the style and the script of the page as text, from its client/. With --check it only compares.
// usage: node scripts/embed-page.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('../packages/test-report/page', import.meta.url));
const target = path.join(folder, 'assets.generated.ts');

/** A template that is this text. */
const template = (text) => `\`${text.replace(/[\\`]|\$\{/g, '\\$&')}\``;

const { outputFiles } = await build({
  absWorkingDir: folder,
  entryPoints: ['client/main.js'],
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2023',
  charset: 'utf8',
  legalComments: 'none',
});
const script = outputFiles[0].text;
const style = readFileSync(path.join(folder, 'client/page.css'), 'utf8');
if (/<\/|<!--/.test(script + style)) throw new Error('The style or the script would end its own element in the page.');

const text = `// Written by scripts/embed-page.mjs from client/: change it there.

/** The style of the page. */
export const style = ${template(style)};

/** The script of the page. */
export const script = ${template(script)};
`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('assets.generated.ts is not what client/ says. Run: node scripts/embed-page.mjs');
  process.exitCode = 1;
}
