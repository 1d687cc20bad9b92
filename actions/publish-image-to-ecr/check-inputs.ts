import { InputError } from '@ci-actions/errors/errors';
import type { Inputs } from './inputs.ts';

/** What must be told before anything is done. @throws InputError */
export function checkInputs({ environment, repository, image, output, 'dry-run': dryRun }: Inputs): void {
  if (output !== '' && image !== '') {
    throw new InputError(
      'The inputs `image` and `output` are both set; `output` builds an image, so leave out one of them.',
    );
  }
  if (output !== '' && dryRun) {
    throw new InputError(
      'The inputs `output` and `dry-run` are both set; `output` publishes nothing, so leave out `dry-run`.',
    );
  }
  if (output !== '') return;
  if (environment === '') {
    throw new InputError(
      'The input `environment` is empty; set it to the name of the environment that is published to, such as staging, or set `output` to build an archive only.',
    );
  }
  if (repository.length === 0) {
    throw new InputError(
      'The input `repository` is empty; set it to the name of the repository in ECR, such as app, or to its address.',
    );
  }
}
