import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InputSchema } from '@ci-actions/kit/input-schema';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { actionNames } from './index.ts';

interface Metadata {
  inputs?: Record<string, { description: string; required?: boolean; default?: unknown }>;
  outputs?: Record<string, { description: string }>;
}

const folder = path.dirname(fileURLToPath(import.meta.url));
const folders = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'action.yml')));

test('every folder with an action.yml has a door, and every door a folder', () => {
  expect([...actionNames].sort()).toEqual(folders.sort());
});

/** The outputs that a file sets, and those of what it imports by a path. A name that is no literal is an error. */
function outputsOf(file: string): string[] {
  const source = readFileSync(path.join(folder, file), 'utf8');
  const literal = [...source.matchAll(/\.output\(\s*'([^']+)'/g)].map(([, name = '']) => name);
  const looped = [...source.matchAll(/for \(const (\w+) of \[([^\]]+)\] as const\)[^;]*?\.output\(\1,/g)];
  if (literal.length + looped.length !== source.split('.output(').length - 1) {
    throw new Error(`actions/${file} sets an output whose name cannot be read here; write it as a literal.`);
  }
  const listed = looped.flatMap(([, , names = '']) => [...names.matchAll(/'([^']+)'/g)].map(([, name = '']) => name));
  const imported = [...source.matchAll(/(?:from |import\()'(\.[^']+\.ts)'/g)].flatMap(([, target = '']) =>
    outputsOf(path.join(path.dirname(file), target)),
  );
  return [...literal, ...listed, ...imported];
}

test('`publish` has the inputs and outputs of the actions of its kinds, said in the words of one of them', () => {
  const read = (name: string): Metadata => parse(readFileSync(path.join(folder, name, 'action.yml'), 'utf8'));
  const [publish, ...kinds] = [
    'publish',
    'publish-dags-to-s3',
    'publish-image-to-ecr',
    'zip-lambda',
    'tag-library',
  ].map(read);
  // Which of them must be given depends on the kind, which these descriptions say.
  const ownWords = ['kind', 'bucket', 'repository', 'source', 'prefix', 'output', 'exclude', 'reason', 'digest'];
  const names = (part: 'inputs' | 'outputs', all: readonly (Metadata | undefined)[]) =>
    [...new Set(all.flatMap((one) => Object.keys(one?.[part] ?? {})))].sort();
  for (const part of ['inputs', 'outputs'] as const) {
    expect(names(part, [publish])).toEqual(names(part, kinds));
    for (const [name, said] of Object.entries(publish?.[part] ?? {})) {
      if (ownWords.includes(name)) continue;
      const theirs = kinds.flatMap((one) => one[part]?.[name] ?? []);
      expect(theirs.map(({ description }) => description)).toContain(said.description);
    }
  }
  const defaults = ({ inputs = {} }: Metadata) =>
    Object.entries(inputs).flatMap(([name, { default: fallback = '' }]) => (name === 'kind' ? [] : [[name, fallback]]));
  const theirs = new Map<string, unknown>();
  for (const [name, fallback] of kinds.flatMap(defaults) as [string, unknown][]) {
    // Where kinds differ, the action of the kind decides.
    theirs.set(name, theirs.has(name) && theirs.get(name) !== fallback ? '' : fallback);
  }
  expect(defaults(publish as Metadata).sort()).toEqual([...theirs].sort());
});

describe.each(folders)('%s', (name) => {
  const source = (file: string) => readFileSync(path.join(folder, name, file), 'utf8');
  const metadata = parse(source('action.yml'));

  test('the outputs that the code sets are those of action.yml', () => {
    const inCode = [...new Set(outputsOf(`${name}/main.ts`))].sort();
    expect(Object.keys(metadata.outputs ?? {}).sort()).toEqual(inCode);
  });

  test('the inputs in the code are those of action.yml: names, required, defaults', async () => {
    const { inputs } = (await import(`./${name}/inputs.ts`)) as { inputs: InputSchema };
    const inCode = Object.fromEntries(
      Object.entries(inputs).map(([input, { required, default: fallback }]) => [
        input,
        { required, default: fallback },
      ]),
    );
    const inMetadata = Object.fromEntries(
      Object.entries(metadata.inputs as Record<string, { required?: boolean; default?: unknown }>).map(
        ([input, said]) => [
          input,
          { required: said.required ?? false, default: said.default === undefined ? '' : said.default },
        ],
      ),
    );
    expect(inMetadata).toEqual(inCode);
  });

  test('every default parses, so that an input left alone is never an error', async () => {
    const { inputs } = (await import(`./${name}/inputs.ts`)) as { inputs: InputSchema };
    for (const [input, { required, default: fallback, parse: read }] of Object.entries(inputs)) {
      if (required || fallback.includes('${{') || (name === 'publish' && fallback === '')) continue;
      expect(() => read(fallback, input)).not.toThrow();
    }
  });

  test('it runs on node24, from the bundle, and has a description for everything', () => {
    expect(metadata.runs).toEqual({ using: 'node24', main: 'index.js' });
    const entries = [metadata, ...Object.values(metadata.inputs ?? {}), ...Object.values(metadata.outputs ?? {})];
    for (const entry of entries) expect((entry as { description?: string }).description ?? '').toMatch(/\w.*\.$/s);
  });

  test('the face is small: main.ts has under 90 lines', () => {
    expect(source('main.ts').split('\n').length).toBeLessThan(90);
  });
});
