import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { functionsNamedBy } from './functions-named-by.ts';

let work = '';
beforeEach(() => {
  work = mkdtempSync(path.join(tmpdir(), 'functions-named-by-'));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

function write(texts: Record<string, string>): void {
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
    writeFileSync(path.join(work, file), text);
  }
}

/** A workflow whose one step has these inputs. */
const workflow = (uses: string, inputs: Record<string, string>) =>
  JSON.stringify({ on: 'push', jobs: { a: { 'runs-on': 'x', steps: [{ run: 'true' }, { uses, with: inputs }] } } });
const lambda = 'org/ci-actions/zip-lambda@v1';
const publish = 'org/ci-actions/publish@v1';

test('the functions of the template, by what lies in their folders', () => {
  const template = readFileSync(path.join(process.cwd(), 'action-templates/lambda.yml'), 'utf8');
  write({
    'a.yml': template,
    'functions/orders/app.py': 'def handler(event, context):\n    pass\n',
    'functions/receipts/index.js': 'export async function handler() {}\n',
    'functions/receipts/package.json': '{}',
  });
  const architecture = 'x86_64';
  expect(functionsNamedBy(work, ['a.yml'], { repository: 'shop', environment: 'staging' })).toEqual([
    {
      name: 'orders-staging',
      source: 'functions/orders',
      runtime: 'python3.13',
      handler: 'app.handler',
      architecture,
    },
    {
      name: 'receipts-staging',
      source: 'functions/receipts',
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      architecture,
    },
  ]);
});

test.each([
  [
    'a handler of another name',
    { 'f/lambda_function.py': 'def lambda_handler(e, c): ...\n' },
    'lambda_function.lambda_handler',
  ],
  ['CommonJS', { 'f/main.js': 'exports.handler = async () => {};\n' }, 'main.handler'],
  ['TypeScript that is bundled', { 'f/package.json': '{}', 'f/src/index.ts': '' }, 'index.handler'],
  ['nothing at all', {}, 'app.handler'],
])('%s', (_what, files, handler) => {
  write({ 'a.yml': workflow(lambda, { source: 'f', function: 'f' }), ...files });
  expect(functionsNamedBy(work, ['a.yml'], { repository: 'shop', environment: 'qa' })).toEqual([
    expect.objectContaining({ name: 'f', handler }),
  ]);
});

test('what a step says of its function comes first', () => {
  const more = { runtime: 'python3.12', handler: 'a.b', architecture: 'arm64' };
  const name = 'x-${{ matrix.environment }}';
  write({ 'a.yml': workflow(publish, { kind: 'lambda', source: 'one.py', function: name, ...more }) });
  expect(functionsNamedBy(work, ['a.yml'], { repository: 'shop', environment: 'qa' })).toEqual([
    { name: 'x-qa', source: 'one.py', ...more },
  ]);
});

test('a source that is the whole repository has its name', () => {
  write({ 'a.yml': workflow(lambda, { function: '{name}' }) });
  const found = functionsNamedBy(work, ['a.yml'], { repository: 'shop', environment: 'qa' });
  expect(found.map(({ name, source }) => [name, source])).toEqual([['shop', '.']]);
});

test('a variable of the repository may name it', () => {
  write({ 'a.yml': workflow(lambda, { source: 'f', function: '${{ vars.FUNCTION }}-{environment}' }) });
  const [one] = functionsNamedBy(work, ['a.yml'], {
    repository: 'shop',
    environment: 'qa',
    variables: { FUNCTION: 'shop' },
  });
  expect(one?.name).toBe('shop-qa');
});

test.each([
  ['a step that only zips', lambda, { source: 'f' }],
  ['a layer', lambda, { source: 'f', function: 'f', layer: 'true' }],
  ['an image', lambda, { source: 'f', function: 'f', 'image-uri': 'a@sha256:b' }],
  ['another kind', publish, { kind: 'dags', source: 'f', function: 'f' }],
  ['a name that only the run knows', lambda, { source: 'f', function: '${{ steps.a.outputs.b }}' }],
])('none for %s', (_what, uses, inputs) => {
  write({ 'a.yml': workflow(uses, inputs) });
  expect(functionsNamedBy(work, ['a.yml'], { repository: 'shop', environment: 'qa' })).toEqual([]);
});
