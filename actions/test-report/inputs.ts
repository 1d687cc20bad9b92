import { flag, list, oneOf, parsed, text } from '@ci-actions/kit/input-schema';
import { readPercentage, readSlowest } from '@ci-actions/test-report/read-inputs';

export const inputs = {
  files: list(),
  title: text('Tests'),
  'fail-on': oneOf(['failures', 'new-failures', 'never'], 'failures'),
  'require-tests': flag(true),
  'working-directory': text('.'),
  output: text(),
  slowest: parsed('10', readSlowest),
  'compare-with': text(),
  artifact: text('test-report'),
  coverage: list(),
  'coverage-threshold': parsed('', readPercentage),
  comment: oneOf(['on-failure', 'always', 'never'], 'on-failure'),
  check: flag(true),
  token: text('${{ github.token }}'),
};
