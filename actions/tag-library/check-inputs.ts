import { InputError } from '@ci-actions/errors/errors';
import type { Inputs } from './tag-library.ts';

/** @throws InputError for inputs that do not go together */
export function checkInputs(inputs: Inputs): void {
  const { bump, packages, assets, release, tree } = inputs;
  if (bump !== 'auto' && packages.length > 1) {
    throw new InputError('The input `bump` is set by hand for several packages at once; name one in `packages`.');
  }
  if (inputs['version-files-mode'] === 'write' && inputs['version-files'].length === 0) {
    throw new InputError('The input `version-files-mode` is write, but `version-files` names no file.');
  }
  if (inputs['version-files-mode'] === 'write' && tree !== '') {
    throw new InputError(
      'The inputs `tree` and `version-files-mode: write` are both given; the folder is tagged as it is committed, so write the version before that.',
    );
  }
  const one = (['check-registry', 'package', 'version-files'] as const).find((name) => inputs[name].length > 0);
  if (one && packages.length > 1) {
    throw new InputError(`The input \`${one}\` is given for several packages at once; name one in \`packages\`.`);
  }
  if (inputs['wait-for-registry'] > 0 && inputs['check-registry'] === '') {
    throw new InputError('The input `wait-for-registry` is given, but `check-registry` does not say where to look.');
  }
  if (inputs.dispatch.length > 0 && !release) {
    throw new InputError(
      'The input `dispatch` is given, but `release` is false; only the release tells a later run whether the workflows were started.',
    );
  }
  if (assets.length > 0 && (!release || packages.length > 1)) {
    throw new InputError(
      release
        ? 'The input `assets` is given for several packages at once; name one in `packages`.'
        : 'The input `assets` is given, but `release` is false; files are put beside a release.',
    );
  }
}

/** @throws InputError for what cannot be done without a token */
export function checkToken(inputs: Inputs, hasToken: boolean): void {
  if (hasToken || inputs['dry-run']) return;
  const wanted = (['dispatch', 'assets'] as const).find((name) => inputs[name].length > 0);
  if (wanted) throw new InputError(`The input \`${wanted}\` needs a token; leave \`github-token\` as it is.`);
}
