import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { askForKind, recogniseKind, sayRecognised } from './recognise-kind.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'recognise-kind-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

const kindOf = (files: Record<string, string | Buffer>, inputs = {}) => {
  put(files);
  return recogniseKind(root, inputs);
};
const dag = 'from airflow import DAG\n';
const handler = 'def lambda_handler(event, context):\n    return {}\n';
const sam = 'Resources:\n  Orders:\n    Type: AWS::Serverless::Function\n';
const project = '[project]\nname = "shop-money"\n';
const packaged = `${project}\n[build-system]\nrequires = ["hatchling"]\n`;
const npmInit = JSON.stringify({ name: 'shop', version: '1.0.0', main: 'index.js' });
const npmLibrary = JSON.stringify({ name: 'shop', version: '1.0.0', exports: './index.js' });

describe('a Dockerfile', () => {
  test.each<[string, string, string, string]>([
    ['a port', 'FROM node:24\nEXPOSE 8080/tcp\nCMD ["node", "main.js"]', 'application', 'has the port 8080'],
    ['a port in a variable', 'FROM node\nEXPOSE $PORT', 'application', 'has a port'],
    ['a health check', 'FROM node\nHEALTHCHECK CMD ["true"]', 'application', 'has a health check'],
    ['a web server', 'FROM python\nCMD ["/venv/bin/gunicorn", "app:app"]', 'application', 'starts gunicorn'],
    ['one in a shell', 'FROM python\nCMD exec uvicorn app:app --port $PORT', 'application', 'starts uvicorn'],
    ['two words', 'FROM python\nENTRYPOINT ["flask", "run"]', 'application', 'starts flask run'],
    ['a script that serves', 'FROM node\nCMD ["node", "dist/server.mjs"]', 'application', 'starts server'],
    ['a worker', 'FROM python\nCMD celery -A shop worker', 'application', 'starts celery'],
    [
      'an image that serves',
      'ARG WEB=docker.io/library/nginx:1.29@sha256:0\nFROM ${WEB}\nCOPY . /www',
      'application',
      'stands on nginx',
    ],
    [
      'the port of a stage below',
      'FROM node AS Base\nEXPOSE 80\nFROM base\nCMD node main.js',
      'application',
      'has the port 80',
    ],
    [
      'continued lines, comments and small letters',
      'from node\n# EXPOSE 1\nexpose \\\n  # why\n  8080',
      'application',
      'has the port 8080',
    ],
    ['another escape', '# escape=`\nFROM node\nEXPOSE `\n 81\nRUN dir C:\\', 'application', 'has the port 81'],
    ['a tool for batch work', 'FROM python\nENTRYPOINT ["dbt", "build"]', 'data-task', 'runs dbt to its end'],
  ])('with %s', (_what, text, kind, why) => {
    expect(kindOf({ Dockerfile: text })).toEqual({ kind, seen: [`"Dockerfile", whose image ${why}`] });
  });

  test.each<[string, string, string]>([
    [
      'an entry point without a port',
      'FROM python\nENTRYPOINT ["python", "-m", "report"]',
      'whose image starts something without a port',
    ],
    ['no start at all', 'FROM python\nCOPY . .', 'whose image has neither a port nor a start of its own'],
    [
      'no health check on purpose',
      'FROM python\nHEALTHCHECK NONE\nCMD run',
      'whose image starts something without a port',
    ],
    [
      'the port of another stage only',
      'FROM nginx AS web\nEXPOSE 80\nFROM python\nCMD run',
      'whose image starts something without a port',
    ],
    [
      'a port in a here-document',
      'FROM python\nRUN <<EOF\nEXPOSE 80\nEOF\nCMD run',
      'whose image starts something without a port',
    ],
    ['no FROM', 'EXPOSE 80', 'which names no image to stand on'],
    ['nothing', '', 'which names no image to stand on'],
  ])('with %s is asked about', (_what, text, why) => {
    expect(kindOf({ Dockerfile: text })).toEqual({
      kind: undefined,
      seen: [`"Dockerfile", ${why} (application or data-task)`],
      may: ['application', 'data-task'],
    });
  });

  test('on an image of AWS Lambda is asked about', () => {
    const { kind, seen } = kindOf({ Dockerfile: 'FROM public.ecr.aws/lambda/python:3.13\nCMD ["app.handler"]' });
    expect([kind, seen]).toEqual([
      undefined,
      ['"Dockerfile", whose image stands on one of AWS Lambda (application or lambda)'],
    ]);
  });

  test.each<[string, Record<string, string>, object, string]>([
    ['Containerfile', { Containerfile: 'FROM nginx' }, {}, 'application'],
    ['in the context', { 'api/Dockerfile': 'FROM nginx' }, { context: 'api' }, 'application'],
    [
      'by `file`',
      { 'docker/Dockerfile.api': 'FROM nginx', Dockerfile: 'FROM python\nCMD dbt' },
      { file: 'docker/Dockerfile.api' },
      'application',
    ],
    ['by `./` and spaces', { 'api/Dockerfile': 'FROM nginx' }, { context: ' ./api/ ' }, 'application'],
  ])('%s', (_what, files, inputs, kind) => expect(kindOf(files, inputs).kind).toBe(kind));

  test('elsewhere is not looked for, nor one outside the workspace', () => {
    put({ 'api/Dockerfile': 'FROM nginx', 'inner/x': '' });
    expect(recogniseKind(root).kind).toBeUndefined();
    for (const file of ['../api/Dockerfile', path.join(root, 'api/Dockerfile'), 'none', '\0', 'api/Dockerfile/x']) {
      expect(recogniseKind(path.join(root, 'inner'), { file })).toMatchObject({ kind: undefined, seen: [] });
    }
    expect(recogniseKind(root, { file: path.join(root, 'api/Dockerfile') }).kind).toBe('application');
  });
});

