import path from 'node:path';
import { isInside } from '@ci-actions/test-results/inside';

/**
 * The source file of a failure, for annotations and links. The name comes from a report, so it is trusted no further
 * than the workspace.
 *
 * @param file as the report names it: relative to the folder, or absolute; `\` is taken as `/`
 * @param workspace the checkout
 * @param folder where the tests ran
 * @returns the path relative to the workspace, with `/`; undefined where there is none, or it leads out
 */
export function sourceFile(file: string, workspace: string, folder: string): string | undefined {
  const plain = file.trim().replaceAll('\\', '/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (plain === '' || plain.length > 1_000 || /[\u0000-\u001f]/.test(plain)) return undefined;
  const absolute = path.resolve(folder, plain);
  if (absolute === workspace || !isInside(workspace, absolute)) return undefined;
  return path.relative(workspace, absolute).split(path.sep).join('/');
}

/**
 * @param file relative to the workspace, or undefined
 * @param context the run: its server, repository and commit
 * @returns the file, with the page that shows it at the commit of the run where there is one
 */
export function sourceUrl(
  file: string | undefined,
  line: number | undefined,
  { serverUrl, repository, sha }: { serverUrl: string; repository: string; sha: string },
): { file: string; url?: string } | undefined {
  if (file === undefined || repository === '' || sha === '') return file === undefined ? undefined : { file };
  // Parentheses would end the link in Markdown; `encodeURIComponent` leaves them as they are.
  const encoded = file
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[()!'*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
    );
  return {
    file,
    url: `${serverUrl}/${repository}/blob/${sha}/${encoded.join('/')}${line === undefined ? '' : `#L${line}`}`,
  };
}
