import { flag, list, oneOf, parsed, text } from '@ci-actions/kit/input-schema';
import { readInitialVersion, readPreRelease, readSeconds, readTypes } from './read-inputs.ts';

export const inputs = {
  environment: text(),
  bump: oneOf(['auto', 'patch', 'minor', 'major'], 'auto'),
  'pre-release': parsed('', readPreRelease),
  'initial-version': parsed('0.1.0', readInitialVersion),
  'major-on-zero': flag(false),
  prefix: text('v'),
  path: list(),
  packages: list(),
  types: parsed('', readTypes),
  'version-files': list(),
  'version-files-mode': oneOf(['check', 'write'], 'check'),
  'check-registry': text(),
  package: text(),
  'if-published': oneOf(['skip', 'fail'], 'skip'),
  'wait-for-registry': parsed('0', readSeconds),
  release: flag(true),
  assets: list(),
  'floating-tags': flag(false),
  tree: text(),
  dispatch: list(),
  comment: flag(true),
  'allow-older': flag(false),
  'dry-run': flag(false),
  'github-token': text('${{ github.token }}'),
};