describe('DAGs', () => {
  test.each<[string, Record<string, string>, object]>([
    ['dags/', { 'dags/orders.py': dag, 'requirements.txt': '' }, {}],
    ['one folder down', { 'dags/marketing/orders.py': 'import airflow.models\n' }, {}],
    ['where `source` says', { 'a/b/c/flows/orders.py': `if True:\n    ${dag}` }, { source: 'a/b/c/flows' }],
  ])('%s', (_what, files, inputs) => expect(kindOf(files, inputs).kind).toBe('dags'));

  test.each<[string, Record<string, string>]>([
    ['a folder without Airflow', { 'dags/graph.py': 'import networkx\n# from airflow\n' }],
    ['another folder', { 'flows/orders.py': dag }],
    ['a text that is no Python', { 'dags/README.md': dag }],
  ])('not %s', (_what, files) => expect(kindOf(files)).toMatchObject({ kind: undefined, seen: [] }));
});

describe('a Lambda function', () => {
  test.each<[string, Record<string, string>, object]>([
    ['a template of SAM', { 'template.yaml': sam }, {}],
    ['one of CloudFormation', { 'infrastructure/template.json': '{"Type": "AWS::Lambda::Function"}' }, {}],
    ['serverless.yml', { 'serverless.yml': 'service: x\nprovider:\n  name: aws\n' }, {}],
    ['a handler beside its requirements', { 'app.py': handler, 'requirements.txt': '' }, {}],
    [
      'one of two functions',
      { 'functions/a/app.py': 'def handler(event, context): pass', 'functions/a/uv.lock': '' },
      {},
    ],
    ['exports.handler', { 'index.js': 'exports.handler = async () => {};', 'package.json': '{"private": true}' }, {}],
    ['export const handler', { 'f/index.mjs': 'export const handler = async () => {};', 'f/package.json': '{}' }, {}],
    ['export function handler', { 'f/index.ts': 'export async function handler() {}', 'f/package.json': '{}' }, {}],
    ['.lambdaignore', { 'functions/a/.lambdaignore': 'tests\n' }, {}],
    ['`source` of a folder', { 'a/b/c/d/app.py': handler }, { source: '# ours\na/b/c/d\n' }],
    ['`source` of a file', { 'a/b/c/d/app.py': handler }, { source: 'a/b/c/d/app.py' }],
    ['with the package.json that npm init wrote', { 'index.js': 'exports.handler = 1', 'package.json': npmInit }, {}],
  ])('%s', (_what, files, inputs) => expect(kindOf(files, inputs)).toMatchObject({ kind: 'lambda' }));

  test.each<[string, Record<string, string>]>([
    ['a handler without a manifest', { 'app.py': handler }],
    ['a handler of tests', { 'tests/app.py': handler, 'tests/requirements.txt': '' }],
    ['a method', { 'app.py': 'class A:\n    def lambda_handler(event): pass', 'requirements.txt': '' }],
    ['a template of something else', { 'template.yaml': 'Type: AWS::S3::Bucket' }],
    ['serverless elsewhere', { 'serverless.yml': 'provider:\n  name: google\n' }],
  ])('not %s', (_what, files) => expect(kindOf(files)).toMatchObject({ kind: undefined, seen: [] }));
});

