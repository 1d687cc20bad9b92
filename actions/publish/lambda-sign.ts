import path from 'node:path';
import type { Glance } from './look-around.ts';
import { type Sign, shown } from './sign.ts';

/** What a function's dependencies are installed from; a handler beside one of them is a function. */
const manifests = ['requirements.txt', 'uv.lock', 'poetry.lock', 'pyproject.toml', 'package.json', 'package-lock.json'];

/** Where a handler is defined at the top of a module, as AWS and its templates write it, by the file's ending. */
const handlers: readonly [ending: RegExp, handler: RegExp][] = [
  [/\.py$/, /^(?:async[ \t]+)?def[ \t]+(?:lambda_handler[ \t]*\(|handler[ \t]*\([ \t]*_?event\b)/m],
  [
    /\.[cm]?[jt]s$/,
    /^(?:(?:module\.)?exports\.(?:lambdaH|h)andler[ \t]*=|export[ \t]+(?:const|let|var|(?:async[ \t]+)?function)[ \t]+(?:lambdaH|h)andler\b)/m,
  ],
];

/**
 * A Lambda function: a template of SAM or CloudFormation that has one, a `serverless.yml` for AWS, a `.lambdaignore`, or a
 * handler beside what its dependencies are installed from.
 *
 * @param files those near the top of the repository
 * @param sources what `source` names: a handler there needs nothing beside it
 */
export function lambdaSign(glance: Glance, files: readonly string[], sources: readonly string[]): Sign | undefined {
  const found = (file: string, why: string): Sign => ({ kinds: ['lambda'], what: `${shown(file)}, ${why}` });
  for (const file of files) {
    const name = path.posix.basename(file);
    if (name === '.lambdaignore') return found(file, 'which says what stays out of a Lambda function');
    if (/^template\.(?:ya?ml|json)$/.test(name) && template.test(glance.read(file)?.text ?? '')) {
      return found(file, 'a template with a Lambda function');
    }
    if (/^serverless\.ya?ml$/.test(name) && serverless.test(glance.read(file)?.text ?? '')) {
      return found(file, 'which deploys to AWS Lambda');
    }
  }
  const folders = new Set(
    files.filter((file) => manifests.includes(path.posix.basename(file))).map(path.posix.dirname),
  );
  const beside = files.filter((file) => folders.has(path.posix.dirname(file)));
  const named = sources.flatMap((source) => [source, ...glance.filesIn(source)]);
  const handler = [...named, ...beside].find((file) => isHandler(glance, file));
  return handler === undefined ? undefined : found(handler, 'which has a handler of AWS Lambda');
}

const template = /\bAWS::(?:Serverless|Lambda)::Function\b/;
const serverless = /^[ \t]*(?:provider|name):[ \t]*["']?aws\b/m;

function isHandler(glance: Glance, file: string): boolean {
  const [, handler] = handlers.find(([ending]) => ending.test(file)) ?? [];
  return handler?.test(glance.read(file)?.text ?? '') ?? false;
}
