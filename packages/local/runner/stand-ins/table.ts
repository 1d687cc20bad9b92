import { downloadArtifact, uploadArtifact } from './artifacts.ts';
import { attestBuildProvenance } from './attest-build-provenance.ts';
import { configureAwsCredentials } from './aws-credentials.ts';
import { checkout } from './checkout.ts';
import { setupNode, setupPython } from './set-up.ts';
import type { StandIn } from './stand-in.ts';

/** Every third-party action that this runner has a stand-in for, at any version. */
export const standIns: Record<string, StandIn> = {
  'actions/checkout': checkout,
  'actions/setup-python': setupPython,
  'actions/setup-node': setupNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'actions/attest-build-provenance': attestBuildProvenance,
  'aws-actions/configure-aws-credentials': configureAwsCredentials,
};
