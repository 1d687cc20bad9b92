import { describe, expect, test } from '@jest/globals';
import { type Access, grant } from '../github/permissions.ts';
import { effectivePermissions } from './permissions.ts';
import { readWorkflow } from './workflow-file.ts';

const of = async (workflow: string, job: string, caller?: Record<string, Access>) => {
  const head = workflow === '' ? '' : `permissions: ${workflow}\n`;
  const inner = job === '' ? '' : `permissions: ${job}, `;
  const text = `on: push\n${head}jobs: { a: { ${inner}runs-on: x, steps: [{ run: a }] } }\n`;
  const { fields, jobs } = await readWorkflow(text, 'a.yml');
  return effectivePermissions(fields.permissions, jobs[0]?.fields.permissions, caller);
};

describe('what the token of a job may do', () => {
  test.each([
    ['nothing said', '', '', { contents: 'read', packages: 'read' }],
    ['unnamed scopes are none', '{ contents: write }', '', { contents: 'write' }],
    [
      'the job stands instead of the workflow',
      '{ contents: write, checks: write }',
      '{ id-token: write }',
      { 'id-token': 'write' },
    ],
    ['{} is nothing', '{ contents: write }', '{}', {}],
    ['none is left out', '', '{ contents: none, checks: read }', { checks: 'read' }],
  ])('%s', async (_title, workflow, job, result) => {
    expect(await of(workflow, job)).toEqual(result);
  });

  test('read-all has no id-token, write-all has', async () => {
    expect(await of('read-all', '')).toMatchObject({ contents: 'read', checks: 'read' });
    expect(await of('read-all', '')).not.toHaveProperty('id-token');
    expect(await of('write-all', '')).toMatchObject({ contents: 'write', 'id-token': 'write', models: 'read' });
  });

  test.each(['read-all', 'write-all'])('%s is what GitHub grants for it', async (word) => {
    const named = await of(word, '');
    expect(named).toHaveProperty('artifact-metadata');
    expect(Object.fromEntries(grant(named))).toEqual({ ...named, metadata: 'read' });
  });

  test('a called workflow can only narrow', async () => {
    const caller = { contents: 'read', checks: 'write' } as const;
    expect(await of('', '', caller)).toEqual(caller);
    expect(await of('', '{ contents: write, checks: write, id-token: write }', caller)).toEqual(caller);
    expect(await of('', '{ contents: read }', caller)).toEqual({ contents: 'read' });
  });
});