describe('a library', () => {
  test.each<[string, Record<string, string>]>([
    ['a packaged project', { 'pyproject.toml': packaged }],
    ['one of Poetry', { 'pyproject.toml': "[tool.poetry]\nname = 'shop'\n" }],
    ['a project alone', { 'pyproject.toml': project }],
    ['a package for others', { 'package.json': npmLibrary }],
    ['a package of npm init alone', { 'package.json': npmInit }],
    ['both', { 'pyproject.toml': packaged, 'package.json': npmLibrary }],
  ])('%s', (_what, files) => expect(kindOf(files)).toMatchObject({ kind: 'library' }));

  test.each<[string, Record<string, string>]>([
    ['a configuration of tools', { 'pyproject.toml': '[tool.pytest.ini_options]\nname = "x"\n' }],
    [
      'one that is not uploaded',
      { 'pyproject.toml': packaged.replace('\n\n', '\nclassifiers = ["Private :: Do Not Upload"]\n\n') },
    ],
    ['Poetry without a package', { 'pyproject.toml': '[tool.poetry]\nname = "x"\npackage-mode = false\n' }],
    ['a private package', { 'package.json': '{"name": "x", "version": "1.0.0", "private": true}' }],
    ['a package without a version', { 'package.json': '{"name": "x"}' }],
    ['no JSON', { 'package.json': '{"name": "x", "version": ' }],
    ['a list', { 'package.json': '["name"]' }],
    ['nothing', { 'package.json': 'null' }],
  ])('not %s', (_what, files) => expect(kindOf(files)).toMatchObject({ kind: undefined, seen: [] }));
});

describe('signs of two kinds', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['an image and DAGs', { Dockerfile: 'FROM nginx', 'dags/a.py': dag }, ['application', 'dags']],
    ['an image and a function', { Dockerfile: 'FROM nginx', 'template.yml': sam }, ['application', 'lambda']],
    ['an image and a library', { Dockerfile: 'FROM nginx', 'pyproject.toml': packaged }, ['application', 'library']],
    [
      'an image that does not tell, and a library',
      { Dockerfile: 'FROM x', 'package.json': npmLibrary },
      ['application', 'data-task', 'library'],
    ],
    ['DAGs and a function', { 'dags/a.py': dag, 'app.py': handler, 'requirements.txt': '' }, ['dags', 'lambda']],
  ])('%s: asked about', (_what, files, may) => {
    const result = kindOf(files);
    expect(result).toMatchObject({ kind: undefined, may });
    expect(result.seen).toHaveLength(2);
  });

  test.each<[string, Record<string, string>, string]>([
    ['an application that names itself', { Dockerfile: 'FROM nginx', 'pyproject.toml': project }, 'application'],
    ['one whose package.json npm init wrote', { Dockerfile: 'FROM nginx', 'package.json': npmInit }, 'application'],
    ['DAGs with a project', { 'dags/a.py': dag, 'pyproject.toml': project }, 'dags'],
  ])('%s is that, and no library', (_what, files, kind) => {
    expect(kindOf(files)).toEqual({ kind, seen: [expect.any(String)] });
  });
});

describe('the examples of this repository', () => {
  const folder = path.join(process.cwd(), 'examples');
  const known: Record<string, string | undefined> = {
    application: 'application',
    // It has an entry point without a port, as a worker has.
    'data-task': undefined,
    dags: 'dags',
    lambda: 'lambda',
    library: 'library',
  };

  test.each(readdirSync(folder).sort())('%s', (name) => {
    expect(Object.keys(known)).toContain(name);
    cpSync(path.join(folder, name), path.join(root, name), { recursive: true });
    const result = recogniseKind(path.join(root, name));
    expect(result.kind).toBe(known[name]);
    if (result.kind === undefined) expect(result.may).toContain(name);
  });
});

