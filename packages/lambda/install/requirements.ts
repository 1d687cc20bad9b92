import { InputError } from '@ci-actions/errors/errors';

/**
 * Lines that name a folder or a repository rather than a package: pip would run their build here, for this machine, and
 * some builds write into the folder.
 */
const sources: readonly RegExp[] = [
  /^(-e\b|--editable\b)/,
  /^\.{0,2}\//,
  /^\.{1,2}(\[.*\])?$/,
  /^file:/,
  /^(git|hg|svn|bzr)\+/,
  /^[\w.-]+(\[.*?\])?\s*@\s*(file:|(git|hg|svn|bzr)\+)/,
  /^(https?:|[\w.-]+(\[.*?\])?\s*@\s*https?:)\S+\.(tar\.gz|zip|tgz|tar\.bz2)\b/,
];

/**
 * Refuses a list of requirements that names something that has to be built.
 *
 * @param text of a requirements file
 * @param shown how the person knows the file that it comes from
 * @throws InputError that names them all
 * @see https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function refuseSources(text: string, shown: string): void {
  const found = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => sources.some((pattern) => pattern.test(line)));
  if (found.length === 0) return;
  throw new InputError(
    `${JSON.stringify(shown)} asks for ${found.map((line) => JSON.stringify(line.slice(0, 200))).join(', ')}, which would have to be built for the function's platform, and only wheels are installed; publish it as a wheel, or put its files into the source.`,
  );
}
