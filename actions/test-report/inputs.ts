import { flag, list, oneOf, text } from '@ci-actions/kit/input-schema';

export const inputs = {
  files: list(),
  title: text('Tests'),
  'fail-on': oneOf(['failures', 'never'], 'failures'),
  'require-tests': flag(true),
  'working-directory': text('.'),
};
