import { readPrefix } from '@ci-actions/aws/key-fit';
import { flag, list, oneOf, parsed, text } from '@ci-actions/kit/input-schema';
import { readRuntime } from '@ci-actions/lambda/platform';
import { readArchitecture } from './read-architecture.ts';

export const inputs = {
  environment: text(),
  source: list('.'),
  output: text(),
  include: list(),
  exclude: list(),
  symlinks: oneOf(['preserve', 'follow'], 'preserve'),
  install: oneOf(['auto', 'none'], 'auto'),
  runtime: parsed('', (name) => (name === '' ? undefined : readRuntime(name))),
  architecture: parsed('', readArchitecture),
  handler: text(),
  layer: flag(false),
  bucket: text(),
  prefix: parsed('lambda', (given) => readPrefix(given)),
  function: text(),
  alias: text(),
  'image-uri': text(),
  'smoke-event': text(),
  'allow-older': flag(false),
  'aws-region': text(),
  'role-to-assume': text(),
  'dry-run': flag(false),
  'github-token': text('${{ github.token }}'),
};
