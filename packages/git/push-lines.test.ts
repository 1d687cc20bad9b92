import { expect, test } from '@jest/globals';
import { isDenial, parsePush } from './push-lines.ts';

const workflows =
  'refusing to allow a GitHub App to create or update workflow `.github/workflows/x.yml` without `workflows` permission';

test.each([
  ['*\tabc:refs/tags/v1\t[new tag]', { done: true }],
  ['=\tabc:refs/tags/v1\t[up to date]', { done: true }],
  ['+\tabc:refs/tags/v1\t1..2 (forced update)', { done: true }],
  [' \tabc:refs/tags/v1\t1..2', { done: true }],
  ['!\tabc:refs/tags/v1\t[rejected] (stale info)', { done: false, why: 'changed' }],
  ['!\tabc:refs/tags/v1\t[rejected] (already exists)', { done: false, why: 'changed' }],
  [
    "!\tabc:refs/tags/v1\t[remote rejected] (cannot lock ref 'refs/tags/v1': reference already exists)",
    { why: 'changed' },
  ],
  ['!\tabc:refs/tags/v1\t[remote rejected] (failed to update ref)', { why: 'changed' }],
  ['!\tabc:refs/tags/v1\t[remote rejected] (pre-receive hook declined)', { why: 'refused' }],
  ['!\tabc:refs/tags/v1\t[remote rejected] (push declined due to repository rule violations)', { why: 'refused' }],
  ['!\tabc:refs/tags/v1\t[remote rejected] (protected branch hook declined)', { why: 'refused' }],
  [`!\tabc:refs/tags/v1\t[remote rejected] (${workflows})`, { why: 'denied', reason: workflows }],
  ['!\tabc:refs/tags/v1\t[remote failure] (remote failed to report status)', { why: 'unknown' }],
])('%s', (line, fate) => {
  const fates = parsePush(`To https://x/o/r\n${line}\nDone\n`, '');
  expect([...fates.keys()]).toEqual(['refs/tags/v1']);
  expect(fates.get('refs/tags/v1')).toMatchObject(fate);
});

test.each([
  // Of this ref, and of another one of the same push.
  ['refs/tags/v1/x', { why: 'refused', reason: "'refs/tags/v1' exists; cannot create 'refs/tags/v1/x'" }],
  ['refs/tags/v2', { why: 'changed' }],
])('a name that lies in that of a tag cannot be had, and that is final: %s', (ref, fate) => {
  const line = `!\tabc:${ref}\t[remote rejected] (failed to update ref)`;
  const said = "error: cannot lock ref 'refs/tags/v1/x': 'refs/tags/v1' exists; cannot create 'refs/tags/v1/x'";
  expect(parsePush(`To https://x/o/r\n${line}\nDone\n`, said).get(ref)).toMatchObject(fate);
});

test.each([
  ["fatal: unable to access 'https://x/': The requested URL returned error: 403", true],
  ["fatal: could not read Username for 'https://x': terminal prompts disabled", true],
  ["fatal: Authentication failed for 'https://x/'", true],
  ["remote: Repository not found.\nfatal: repository 'https://x/' not found", true],
  ['remote: Permission to o/r.git denied to github-actions[bot].', true],
  ["fatal: unable to access 'https://x/': The requested URL returned error: 503", false],
  ['error: src refspec x does not match any', false],
])('%s', (stderr, denied) => {
  expect(isDenial(stderr)).toBe(denied);
});
