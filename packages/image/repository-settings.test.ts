import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@ci-actions/errors/errors';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keepUntagged, type RepositoryInputs, readRepositorySettings } from './repository-settings.ts';

let root = '';
let workspace = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'repository-settings-'));
  workspace = path.join(root, 'workspace');
  mkdirSync(workspace);
  writeFileSync(path.join(root, 'outside.json'), '{"rules":[{}]}');
  writeFileSync(path.join(workspace, 'policy.json'), '\uFEFF{ "rules": [{ "rulePriority": 1 }] }\n');
  writeFileSync(path.join(workspace, 'empty.json'), '{"rules":[]}');
  writeFileSync(path.join(workspace, 'null.json'), 'null');
  writeFileSync(path.join(workspace, 'broken.json'), '{');
  writeFileSync(path.join(workspace, 'latin1.json'), Buffer.from([0xff, 0xfe, 0xe4]));
  writeFileSync(path.join(workspace, 'long.json'), Buffer.alloc(1_000_001, 32));
  symlinkSync(path.join(root, 'outside.json'), path.join(workspace, 'link.json'));
});
afterAll(() => rmSync(root, { recursive: true }));

const read = (inputs: Partial<RepositoryInputs>) =>
  readRepositorySettings({
    immutable: false,
    mutableTags: [],
    scanOnPush: true,
    lifecycle: '',
    kmsKey: '',
    tags: [],
    workspace,
    ...inputs,
  });

test('by default', () => {
  expect(read({})).toEqual({
    mutability: 'MUTABLE',
    exclusions: [],
    scanOnPush: true,
    encryption: { type: 'AES256' },
    lifecyclePolicy: keepUntagged(20),
    tags: {},
  });
});

test('the policy of a number deletes untagged images and no others', () => {
  expect(JSON.parse(keepUntagged(7))).toEqual({
    rules: [
      {
        rulePriority: 1,
        description: 'Keep the newest 7 untagged images',
        selection: { tagStatus: 'untagged', countType: 'imageCountMoreThan', countNumber: 7 },
        action: { type: 'expire' },
      },
    ],
  });
});

test.each<[inputs: Partial<RepositoryInputs>, settings: object]>([
  [
    { immutable: true, mutableTags: ['development', 'staging*', 'development'] },
    { mutability: 'IMMUTABLE', exclusions: ['development', 'staging*'] },
  ],
  [
    { immutable: false, mutableTags: ['latest'] },
    { mutability: 'MUTABLE', exclusions: [] },
  ],
  [{ scanOnPush: false }, { scanOnPush: false }],
  [{ kmsKey: 'aws' }, { encryption: { type: 'KMS' } }],
  [{ kmsKey: ' alias/images ' }, { encryption: { type: 'KMS', kmsKey: 'alias/images' } }],
  [{ lifecycle: '5' }, { lifecyclePolicy: keepUntagged(5) }],
  [{ lifecycle: 'policy.json' }, { lifecyclePolicy: '{ "rules": [{ "rulePriority": 1 }] }\n' }],
  [{ tags: ['team=web', 'cost:centre = a=b', 'empty='] }, { tags: { team: 'web', 'cost:centre': 'a=b', empty: '' } }],
])('%j', (inputs, settings) => {
  expect(read(inputs)).toMatchObject(settings);
});

test('no policy where none is wanted', () => {
  expect(read({ lifecycle: 'none' })).not.toHaveProperty('lifecyclePolicy');
});

describe('what ECR would not take is one sentence', () => {
  test.each<[inputs: Partial<RepositoryInputs>, sentence: string]>([
    [{ immutable: true, mutableTags: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'has 6 patterns, and ECR takes at most 5'],
    [{ immutable: true, mutableTags: ['a b'] }, 'has "a b", which is no pattern for tags'],
    [{ lifecycle: '0' }, 'set it to a number from 1 to 100000.'],
    [{ lifecycle: 'missing.json' }, 'there is no such file or folder in the workspace'],
    [{ lifecycle: '../outside.json' }, 'which leads out of the workspace'],
    [{ lifecycle: 'link.json' }, 'which leads out of the workspace'],
    [{ lifecycle: '.' }, 'which is no file'],
    [{ lifecycle: 'long.json' }, 'which is larger than 1 MB'],
    [{ lifecycle: 'latin1.json' }, 'which is no text in UTF-8'],
    [{ lifecycle: 'broken.json' }, 'The lifecycle policy broken.json is no JSON.'],
    [{ lifecycle: 'empty.json' }, 'The lifecycle policy empty.json has no rules.'],
    [{ lifecycle: 'null.json' }, 'The lifecycle policy null.json has no rules.'],
    [{ tags: ['team'] }, 'has "team", which is no resource tag. It looks like team=web'],
    [{ tags: ['=web'] }, 'which is no resource tag'],
    [{ tags: ['aws:team=web'] }, 'which is no resource tag'],
    [{ tags: ['team=a;b'] }, 'which is no resource tag'],
    [{ tags: [`team=${'a'.repeat(257)}`] }, 'which is no resource tag'],
  ])('%j', (inputs, sentence) => {
    expect(() => read(inputs)).toThrow(InputError);
    expect(() => read(inputs)).toThrow(sentence);
  });
});
