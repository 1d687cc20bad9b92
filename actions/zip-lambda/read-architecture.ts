import { InputError } from '@ci-actions/errors/errors';
import type { Architecture } from '@ci-actions/lambda/platform';

/** @throws InputError for what Lambda does not have */
export function readArchitecture(text: string): Architecture | undefined {
  if (text === '' || text === 'x86_64' || text === 'arm64') return text || undefined;
  const said =
    text === 'amd64' || text === 'x64'
      ? ' (Lambda calls it x86_64)'
      : text === 'aarch64'
        ? ' (Lambda calls it arm64)'
        : '';
  throw new InputError(
    `The input \`architecture\` is ${JSON.stringify(text)}${said}; set it to one of: x86_64, arm64.`,
  );
}
