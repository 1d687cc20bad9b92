import { expect, test } from '@jest/globals';
import { explainRefusal } from './explain-refusal.ts';

const ref = 'refs/tags/v1.0.0';

test.each([
  [
    'refused',
    'GH013: Repository rule violations found for refs/tags/v1.0.0. Cannot create ref due to creations being restricted.',
    'Either a ruleset restricts new tags: let the app whose token this is bypass the rule',
  ],
  [
    'refused',
    'GH013: Repository rule violations found. Cannot create ref due to creations being restricted.',
    'Or an immutable release, deleted since, has used the name',
  ],
  [
    'refused',
    'GH013: Repository rule violations found for refs/tags/v1.0.0. Cannot update this protected ref.',
    'because a ruleset of the repository forbids it',
  ],
  [
    'denied',
    'Permission to org/orders.git denied to github-actions[bot].',
    'give the job the permission `contents: write`',
  ],
  [
    'denied',
    'refusing to allow a GitHub App to create or update workflow `.github/workflows/x.yml` without `workflows` permission',
    'its commit changes workflow files',
  ],
  [
    'refused',
    'Cannot create ref: the tag was used by an immutable release.',
    'an immutable release has used that name',
  ],
  [
    'refused',
    "error: cannot lock ref 'refs/tags/v1.0.0': 'refs/tags/v1.0.0/x' exists; cannot create 'refs/tags/v1.0.0'",
    'because there is a tag v1.0.0/x, and of two names one cannot lie in the other; choose another `prefix`',
  ],
  ['refused', 'pre-receive hook declined', 'The remote said: pre-receive hook declined'],
  ['refused', '', 'The remote did not say why.'],
] as const)('%s, %s', (why, text, sentence) => {
  const { message } = explainRefusal({ ref, why, text });
  expect(message).toMatch(/^The tag v1\.0\.0 was not made/);
  expect(message).toContain(sentence);
});

test('a floating tag is there already, and was not moved', () => {
  const { message } = explainRefusal({ ref: 'refs/tags/v1', why: 'refused', text: 'GH013: protected' }, 'moved');
  expect(message).toMatch(/^The tag v1 was not moved, because a ruleset of the repository forbids it/);
});
