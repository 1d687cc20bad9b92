import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { brokenImports, judgeImport, unusedDependencies } from './import-rules.ts';
import { root } from './root.ts';

describe('imports point down only', () => {
  test.each([
    ['a domain may use a provider', 'packages/dags/plan.ts', '@ci-actions/aws/s3', undefined],
    ['a domain may use the protocol', 'packages/dags/plan.ts', '@ci-actions/release/protocol', undefined],
    ['a provider may use a provider', 'packages/aws/s3.ts', '@ci-actions/http/retry', undefined],
    ['an action may use the kit', 'actions/publish/main.ts', '@ci-actions/kit/host', undefined],
    ['a sibling file', 'packages/dags/plan.ts', './scan.ts', undefined],
    ['an action may use its sibling', 'actions/publish/main.ts', '../environments/main.ts', undefined],
    ['a provider knows no domain', 'packages/aws/s3.ts', '@ci-actions/dags/plan', /not below aws/],
    ['the protocol knows no kind', 'packages/release/release.ts', '@ci-actions/dags/plan', /not below release/],
    ['a domain knows no other domain', 'packages/dags/plan.ts', '@ci-actions/environments/choose', /not below dags/],
    ['a domain knows no runner', 'packages/dags/plan.ts', '@ci-actions/kit/host', /not below dags/],
    ['nothing shipped knows local', 'packages/dags/plan.ts', '@ci-actions/local/aws/s3', /not below dags/],
    ['no way round by a path', 'packages/dags/plan.ts', '../kit/host.ts', /by a path/],
    ['the toolkit behind one file', 'packages/dags/plan.ts', '@actions/core', /only packages\/kit\/host\.ts does/],
    ['what is not declared', 'packages/dags/plan.ts', 'lodash', /does not declare/],
  ])('%s', (_what, file, specifier, expected) => {
    const declared = ['aws', 'release', 'http', 'kit', 'dags', 'environments', 'local'].map(
      (name) => `@ci-actions/${name}`,
    );
    const said = judgeImport(file, specifier, [...declared, '@actions/core']);
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(expected);
  });

  test('in every shipped file', () => {
    expect(brokenImports(root)).toEqual([]);
  });
});

describe('what a package declares, it imports', () => {
  test('in every package', () => {
    expect(unusedDependencies(root)).toEqual([]);
  });

  test('a dependency that nothing imports is found; a type, a dynamic import or a test is enough', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'imports-'));
    const dependencies = { unused: '1', typed: '1', late: '1', '@scope/tested': '1', part: '1' };
    for (const name of ['packages/one', 'actions']) {
      mkdirSync(path.join(folder, name), { recursive: true });
      writeFileSync(path.join(folder, name, 'package.json'), JSON.stringify({ dependencies }));
    }
    const source =
      "import type { T } from 'typed';\nimport 'part/of.js';\nawait import('late');\n// import 'unused';\n";
    writeFileSync(path.join(folder, 'packages/one/a.ts'), source);
    writeFileSync(path.join(folder, 'packages/one/a.test.ts'), "import { x } from '@scope/tested/x';\n");
    writeFileSync(path.join(folder, 'actions/a.ts'), `${source}import 'unused';\n`);
    try {
      expect(unusedDependencies(folder)).toEqual([
        'packages/one/package.json declares unused, which no file of it imports.',
        'actions/package.json declares @scope/tested, which no file of it imports.',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
