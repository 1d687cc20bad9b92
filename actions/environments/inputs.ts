import { list, text } from '@ci-actions/kit/input-schema';

export const inputs = {
  'on-merge': list('staging, production', 'line-or-comma'),
  environment: text(),
  'github-token': text('${{ github.token }}'),
};
