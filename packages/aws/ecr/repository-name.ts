import { InputError } from '@ci-actions/errors/errors';

/**
 * Holds a text to the grammar of a repository's name: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
 *
 * @param name without the registry
 * @param longest 256 for a private one, 205 for one of ECR Public
 * @returns the name
 * @throws InputError where ECR would not take it
 */
export function checkRepositoryName(name: string, longest = 256): string {
  const wrong = fault(name, longest);
  if (wrong === undefined) return name;
  const shown = name.length > 80 ? `${name.slice(0, 80)}...` : name;
  throw new InputError(
    `${JSON.stringify(shown)} (from the input repository) is no name of an ECR repository: ${wrong}.`,
  );
}

function fault(name: string, longest: number): string | undefined {
  if (name.length < 2 || name.length > longest) return `it must have 2 to ${longest} characters and has ${name.length}`;
  if (/[A-Z]/.test(name)) return 'it may have small letters only';
  if (name.split('/').every((part) => /^[a-z0-9]+([._-][a-z0-9]+)*$/.test(part))) return undefined;
  return 'between its slashes it may have small letters and digits, and a single . _ or - between them';
}