describe('what is said', () => {
  test('of a kind that was recognised', () => {
    const result = kindOf({ Dockerfile: 'FROM nginx' });
    if (result.kind === undefined) throw new Error('It is an application.');
    expect(sayRecognised(result)).toBe(
      'This repository is taken for kind application. Seen: "Dockerfile", whose image stands on nginx.',
    );
  });

  test.each<[string, Record<string, string>, RegExp]>([
    [
      'two kinds',
      { Dockerfile: 'FROM nginx', 'dags/a.py': dag },
      /^`kind: auto` is not sure what this repository is\. Seen: "Dockerfile", whose image stands on nginx \(application\); "dags\/a\.py", which imports airflow \(dags\)\. Set `kind` to what is published here: application or dags\.$/,
    ],
    [
      'nothing',
      { 'README.md': '' },
      /^`kind: auto` does not recognise this repository: it saw no Dockerfile, .* set `kind` to one of: application, data-task, dags, lambda, library\.$/,
    ],
  ])('of %s', (_what, files, said) => {
    const result = kindOf(files);
    if (result.kind !== undefined) throw new Error('It cannot be told.');
    const error = askForKind(result);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(said);
  });

  test('a name that is a command for the runner stays a quoted name, on one line and not too long', () => {
    const name = `x\n::error::y${'z'.repeat(150)}.py`;
    const [seen = ''] = kindOf({ [`dags/${name}`]: dag }).seen;
    expect(seen).not.toContain('\n');
    expect(seen).toMatch(/^"dags\/x\\n::error::yz+\.\.\.", which imports airflow$/);
    expect(seen.length).toBeLessThan(140);
    rmSync(path.join(root, 'dags'), { recursive: true });
    expect(kindOf({ 'package.json': JSON.stringify({ name: 'a\n::stop-commands::x', version: '1' }) }).seen).toEqual([
      '"package.json" of the package "a\\n::stop-commands::x"',
    ]);
  });
});

