import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { withScriptedBuild } from './build-stand-in.ts';
import { examples } from './examples.ts';

const template = (name: string) => readFileSync(path.join(process.cwd(), 'action-templates', `${name}.yml`), 'utf8');

test.each(['application', 'data-task'] as const)(
  'of the template %s the step that builds is changed, and nothing else',
  (name) => {
    const command = examples[name].imageScript?.command ?? '';
    const before = template(name).split('\n');
    const after = withScriptedBuild(template(name), command).split('\n');
    const gone = before.filter((line) => !after.includes(line)).map((line) => line.trim());
    const come = after.filter((line) => !before.includes(line)).map((line) => line.trim());
    expect(gone).toEqual([
      'uses: org/ci-actions/publish-image-to-ecr@v1',
      'output: image.tar # builds and stops; nothing goes out yet',
    ]);
    expect(come).toEqual([`run: ${command}`]);
  },
);

test('a workflow without that step, or with two of them, is an error', () => {
  expect(() => withScriptedBuild(template('dags'), 'x')).toThrow(/^The workflow has 0 steps that build the image/);
  const step = '{ uses: org/ci-actions/publish-image-to-ecr@v1, with: { output: a } }';
  const two = `on: push\njobs: { a: { steps: [${step}, ${step}] } }\n`;
  expect(() => withScriptedBuild(two, 'x')).toThrow(/^The workflow has 2 steps/);
});
