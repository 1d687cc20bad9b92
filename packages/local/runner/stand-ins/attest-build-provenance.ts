import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findFiles } from '../hash-files.ts';
import type { StandIn, StandInStep } from './stand-in.ts';

/** The real one attests no more at once. */
const mostSubjects = 1024;

/**
 * actions/attest-build-provenance: the statement that the real one signs and stores, in a bundle of the same form without
 * a signature. What a job needs for it, an identity and the right to store, is asked for all the same.
 *
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 * https://slsa.dev/spec/v1.0/provenance
 */
export const attestBuildProvenance: StandIn = {
  does: 'writes what would be attested, unsigned, to a file of this job',
  inputs: {
    ...{ 'subject-path': null, 'subject-name': null, 'subject-digest': null },
    ...{ 'show-summary': 'true', 'github-token': null },
  },
  refused: ['subject-checksums', 'push-to-registry', 'create-storage-record'],
  async run(step) {
    const { temp, env, permissions, repository, log } = step;
    const subject = subjectsOf(step);
    if (!env.ACTIONS_ID_TOKEN_REQUEST_URL) {
      throw new Error('Failed to get ID token: the job has no identity; give it `permissions: id-token: write`.');
    }
    if (permissions.attestations !== 'write') {
      throw new Error(
        'Failed to persist attestation: Resource not accessible by integration; give the job `permissions: attestations: write`.',
      );
    }
    const payload = { ...statement, subject, predicate: predicateOf(step) };
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      dsseEnvelope: {
        payload: Buffer.from(JSON.stringify(payload)).toString('base64'),
        payloadType: 'application/vnd.in-toto+json',
        signatures: [],
      },
    };
    const file = path.join(mkdtempSync(path.join(temp, 'attestation-')), 'attestation.json');
    writeFileSync(file, JSON.stringify(bundle));
    appendFileSync(path.join(temp, 'created_attestation_paths.txt'), `${file}\n`);
    for (const { name, digest } of subject) log(`${name}@sha256:${digest.sha256}`);
    const id = sha256(file).slice(0, 8);
    return {
      'bundle-path': file,
      'attestation-id': id,
      'attestation-url': `${repository.server}/${repository.name}/attestations/${id}`,
    };
  },
};

interface Subject {
  name: string;
  digest: { sha256: string };
}

/** What is attested: files, or an image by its name and digest. */
function subjectsOf({ inputs, workspace }: StandInStep): Subject[] {
  const [files = '', name = '', digest = ''] = ['path', 'name', 'digest'].map((key) =>
    inputs[`subject-${key}`]?.trim(),
  );
  if (files === '' && digest === '') {
    throw new Error('One of subject-path, subject-digest, or subject-checksums must be provided');
  }
  if (files !== '' && digest !== '') {
    throw new Error('Only one of subject-path, subject-digest, or subject-checksums may be provided');
  }
  if (digest !== '') {
    if (name === '') throw new Error('subject-name must be provided when using subject-digest');
    const [, hex] = /^sha256:([0-9a-f]{64})$/i.exec(digest) ?? [];
    if (hex === undefined) throw new Error('subject-digest must be in the format "sha256:<hex-digest>"');
    return [{ name, digest: { sha256: hex } }];
  }
  const found = findFiles(workspace, files.split(','), { outside: true });
  if (found.length === 0) throw new Error(`Could not find subject at path ${files}`);
  if (found.length > mostSubjects) throw new Error(`There are ${found.length} subjects, more than ${mostSubjects}.`);
  return found.map((file) => ({ name: name || path.basename(file), digest: { sha256: sha256(file) } }));
}

const statement = { _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://slsa.dev/provenance/v1' };

/** Where it was built, and from what. */
function predicateOf({ repository: { name, server, ref, sha }, env }: StandInStep) {
  const [workflow = ''] = (env.GITHUB_WORKFLOW_REF ?? '').split('@');
  return {
    buildDefinition: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      externalParameters: {
        workflow: { ref, repository: `${server}/${name}`, path: workflow.split('/').slice(2).join('/') },
      },
      resolvedDependencies: [{ uri: `git+${server}/${name}@${ref}`, digest: { gitCommit: sha } }],
    },
    runDetails: { builder: { id: `${server}/${env.GITHUB_WORKFLOW_REF ?? ''}` } },
  };
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