describe('nothing in a repository makes it throw', () => {
  test('a Dockerfile that is huge is not read to its end', () => {
    const { kind, seen } = kindOf({ Dockerfile: `FROM nginx\n${'RUN x\n'.repeat(100_000)}` });
    expect([kind, seen]).toEqual([
      undefined,
      ['"Dockerfile", which is too long to be read (application or data-task)'],
    ]);
  });

  test('a Dockerfile that is binary is seen, not read', () => {
    const { kind, seen } = kindOf({ Dockerfile: Buffer.from('FROM nginx\n\0\xff', 'latin1') });
    expect([kind, seen]).toEqual([
      undefined,
      ['"Dockerfile", which cannot be read as a text (application or data-task)'],
    ]);
  });

  test('links are not followed, in or out, of files or of folders', () => {
    put({ 'outside/Dockerfile': 'FROM nginx', 'outside/dags/a.py': dag, 'in/x': '' });
    const workspace = path.join(root, 'in');
    symlinkSync('../outside/Dockerfile', path.join(workspace, 'Dockerfile'));
    symlinkSync('../outside/dags', path.join(workspace, 'dags'));
    symlinkSync('loop', path.join(workspace, 'loop'));
    symlinkSync('../outside', path.join(workspace, 'api'));
    symlinkSync('none', path.join(workspace, 'package.json'));
    for (const inputs of [{}, { context: 'api' }, { file: 'api/Dockerfile' }, { source: 'api/dags' }]) {
      expect(recogniseKind(workspace, inputs)).toMatchObject({ kind: undefined, seen: [] });
    }
  });

  test('folders in the place of files, and files in the place of folders', () => {
    put({ 'Dockerfile/x': '', 'pyproject.toml/x': '', 'package.json/x': '', 'template.yaml/x': '', dags: dag });
    expect(recogniseKind(root)).toMatchObject({ kind: undefined, seen: [] });
  });

  test('a workspace that is not there', () => {
    expect(recogniseKind(path.join(root, 'none'))).toEqual({ kind: undefined, seen: [], may: [] });
  });

  test('a pipe does not keep it waiting', () => {
    const made = spawnSync('mkfifo', [path.join(root, 'Dockerfile')]);
    if (made.status !== 0) console.warn('Not shown for a pipe: there is no mkfifo on this machine.');
    else expect(recogniseKind(root)).toMatchObject({ kind: undefined, seen: [] });
  });

  test('a file and a folder that may not be read', () => {
    put({ Dockerfile: 'FROM nginx', 'dags/a.py': dag });
    chmodSync(path.join(root, 'Dockerfile'), 0);
    chmodSync(path.join(root, 'dags'), 0);
    try {
      const { kind, seen } = recogniseKind(root);
      // The user root may read everything.
      if (process.getuid?.() === 0) expect([kind, seen.length]).toEqual([undefined, 2]);
      else expect([kind, seen.length]).toEqual([undefined, 1]);
    } finally {
      chmodSync(path.join(root, 'dags'), 0o700);
    }
  });

  test('more files than it looks at: the top is still seen, and the same is said each time', () => {
    const many = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`src/f${index}.py`, handler]));
    put({ ...many, 'src/requirements.txt': '', 'pyproject.toml': packaged });
    const first = recogniseKind(root);
    expect(first.seen).toContain('"pyproject.toml" of the package "shop-money"'.concat(first.kind ? '' : ' (library)'));
    expect(recogniseKind(root)).toEqual(first);
  });

  test.each([
    ['FROM', `FROM ${'${a'.repeat(40_000)}`],
    ['one name', `FROM \${${'a'.repeat(120_000)}`],
    ['an argument many times', `ARG A=${':'.repeat(60_000)}\nFROM ${'$A'.repeat(30_000)}`],
    ['lines that go on', `FROM x\nRUN ${'\\\n'.repeat(60_000)}`],
    ['many stages', 'FROM a AS a\n'.repeat(9_000)],
  ])('a Dockerfile made to take long: %s', (_what, text) => {
    expect(kindOf({ Dockerfile: text })).toMatchObject({ kind: undefined, may: ['application', 'data-task'] });
  });

  test.each([
    ['blank lines', `[project]\nname = "x"\n${'\n'.repeat(120_000)}`, 'library'],
    ['lines of a text', `[project]\nname = "x"\n${'a\n'.repeat(60_000)}`, 'library'],
    ['headers', `${'[a]\n'.repeat(30_000)}`, undefined],
  ])('a pyproject.toml made to take long: %s', (_what, text, kind) => {
    expect(kindOf({ 'pyproject.toml': text }).kind).toBe(kind);
  });

  test('any text in any of these files', () => {
    const names = [
      'Dockerfile',
      'pyproject.toml',
      'package.json',
      'template.yaml',
      'serverless.yml',
      'app.py',
      'dags/a.py',
    ];
    const words = fc.constantFrom(
      ...[
        'FROM ',
        'a AS a',
        'EXPOSE',
        '\\',
        '\n',
        '$',
        '${',
        '<<E',
        '# escape=`',
        '[',
        ']',
        '"',
        '[project]',
        'name = "',
        ',',
      ],
      ...[
        '{',
        '}',
        'Type:',
        'AWS::Lambda::Function',
        'import airflow',
        'def lambda_handler(',
        '\u2028',
        '\ud800',
        '__proto__',
      ],
    );
    const text = fc
      .array(fc.oneof(words, fc.string({ maxLength: 8 })), { maxLength: 20 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), text), (files) => {
        put(files);
        const { kind, seen } = recogniseKind(root);
        for (const line of seen) expect(line).not.toMatch(/[\r\n]/);
        if (kind !== undefined) expect(seen.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  test('long lines take no long time', () => {
    const line = ' \t'.repeat(30_000);
    put({ Dockerfile: `FROM ${line}\nRUN ${'<<'.repeat(20_000)}\nCMD ${'"\' '.repeat(9_000)}` });
    put({ 'pyproject.toml': `[project]\nname =${line}\n[${'a.'.repeat(9_000)}`, 'package.json': '[['.repeat(30_000) });
    put({
      'serverless.yml': line,
      'template.yaml': 'AWS::'.repeat(9_000),
      'requirements.txt': '',
      'app.py': `def${line}`,
    });
    put({ 'package-lock.json': '' });
    put({ 'index.js': `export${line}const${line}`, 'dags/a.py': line });
    // Where one of the patterns were not linear, this would take minutes.
    expect(recogniseKind(root).kind).toBeUndefined();
  });
});
