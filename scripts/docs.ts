// Writes the tables of inputs and outputs into the README of each action, and the table of actions into the root README.
// usage: docs.ts [--check]    --check writes nothing and exits 1 when a README is not what the action.yml files say
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from './root.ts';

export interface ActionMetadata {
  name: string;
  description: string;
  inputs?: Record<string, { description: string; required?: boolean; default?: string }>;
  outputs?: Record<string, { description: string }>;
}

const folder = path.join(root, 'actions');
const actions = readdirSync(folder)
  .filter((name) => existsSync(path.join(folder, name, 'action.yml')))
  .map((name) => {
    const metadata: ActionMetadata = parse(readFileSync(path.join(folder, name, 'action.yml'), 'utf8'));
    return { name, metadata };
  });

const row = (...cells: string[]) =>
  `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;

function described(action: string, kind: string, name: string, description: string | undefined): string {
  if (!description) throw new Error(`actions/${action}/action.yml: the ${kind} \`${name}\` has no description.`);
  return description;
}

function inputTable(action: string, inputs: ActionMetadata['inputs'] = {}): string {
  const rows = Object.entries(inputs).map(([name, { description, required, default: fallback }]) =>
    row(
      `\`${name}\``,
      described(action, 'input', name, description),
      required ? '**required**' : fallback === undefined || fallback === '' ? '' : `\`${fallback}\``,
    ),
  );
  return [row('Input', 'What it is', 'Default'), row('---', '---', '---'), ...rows].join('\n');
}

function outputTable(action: string, outputs: ActionMetadata['outputs'] = {}): string {
  const rows = Object.entries(outputs).map(([name, { description }]) =>
    row(`\`${name}\``, described(action, 'output', name, description)),
  );
  return [row('Output', 'What it is'), row('---', '---'), ...rows].join('\n');
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function fill(file: string, text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks the markers ${start} and ${end}.`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

const pages = [
  ...actions.map(({ name, metadata }) => ({
    file: `actions/${name}/README.md`,
    tables: { inputs: inputTable(name, metadata.inputs), outputs: outputTable(name, metadata.outputs) },
  })),
  {
    file: 'README.md',
    tables: {
      actions: [
        row('Action', 'What it does'),
        row('---', '---'),
        ...actions.map(({ name, metadata }) =>
          row(`[\`${name}\`](actions/${name}/README.md)`, described(name, 'action', name, metadata.description)),
        ),
      ].join('\n'),
    },
  },
];

const stale = pages.filter(({ file, tables }) => {
  const before = readFileSync(path.join(root, file), 'utf8');
  const after = Object.entries(tables).reduce((text, [name, content]) => fill(file, text, name, content), before);
  if (after !== before && !process.argv.includes('--check')) writeFileSync(path.join(root, file), after);
  return after !== before;
});

if (process.argv.includes('--check') && stale.length > 0) {
  console.error(
    `${stale.map(({ file }) => file).join(', ')}: not what the action.yml files say; run \`npm run docs\`.`,
  );
  process.exitCode = 1;
} else {
  console.log(`The tables of ${pages.length} READMEs are current.`);
}
