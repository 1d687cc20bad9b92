import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { oneJob, type Scratch, scratch } from './testing.ts';

const composite = (step: string) => `name: x\ndescription: x\nruns: { using: composite, steps: [{ ${step} }] }\n`;
const using = (word: string, rest = 'main: x.js') => `name: x\ndescription: x\nruns: { using: ${word}, ${rest} }\n`;

let repository: Scratch;
beforeAll(() => {
  repository = scratch({
    'old/action.yml': using('node16'),
    'box/action.yml': using('docker', 'image: x'),
    '.github/workflows/uncallable.yml': oneJob('- run: x'),
    '.github/workflows/deep.yml': 'on: workflow_call\njobs: { a: { uses: ./.github/workflows/deep.yml } }\n',
    '.github/workflows/boxed.yml':
      'on: workflow_call\njobs: { a: { runs-on: x, container: x, steps: [{ run: x }] } }\n',
    'ci-actions/third/action.yml': composite('uses: someone/else@v1'),
    'ci-actions/loop/action.yml': composite('uses: org/ci-actions/loop@v1'),
    'ci-actions/shell/action.yml': composite('run: x, shell: pwsh'),
    'ci-actions/shell-less/action.yml': composite('run: x'),
  });
});
afterAll(() => repository.remove());

describe('refused before anything runs, with a sentence that names it', () => {
  const called = (file: string) => `on: push\njobs: { a: { uses: ${file} } }\n`;
  test.each([
    ['services', oneJob('- run: x', '    services: { db: { image: x } }\n'), /job job: `services:` is refused/],
    ['container', oneJob('- run: x', '    container: node\n'), /`container:` is refused/],
    ['snapshot', oneJob('- run: x', '    snapshot: image\n'), /`snapshot:` is refused/],
    [
      'another system',
      'on: push\njobs: { a: { runs-on: windows-latest, steps: [{ run: x }] } }\n',
      /runs-on: windows-latest/,
    ],
    [
      'a third party',
      oneJob('- uses: someone/else@v1'),
      /step 1: `uses: someone\/else@v1` is refused: .*org\/ci-actions\/\*, a stand-in for actions\/checkout/,
    ],
    ['an image', oneJob('- uses: docker://alpine'), /no container engine/],
    ['the self repository', oneJob('- uses: $/publish'), /behind a switch on GitHub/],
    ['a reference without a version', oneJob('- uses: org/ci-actions/publish'), /owner\/repository\/path@ref/],
    ['a path that climbs', oneJob('- uses: org/ci-actions/../x@v1'), /knows .\/path and owner/],
    ['an action that is not there', oneJob('- uses: org/ci-actions/nothing@v1'), /Can't find 'action.yml'/],
    ['an old Node', oneJob('- uses: ./old'), /runs `using: node16`/],
    ['a Docker action', oneJob('- uses: ./box'), /runs `using: docker`/],
    [
      'a third party in a composite',
      oneJob('- uses: org/ci-actions/third@v1'),
      /step 1 \(org\/ci-actions\/third@v1\), step 1: `uses: someone\/else@v1`/,
    ],
    ['an action that uses itself', oneJob('- uses: org/ci-actions/loop@v1'), /uses itself/],
    ['a shell in a composite', oneJob('- uses: org/ci-actions/shell@v1'), /`shell: pwsh` is refused/],
    ['no shell in a composite', oneJob('- uses: org/ci-actions/shell-less@v1'), /shell/],
    ['a shell', oneJob('- { run: x, shell: pwsh }'), /`shell: pwsh` is refused/],
    ['a shell by default', oneJob('- run: x', '    defaults: { run: { shell: cmd } }\n'), /`shell: cmd` is refused/],
    [
      'an input of a stand-in that it ignores',
      oneJob('- { uses: actions/checkout@v7, with: { submodules: true } }'),
      /does not support `with: submodules`/,
    ],
    [
      'an input that the real action does not have',
      oneJob('- { uses: actions/checkout@v7, with: { fetch-dept: 1 } }'),
      /has no input `fetch-dept`; it has repository, ref/,
    ],
    [
      'a chain of roles by configure-aws-credentials',
      oneJob(
        '- { uses: aws-actions/configure-aws-credentials@v6, with: { aws-region: eu-west-1, role-chaining: true } }',
      ),
      /does not support `with: role-chaining`/,
    ],
    ['the artifact service', oneJob('- run: curl "$ACTIONS_RUNTIME_URL"'), /\$ACTIONS_RUNTIME_URL is refused/],
    ['parallel steps', oneJob('- parallel: [{ run: x }, { run: y }]'), /parallel/],
    ['background steps', oneJob('- { run: x, background: true }'), /background/],
    ['a workflow elsewhere', called('org/other/.github/workflows/x.yml@v1'), /workflows of the same repository only/],
    ['a workflow that is not there', called('./.github/workflows/none.yml'), /none.yml is not in the commit/],
    ['a workflow that cannot be called', called('./.github/workflows/uncallable.yml'), /has no `on: workflow_call`/],
    ['workflows too deep', called('./.github/workflows/deep.yml'), /more than 4 deep/],
    ['a container in a called workflow', called('./.github/workflows/boxed.yml'), /boxed.yml, job a: `container:`/],
    [
      'an unknown key',
      oneJob('- { run: x, shel: bash }'),
      /not valid by GitHub's own parser[\s\S]*Unexpected value 'shel'/,
    ],
    [
      'a context that is not allowed',
      'on: push\nname: x\nenv: { A: "${{ steps.x }}" }\njobs: { a: { runs-on: x, steps: [{ run: x }] } }\n',
      /not valid by GitHub's own parser[\s\S]*steps/,
    ],
    [
      'needs of a missing job',
      'on: push\njobs: { c: { runs-on: x, steps: [{ run: x }] }, a: { runs-on: x, needs: b, steps: [{ run: x }] } }\n',
      /unknown job 'b'/,
    ],
    ['broken YAML', 'on: [push\n', /not valid by GitHub's own parser/],
    [
      'filters that contradict',
      `on: { push: { branches: [main], branches-ignore: [x] } }\n${oneJob('- run: x').slice(9)}`,
      /both branches and branches-ignore/,
    ],
  ])('%s', async (_title, workflow, message) => {
    const temp = path.join(repository.folder, 'never');
    await expect(repository.run(workflow, { temp })).rejects.toThrow(message);
    expect(existsSync(temp)).toBe(false);
  });

  test('a commit that is not there, and an event without a full id', async () => {
    await expect(repository.run(oneJob('- run: x'), {}, { sha: 'a'.repeat(40) })).rejects.toThrow(
      /does not have the commit/,
    );
    await expect(repository.run(oneJob('- run: x'), {}, { sha: 'main' })).rejects.toThrow(/no full commit id/);
  });

  test('a workflow that is not in the commit', async () => {
    const workflow = { path: '.github/workflows/none.yml' };
    await expect(repository.run(oneJob('- run: x'), { workflow })).rejects.toThrow(/none.yml is not in the commit/);
  });
});
