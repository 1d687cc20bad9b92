import { readMaxDelete } from '@ci-actions/dags/max-delete';
import { readPrefix } from '@ci-actions/dags/object-name';
import { flag, list, oneOf, parsed, requiredText, text } from '@ci-actions/kit/input-schema';

export const inputs = {
  environment: requiredText('the name of the environment that is published to, such as staging'),
  bucket: requiredText('the name of the S3 bucket that holds the DAGs'),
  prefix: parsed('dags', readPrefix),
  source: text('dags'),
  exclude: list(),
  delete: flag(true),
  'max-delete': parsed('25%', readMaxDelete),
  requirements: text(),
  'requirements-key': text('requirements.txt'),
  plugins: text(),
  'plugins-key': text('plugins.zip'),
  'airflowignore-syntax': oneOf(['glob', 'regexp'], 'glob'),
  'allow-older': flag(false),
  'aws-region': text(),
  'role-to-assume': text(),
  'dry-run': flag(false),
  'github-token': text('${{ github.token }}'),
};
